-- +goose Up
-- What is asked for beside the straight way (domain.md 3.1): more time, a pause, another colour; and wishes that are one.
-- asked…: what was asked for and is not decided, by whom under which role; for another colour also which, and of what unit.
ALTER TABLE wish ADD COLUMN asked TEXT;
ALTER TABLE wish ADD COLUMN asked_by TEXT;
ALTER TABLE wish ADD COLUMN asked_role TEXT;
ALTER TABLE wish ADD COLUMN asked_unit TEXT;
ALTER TABLE wish ADD COLUMN asked_colour TEXT;
-- Extensions of the running clock of the answer; the pause that has been approved.
ALTER TABLE wish ADD COLUMN extended INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish ADD COLUMN paused_from BIGINT;
ALTER TABLE wish ADD COLUMN paused_until BIGINT;
-- The last progress note that the submitter can read; of what a merged wish has become part.
ALTER TABLE wish ADD COLUMN noted_at BIGINT;
ALTER TABLE wish ADD COLUMN main TEXT;
-- What waits for a decision; open red wishes, for their monthly notes; what is merged into a wish.
CREATE INDEX wish_asked ON wish (community, asked) WHERE asked IS NOT NULL;
CREATE INDEX wish_red ON wish (community, noted_at) WHERE colour = 'red' AND closed_at IS NULL;
CREATE INDEX wish_main ON wish (main) WHERE main IS NOT NULL;

CREATE TABLE wish_request (
  id            TEXT NOT NULL PRIMARY KEY,
  wish          TEXT NOT NULL,
  kind          TEXT NOT NULL, -- extend, suspend, recolour
  text          TEXT NOT NULL,
  until         BIGINT,        -- the new due date; the end of the pause
  year          INTEGER,       -- planned for
  colour        TEXT,          -- another colour and unit
  unit          TEXT,
  asked_at      BIGINT NOT NULL,
  asked_unit    TEXT NOT NULL, -- the unit that asked
  asked_post    TEXT,
  asked_person  TEXT,
  old_due       BIGINT NOT NULL,
  old_colour    TEXT NOT NULL,
  silent_at     BIGINT,        -- when silence counts as acceptance
  outcome       TEXT,          -- granted, refused, silent, lapsed; null: open
  decided_at    BIGINT,
  decided_post  TEXT,
  decided_person TEXT,
  decided_text  TEXT,
  resumed_at    BIGINT         -- of a pause: taken up before its end
);
CREATE INDEX wish_request_wish ON wish_request (wish, asked_at);
CREATE INDEX wish_request_silent ON wish_request (silent_at) WHERE outcome IS NULL AND silent_at IS NOT NULL;

-- What a merge sets aside, so that it can be undone.
CREATE TABLE wish_merge (
  wish        TEXT NOT NULL,
  nth         INTEGER NOT NULL,
  main        TEXT NOT NULL,
  state       TEXT NOT NULL,
  due         BIGINT,
  due_span    TEXT NOT NULL,
  provisional BOOLEAN NOT NULL,
  main_due    BIGINT,        -- of the main wish before, where the merge moved it
  main_span   TEXT,
  text        TEXT NOT NULL,
  at          BIGINT NOT NULL,
  undone_at   BIGINT,
  PRIMARY KEY (wish, nth)
);

-- +goose Down
DROP TABLE wish_merge;
DROP TABLE wish_request;
DROP INDEX wish_main;
DROP INDEX wish_red;
DROP INDEX wish_asked;
ALTER TABLE wish DROP COLUMN main;
ALTER TABLE wish DROP COLUMN noted_at;
ALTER TABLE wish DROP COLUMN paused_until;
ALTER TABLE wish DROP COLUMN paused_from;
ALTER TABLE wish DROP COLUMN extended;
ALTER TABLE wish DROP COLUMN asked_colour;
ALTER TABLE wish DROP COLUMN asked_unit;
ALTER TABLE wish DROP COLUMN asked_role;
ALTER TABLE wish DROP COLUMN asked_by;
ALTER TABLE wish DROP COLUMN asked;

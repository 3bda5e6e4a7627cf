-- +goose Up
-- Side acts (domain.md 3.1): rows beside a wish, and on the wish what its policy asks for.
-- rev: how often its own row was changed; who changes it says which one was read.
ALTER TABLE wish ADD COLUMN rev BIGINT NOT NULL DEFAULT 0;
-- Who handed it to the unit that has it now, and gets it back when that unit returns it; null: nobody.
ALTER TABLE wish ADD COLUMN sender TEXT;
-- Returns since the last ruling; reopenings.
ALTER TABLE wish ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;
-- When the clock of the answer began, where that was not with the classification; until when the level above rules who has
-- it; units beside the responsible one, with a space around each: who has a task in it.
ALTER TABLE wish ADD COLUMN answer_from BIGINT;
ALTER TABLE wish ADD COLUMN ruling_due BIGINT;
ALTER TABLE wish ADD COLUMN beside TEXT NOT NULL DEFAULT '';
-- What is to be ruled.
CREATE INDEX wish_ruling ON wish (community, ruling_due) WHERE ruling_due IS NOT NULL;

UPDATE wish SET sender = (SELECT id FROM org WHERE kind = 'community_committee' AND place = wish.community)
WHERE closed_at IS NULL AND classified_at IS NOT NULL
  AND unit NOT IN (SELECT id FROM org WHERE kind = 'community_committee' AND place = wish.community);

CREATE TABLE wish_return (
  wish    TEXT NOT NULL,
  nth     INTEGER NOT NULL,
  ground  TEXT NOT NULL,
  text    TEXT NOT NULL,
  unit    TEXT NOT NULL, -- who returned it
  sender  TEXT NOT NULL, -- who got it back
  post    TEXT,
  person  TEXT,
  at      BIGINT NOT NULL,
  PRIMARY KEY (wish, nth)
);

-- What a reopening sets aside: the answer that did not satisfy, its clock and its judgement.
CREATE TABLE wish_reopening (
  wish         TEXT NOT NULL,
  nth          INTEGER NOT NULL,
  text         TEXT NOT NULL,
  at           BIGINT NOT NULL,
  unit         TEXT NOT NULL, -- who had answered
  to_unit      TEXT NOT NULL, -- whose it is now
  colour       TEXT NOT NULL, -- before
  answerer     TEXT,
  answer_from  BIGINT NOT NULL,
  answer_due   BIGINT NOT NULL,
  answered_at  BIGINT NOT NULL,
  solved       BOOLEAN,
  rating       TEXT,
  PRIMARY KEY (wish, nth)
);

-- Joint handlers: each has its own task, to be done by a day inside the wish's.
CREATE TABLE wish_task (
  id        TEXT NOT NULL PRIMARY KEY,
  wish      TEXT NOT NULL,
  unit      TEXT NOT NULL,
  text      TEXT NOT NULL,
  due       BIGINT NOT NULL,
  given_at  BIGINT NOT NULL,
  given_by  TEXT NOT NULL, -- the official, by name and title
  done_at   BIGINT,
  done_by   TEXT,
  done_text TEXT
);
CREATE INDEX wish_task_wish ON wish_task (wish);
CREATE INDEX wish_task_unit ON wish_task (unit, due) WHERE done_at IS NULL;

-- +goose Down
DROP TABLE wish_task;
DROP TABLE wish_reopening;
DROP TABLE wish_return;
DROP INDEX wish_ruling;
ALTER TABLE wish DROP COLUMN beside;
ALTER TABLE wish DROP COLUMN ruling_due;
ALTER TABLE wish DROP COLUMN answer_from;
ALTER TABLE wish DROP COLUMN reopened;
ALTER TABLE wish DROP COLUMN returned;
ALTER TABLE wish DROP COLUMN sender;
ALTER TABLE wish DROP COLUMN rev;

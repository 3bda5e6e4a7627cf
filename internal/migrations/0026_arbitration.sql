-- +goose Up
-- Arbitration and moving up (ADR 26).
-- What a ruling has made of a return: upheld, overruled (the unit that had returned it leads); null: nobody has ruled on it.
ALTER TABLE wish_return ADD COLUMN outcome TEXT;
ALTER TABLE wish_return ADD COLUMN ruled_at BIGINT;
CREATE INDEX wish_return_unit ON wish_return (unit, at);

-- The unit that had a wish before it was moved up a level (首办单位); it stays named. Null: it was not moved up.
ALTER TABLE wish ADD COLUMN first_unit TEXT;
CREATE INDEX wish_first ON wish (community, first_unit) WHERE first_unit IS NOT NULL AND closed_at IS NULL;

-- What has been done about a wish's deadline, and what speaks for moving it up; a row for each wish that somebody was reminded of,
-- that was handed on, returned or taken up again. warned_due, told_due: the due date of which its unit, and the level above, were
-- told. redos and transfers since it was last moved, at moved_at. ripe: they are as many as the rule says.
CREATE TABLE wish_watch (
  wish       TEXT NOT NULL PRIMARY KEY,
  warned_due BIGINT NOT NULL DEFAULT 0,
  told_due   BIGINT NOT NULL DEFAULT 0,
  redos      INTEGER NOT NULL DEFAULT 0,
  transfers  INTEGER NOT NULL DEFAULT 0,
  moved_at   BIGINT NOT NULL DEFAULT 0,
  ripe       BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX wish_watch_ripe ON wish_watch (wish) WHERE ripe = TRUE;

-- Each time a wish was moved up a level, or down again. ground: redos, transfers, overdue, reopened (the second time it was taken up
-- again); empty where it was moved down, whose words stand in the timeline.
CREATE TABLE wish_move (
  wish        TEXT NOT NULL,
  nth         INTEGER NOT NULL,
  ground      TEXT NOT NULL,
  from_unit   TEXT NOT NULL,
  from_colour TEXT NOT NULL,
  to_unit     TEXT NOT NULL,
  to_colour   TEXT NOT NULL,
  due         BIGINT,
  post        TEXT,
  at          BIGINT NOT NULL,
  PRIMARY KEY (wish, nth)
);
CREATE INDEX wish_move_unit ON wish_move (from_unit, at) WHERE ground <> '';

-- Counts of a unit by month, kept in the transaction of each act: returns given, and of these upheld and overruled; wishes moved up
-- from it. A return counts in the month in which it was given, whenever it was ruled on.
CREATE TABLE unit_figure (
  unit      TEXT NOT NULL,
  month     INTEGER NOT NULL,
  given     INTEGER NOT NULL DEFAULT 0,
  upheld    INTEGER NOT NULL DEFAULT 0,
  overruled INTEGER NOT NULL DEFAULT 0,
  raised    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, month)
);
-- A ruling as it holds for the next similar wish: of a topic and what is below it, at a place and what is below it, who leads and who
-- helps. tier: street or district, who ruled and may revoke it. wish: the one that was ruled on.
CREATE TABLE precedent (
  id         TEXT NOT NULL PRIMARY KEY,
  place      TEXT NOT NULL,
  topic      TEXT NOT NULL,
  colour     TEXT NOT NULL,
  unit       TEXT NOT NULL,
  helpers    TEXT NOT NULL, -- organisations, parted by blanks
  ground     TEXT NOT NULL, -- of the last return; empty: another colour was refused
  text       TEXT NOT NULL,
  wish       TEXT NOT NULL,
  tier       TEXT NOT NULL,
  made_by    TEXT NOT NULL, -- the official, by name and title
  valid_from BIGINT NOT NULL,
  valid_to   BIGINT,
  ended_by   TEXT,
  ended_text TEXT
);
CREATE INDEX precedent_key ON precedent (topic, place) WHERE valid_to IS NULL;
CREATE INDEX precedent_place ON precedent (place, id);
CREATE INDEX precedent_wish ON precedent (wish);

-- The precedent that was proposed where a wish was sorted, and whether that was done.
CREATE TABLE wish_precedent (
  wish      TEXT NOT NULL PRIMARY KEY,
  precedent TEXT NOT NULL,
  followed  BOOLEAN NOT NULL,
  at        BIGINT NOT NULL
);
CREATE INDEX wish_precedent_of ON wish_precedent (precedent);

-- +goose Down
DROP TABLE wish_precedent;
DROP TABLE precedent;
DROP TABLE unit_figure;
DROP TABLE wish_move;
DROP TABLE wish_watch;
DROP INDEX wish_first;
ALTER TABLE wish DROP COLUMN first_unit;
DROP INDEX wish_return_unit;
ALTER TABLE wish_return DROP COLUMN ruled_at;
ALTER TABLE wish_return DROP COLUMN outcome;

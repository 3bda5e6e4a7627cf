-- +goose Up
-- Figures of wishes (ADR 19): counts by month, kept in the transaction of each act, so that a page reads rows of months and
-- not wishes. Each wish is counted twice: for its community (width 12) and for its 邻里 (width 15; at the community's own
-- code where it names no more). month: twelve times the year, plus 0 for January. What each column counts, and by which
-- month: package wish/figure.
CREATE TABLE wish_figure (
  width            INTEGER NOT NULL,
  month            INTEGER NOT NULL,
  place            TEXT NOT NULL,
  unsorted         INTEGER NOT NULL DEFAULT 0,
  blue             INTEGER NOT NULL DEFAULT 0,
  yellow           INTEGER NOT NULL DEFAULT 0,
  red              INTEGER NOT NULL DEFAULT 0,
  received         INTEGER NOT NULL DEFAULT 0,
  received_in_time INTEGER NOT NULL DEFAULT 0,
  answered         INTEGER NOT NULL DEFAULT 0,
  answered_in_time INTEGER NOT NULL DEFAULT 0,
  judged           INTEGER NOT NULL DEFAULT 0,
  solved           INTEGER NOT NULL DEFAULT 0,
  satisfied        INTEGER NOT NULL DEFAULT 0,
  basically        INTEGER NOT NULL DEFAULT 0,
  silent           INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (width, month, place)
);

-- The last recount: its number, when it ended, and how many counts it had to put right. One row. counted_at is null while
-- wishes from before this table are not counted yet.
CREATE TABLE wish_recount (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  run        BIGINT NOT NULL,
  counted_at BIGINT,
  wrong      BIGINT NOT NULL
);
INSERT INTO wish_recount (one, run, counted_at, wrong)
SELECT 1, 0, CASE WHEN EXISTS (SELECT id FROM wish) THEN NULL ELSE 0 END, 0;

-- What the street and the district have: few of all. closed_at stands in it although it is null, so that a count needs the
-- index only.
CREATE INDEX wish_above ON wish (colour, community, state, closed_at) WHERE closed_at IS NULL AND colour IN ('yellow', 'red');

-- What a unit is asked to take over: without it a desk looks at everything open for it.
CREATE INDEX wish_asked_unit ON wish (asked_unit) WHERE asked_unit IS NOT NULL;

-- Evaluation windows as before, with what figures and calls ask of them.
DROP INDEX wish_window;
CREATE INDEX wish_window ON wish (due, place, answered_at, answer_due, state, submitter, unreached_at, unit, colour, community) WHERE state = 'answered';

-- What is open, with all that counts of it ask: they read the index alone, however many have ended.
DROP INDEX wish_open;
CREATE INDEX wish_open ON wish (community, due, id, closed_at, state, colour, unit, post, topic, place, publicity, visibility, accepted_at, answered_at)
  WHERE closed_at IS NULL;
DROP INDEX wish_unit;
CREATE INDEX wish_unit ON wish (unit, due, id, closed_at, state, colour, community, post) WHERE closed_at IS NULL;

-- +goose Down
DROP INDEX wish_unit;
CREATE INDEX wish_unit ON wish (unit, due, id) WHERE closed_at IS NULL;
DROP INDEX wish_open;
CREATE INDEX wish_open ON wish (community, due, id) WHERE closed_at IS NULL;
DROP INDEX wish_window;
CREATE INDEX wish_window ON wish (due) WHERE state = 'answered';
DROP INDEX wish_asked_unit;
DROP INDEX wish_above;
DROP TABLE wish_recount;
DROP TABLE wish_figure;

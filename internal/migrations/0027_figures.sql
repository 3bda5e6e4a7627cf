-- +goose Up
-- Figures, full (ADR 28): counts kept beside wish_figure in the same way. What each column counts, and by which month: packages
-- wish/figure (spans) and wish/figure/tally (units and topics).

-- How long it took, in working days, of wishes by the month of their end: until they were accepted (heard) and until they were
-- answered (done). A column is named by the first day of its span.
ALTER TABLE wish_figure ADD COLUMN heard_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN heard_1 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN heard_2 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN heard_3 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN heard_4 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN heard_6 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_0 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_2 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_4 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_6 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_11 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_16 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_21 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_31 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wish_figure ADD COLUMN done_61 INTEGER NOT NULL DEFAULT 0;

-- What became of the wishes that a unit answers for, by the month of their end and the community where they stand.
CREATE TABLE unit_result (
  month            INTEGER NOT NULL,
  community        TEXT NOT NULL,
  unit             TEXT NOT NULL,
  dispatched       INTEGER NOT NULL DEFAULT 0,
  taken_in_time    INTEGER NOT NULL DEFAULT 0,
  answered         INTEGER NOT NULL DEFAULT 0,
  answered_in_time INTEGER NOT NULL DEFAULT 0,
  judged           INTEGER NOT NULL DEFAULT 0,
  solved           INTEGER NOT NULL DEFAULT 0,
  satisfied        INTEGER NOT NULL DEFAULT 0,
  basically        INTEGER NOT NULL DEFAULT 0,
  unreached        INTEGER NOT NULL DEFAULT 0,
  redone           INTEGER NOT NULL DEFAULT 0,
  late             INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (month, community, unit)
);

-- How many wishes were filed about a topic, by the month of filing and the community. topic is empty where none was named.
CREATE TABLE topic_figure (
  month     INTEGER NOT NULL,
  community TEXT NOT NULL,
  topic     TEXT NOT NULL,
  filed     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (month, community, topic)
);

-- What is stored is counted by the next recount; until then the pages say that it is not.
UPDATE wish_recount SET counted_at = NULL WHERE EXISTS (SELECT 1 FROM wish);

-- +goose Down
DROP TABLE topic_figure;
DROP TABLE unit_result;
ALTER TABLE wish_figure DROP COLUMN heard_0;
ALTER TABLE wish_figure DROP COLUMN heard_1;
ALTER TABLE wish_figure DROP COLUMN heard_2;
ALTER TABLE wish_figure DROP COLUMN heard_3;
ALTER TABLE wish_figure DROP COLUMN heard_4;
ALTER TABLE wish_figure DROP COLUMN heard_6;
ALTER TABLE wish_figure DROP COLUMN done_0;
ALTER TABLE wish_figure DROP COLUMN done_2;
ALTER TABLE wish_figure DROP COLUMN done_4;
ALTER TABLE wish_figure DROP COLUMN done_6;
ALTER TABLE wish_figure DROP COLUMN done_11;
ALTER TABLE wish_figure DROP COLUMN done_16;
ALTER TABLE wish_figure DROP COLUMN done_21;
ALTER TABLE wish_figure DROP COLUMN done_31;
ALTER TABLE wish_figure DROP COLUMN done_61;

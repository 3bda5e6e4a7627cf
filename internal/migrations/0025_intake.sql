-- +goose Up

-- One reading-in of a file. state: reading, planned, doing, stopped, done, dropped, failed. turn counts the tries of its present
-- work, so that of two workers one gives up; upto is the last line that is in. name is sealed, as what the file holds is.
CREATE TABLE intake_run (
  id         TEXT NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  state      TEXT NOT NULL,
  name       TEXT NOT NULL,
  place      TEXT NOT NULL,
  account    TEXT,
  person     TEXT,
  post       TEXT,
  size       BIGINT NOT NULL,
  turn       INTEGER NOT NULL DEFAULT 0,
  lines      INTEGER NOT NULL DEFAULT 0,
  head       INTEGER NOT NULL DEFAULT 0,
  width      INTEGER NOT NULL DEFAULT 0,
  unknown    TEXT NOT NULL DEFAULT '',
  added      INTEGER NOT NULL DEFAULT 0,
  changed    INTEGER NOT NULL DEFAULT 0,
  same       INTEGER NOT NULL DEFAULT 0,
  refused    INTEGER NOT NULL DEFAULT 0,
  upto       INTEGER NOT NULL DEFAULT 0,
  put_in     INTEGER NOT NULL DEFAULT 0,
  late       INTEGER NOT NULL DEFAULT 0,
  why        TEXT NOT NULL DEFAULT '',
  began_at   BIGINT NOT NULL,
  beat_at    BIGINT NOT NULL,
  ended_at   BIGINT
);
CREATE INDEX intake_run_own ON intake_run (account, began_at);
CREATE INDEX intake_run_running ON intake_run (beat_at) WHERE state IN ('reading', 'doing');

-- The file itself, in sealed pieces.
CREATE TABLE intake_piece (
  run  TEXT NOT NULL,
  n    INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run, n)
);

-- A line that would do something, or is refused. cells is sealed, and empty once the line is in.
CREATE TABLE intake_row (
  run     TEXT NOT NULL,
  n       INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  is_in   BOOLEAN NOT NULL DEFAULT FALSE,
  cells   TEXT NOT NULL,
  reason  TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run, n)
);

-- What a wish from another system was called there.
CREATE TABLE wish_source (
  source  TEXT NOT NULL,
  outside TEXT NOT NULL,
  wish    TEXT NOT NULL,
  PRIMARY KEY (source, outside)
);
CREATE INDEX wish_source_wish ON wish_source (wish);

-- +goose Down
DROP TABLE wish_source;
DROP TABLE intake_row;
DROP TABLE intake_piece;
DROP TABLE intake_run;

-- +goose Up

-- A wish's timeline: one row for each thing that happened to it, each with its audience. Append-only. A pair of files,
-- because the id is the row's own position.
CREATE TABLE wish_event (
  id        INTEGER PRIMARY KEY,
  wish      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  act       TEXT NOT NULL,
  audience  TEXT NOT NULL,
  person    TEXT,
  post      TEXT,
  who       TEXT,
  text      TEXT,
  detail    TEXT
);
CREATE INDEX wish_event_wish ON wish_event (wish);

-- +goose Down
DROP TABLE wish_event;

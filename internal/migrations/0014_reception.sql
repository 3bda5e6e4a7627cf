-- +goose Up
-- The secretary's afternoon tea (domain.md A4.1). place is the community's code; what is open follows a recoding. Days are
-- ISO text, times microseconds. host, publisher and the like name officials by name and title, as timelines do.
CREATE TABLE reception (
  id           TEXT NOT NULL PRIMARY KEY,
  place        TEXT NOT NULL,
  title        TEXT NOT NULL,
  about        TEXT NOT NULL DEFAULT '',
  spot         TEXT NOT NULL,
  starts_at    BIGINT NOT NULL,
  ends_at      BIGINT,
  state        TEXT NOT NULL,
  why          TEXT NOT NULL,
  topic        TEXT NOT NULL DEFAULT '',
  counted      INTEGER NOT NULL DEFAULT 0,
  host         TEXT NOT NULL,
  post         TEXT NOT NULL,
  residents    INTEGER NOT NULL DEFAULT 0,
  minutes      TEXT NOT NULL DEFAULT '',
  decisions    TEXT NOT NULL DEFAULT '',
  publisher    TEXT NOT NULL DEFAULT '',
  cancelled    TEXT NOT NULL DEFAULT '', -- why it was called off
  planned_at   BIGINT NOT NULL,
  announced_at BIGINT,
  held_at      BIGINT,
  published_at BIGINT,
  ended_at     BIGINT,
  rev          BIGINT NOT NULL DEFAULT 0 -- how often its own fields were changed
);
-- The teas of a community by day.
CREATE INDEX reception_place ON reception (place, starts_at);

-- Who is invited, as what. link is the hash of a one-time link that waits to be opened; opened_at when it was.
CREATE TABLE reception_invitee (
  id         TEXT NOT NULL PRIMARY KEY,
  reception  TEXT NOT NULL,
  role       TEXT NOT NULL,
  name       TEXT NOT NULL,
  unit       TEXT NOT NULL DEFAULT '',
  came       BOOLEAN NOT NULL DEFAULT FALSE,
  link       TEXT UNIQUE,
  opened_at  BIGINT,
  erased_at  BIGINT
);
CREATE INDEX reception_invitee_of ON reception_invitee (reception);

-- What was promised. Whether it is kept, late, broken or open follows from due and kept and is stored nowhere.
CREATE TABLE reception_promise (
  id        TEXT NOT NULL PRIMARY KEY,
  reception TEXT NOT NULL,
  place     TEXT NOT NULL,
  text      TEXT NOT NULL,
  unit      TEXT NOT NULL,
  post      TEXT,
  owner     TEXT NOT NULL,
  made      TEXT NOT NULL, -- the day of the tea
  due       TEXT NOT NULL, -- the last day
  at        BIGINT NOT NULL,
  by_who    TEXT NOT NULL,
  kept      TEXT,          -- the day on which it was kept
  kept_word TEXT,
  kept_by   TEXT,
  kept_at   BIGINT,
  word      TEXT,          -- why it is not kept yet; the last that was said
  word_by   TEXT,
  word_at   BIGINT
);
CREATE INDEX reception_promise_of ON reception_promise (reception);
-- The ledger of a community.
CREATE INDEX reception_promise_place ON reception_promise (place, made);
-- What is not kept yet.
CREATE INDEX reception_promise_open ON reception_promise (place, due) WHERE kept IS NULL;

-- +goose Down
DROP TABLE reception_promise;
DROP TABLE reception_invitee;
DROP TABLE reception;

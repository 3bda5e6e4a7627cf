-- +goose Up

-- What leaves the house in order (ADR 31): where it goes, and one row for each thing on its way, in the transaction of what it tells.
-- class: what carries it. address, secret, former: sealed; former is good until former_until. state: open, paused, ended; why and
-- state_at: since when and for what. How it fares: when it took something last, since when it does not, how often in a row, and
-- before when it is not asked again.
CREATE TABLE outbox_target (
  id           TEXT NOT NULL PRIMARY KEY,
  class        TEXT NOT NULL,
  address      TEXT,
  secret       TEXT,
  former       TEXT,
  former_until BIGINT,
  state        TEXT NOT NULL,
  why          TEXT,
  state_at     BIGINT NOT NULL,
  good_at      BIGINT,
  down_since   BIGINT,
  failures     INTEGER NOT NULL DEFAULT 0,
  next_at      BIGINT NOT NULL DEFAULT 0
);

-- seq is the order; lane: what is in order among itself, a wish. state: waiting, delivered, dead. lease: until when whoever sends it
-- has it. tries, began: of this round, a replay begins another. said: the last answer, HTTP 503. A pair of files, because seq is the
-- position of the row and never given twice.
CREATE TABLE outbox_delivery (
  seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id       TEXT NOT NULL,
  target   TEXT NOT NULL,
  lane     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  data     TEXT NOT NULL,
  at       BIGINT NOT NULL,
  state    TEXT NOT NULL,
  due      BIGINT NOT NULL,
  lease    BIGINT NOT NULL DEFAULT 0,
  tries    INTEGER NOT NULL DEFAULT 0,
  began    BIGINT,
  tried_at BIGINT,
  said     TEXT,
  ended_at BIGINT
);
CREATE INDEX outbox_delivery_due ON outbox_delivery (target, due) WHERE state = 'waiting';
CREATE INDEX outbox_delivery_lane ON outbox_delivery (target, lane, seq) WHERE state = 'waiting';
CREATE INDEX outbox_delivery_dead ON outbox_delivery (target, seq) WHERE state = 'dead';
CREATE INDEX outbox_delivery_target ON outbox_delivery (target, seq);
CREATE INDEX outbox_delivery_ended ON outbox_delivery (ended_at) WHERE ended_at IS NOT NULL;

-- Who is told of what: a subscription of webhooks. Its target has its id. kinds: names parted by blanks; host: of the address, to know
-- it by; place: what lies there or below is told; post: under which it was made.
CREATE TABLE webhook (
  id      TEXT NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL,
  host    TEXT NOT NULL,
  kinds   TEXT NOT NULL,
  place   TEXT NOT NULL,
  post    TEXT NOT NULL,
  made_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE webhook;
DROP TABLE outbox_delivery;
DROP TABLE outbox_target;

-- +goose Up

-- A city's hub (12345, 城运中心), which sends orders and is told what becomes of them (ADR 33). Its target in the outbox has its id.
-- code: what it calls itself in its documents; source: what its orders come from (wish_source), as tables call it too; host: of the
-- address, to know it by; place: what lies there or below; post: under which it was made.
CREATE TABLE hub (
  id      TEXT NOT NULL PRIMARY KEY,
  code    TEXT NOT NULL,
  name    TEXT NOT NULL,
  source  TEXT NOT NULL,
  host    TEXT NOT NULL,
  place   TEXT NOT NULL,
  post    TEXT NOT NULL,
  made_at BIGINT NOT NULL
);

-- What words of a hub are here, and ours there, by day. kind: topic, place, state, rating, field. asked is what is looked up: theirs of a
-- topic or a place, ours of a state or a rating, an act and a field of a report; given is what it stands for. valid_to: the day from
-- which it does not hold any more; empty: it holds.
CREATE TABLE hub_code (
  id         TEXT NOT NULL PRIMARY KEY,
  hub        TEXT NOT NULL,
  kind       TEXT NOT NULL,
  asked      TEXT NOT NULL,
  given      TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to   TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX hub_code_from ON hub_code (hub, kind, asked, valid_from);

-- An order: one row for each number of a hub. Its wish is found by wish_source, so that what is cut there is cut here. state: placed,
-- unplaced. body: the order, sealed, until it is placed; bad: what was wrong with it. seq: the newest update that was followed.
CREATE TABLE hub_order (
  id          TEXT NOT NULL PRIMARY KEY,
  hub         TEXT NOT NULL,
  number      TEXT NOT NULL,
  state       TEXT NOT NULL,
  account     TEXT NOT NULL,
  type        TEXT NOT NULL,
  area        TEXT NOT NULL,
  bad         TEXT NOT NULL DEFAULT '',
  body        TEXT,
  seq         BIGINT NOT NULL,
  urged       INTEGER NOT NULL DEFAULT 0,
  received_at BIGINT NOT NULL,
  came_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX hub_order_number ON hub_order (hub, number);
CREATE INDEX hub_order_unplaced ON hub_order (hub, id) WHERE state = 'unplaced';

-- What a hub has said of an order, each by its sequence. hash: what it said, without name and telephone. answer: what it was told at
-- first; result: what became of it, empty while it waits. body: sealed, while it waits.
CREATE TABLE hub_message (
  hub    TEXT NOT NULL,
  number TEXT NOT NULL,
  seq    BIGINT NOT NULL,
  kind   TEXT NOT NULL,
  hash   TEXT NOT NULL,
  body   TEXT,
  answer TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  at     BIGINT NOT NULL,
  PRIMARY KEY (hub, number, seq)
);
CREATE INDEX hub_message_waiting ON hub_message (hub, number) WHERE result = '';

-- What a hub is told of an order, and how that went: what the score of the feed is counted from. entry: the row of the timeline whose
-- words go with it. required, filled, chars, files: of the document as it was made for sending; chars of an answer only. tries, failures:
-- of all rounds.
CREATE TABLE hub_report (
  id       TEXT NOT NULL PRIMARY KEY,
  hub      TEXT NOT NULL,
  number   TEXT NOT NULL,
  act      TEXT NOT NULL,
  state    TEXT NOT NULL,
  unit     TEXT NOT NULL,
  due      BIGINT,
  entry    BIGINT,
  solved   BOOLEAN,
  rating   TEXT NOT NULL DEFAULT '',
  at       BIGINT NOT NULL,
  required INTEGER NOT NULL DEFAULT 0,
  filled   INTEGER NOT NULL DEFAULT 0,
  chars    INTEGER NOT NULL DEFAULT 0,
  files    INTEGER NOT NULL DEFAULT 0,
  tries    INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  sent_at  BIGINT
);
CREATE INDEX hub_report_at ON hub_report (hub, at, id);
CREATE INDEX hub_report_number ON hub_report (hub, number);

-- +goose Down
DROP TABLE hub_report;
DROP TABLE hub_message;
DROP TABLE hub_order;
DROP TABLE hub_code;
DROP TABLE hub;

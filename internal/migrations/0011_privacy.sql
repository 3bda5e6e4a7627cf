-- +goose Up

-- What people are told about their data, version by version: a version holds from its day until the next one's. A text
-- that somebody has been shown is never changed. template: it came with the program and nobody here has put one in yet.
CREATE TABLE notice (
  version    BIGINT PRIMARY KEY,
  valid_from TEXT NOT NULL UNIQUE,
  zh         TEXT NOT NULL,
  en         TEXT NOT NULL,
  template   BOOLEAN NOT NULL DEFAULT FALSE,
  by_person  TEXT,
  made_at    BIGINT NOT NULL
);

-- Who has been told which version first when, and by whom when it was at a desk.
CREATE TABLE notice_seen (
  person  TEXT NOT NULL,
  notice  BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  officer TEXT,
  PRIMARY KEY (person, notice)
);

-- Consents. way is how it was given; officer is the member of staff before whom, guardian who agreed for a child.
CREATE TABLE consent (
  id           TEXT NOT NULL PRIMARY KEY,
  person       TEXT NOT NULL,
  purpose      TEXT NOT NULL,
  notice       BIGINT NOT NULL,
  way          TEXT NOT NULL,
  officer      TEXT,
  guardian     TEXT,
  given_at     BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by TEXT
);
CREATE UNIQUE INDEX consent_open ON consent (person, purpose) WHERE withdrawn_at IS NULL;
CREATE INDEX consent_person ON consent (person);
CREATE INDEX consent_withdrawn ON consent (withdrawn_at) WHERE withdrawn_at IS NOT NULL;

-- What people ask about their data: to correct it, to delete it. One of a kind is open for a person at a time. text is
-- sealed; outcome is what was erased and what stays, as JSON; rest: something granted stays until an open matter has ended.
CREATE TABLE privacy_request (
  id              TEXT NOT NULL PRIMARY KEY,
  kind            TEXT NOT NULL,
  person          TEXT NOT NULL,
  by_person       TEXT NOT NULL,
  as_whom         TEXT NOT NULL,
  post            TEXT,
  place           TEXT NOT NULL,
  text            TEXT,
  state           TEXT NOT NULL,
  filed_at        BIGINT NOT NULL,
  due             BIGINT NOT NULL,
  due_span        TEXT NOT NULL,
  due_provisional BOOLEAN NOT NULL,
  ended_at        BIGINT,
  decider         TEXT,
  decider_post    TEXT,
  answer          TEXT NOT NULL DEFAULT '',
  outcome         TEXT,
  rest            BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX privacy_request_open ON privacy_request (person, kind) WHERE state = 'open';
CREATE INDEX privacy_request_person ON privacy_request (person);
CREATE INDEX privacy_request_due ON privacy_request (place, due, id) WHERE state = 'open';
CREATE INDEX privacy_request_place ON privacy_request (place, id);
CREATE INDEX privacy_request_rest ON privacy_request (id) WHERE rest;

-- The report of each run of retention, and how many records of each kind it has erased.
CREATE TABLE retention_run (
  id       TEXT NOT NULL PRIMARY KEY,
  began_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE TABLE retention_count (
  run       TEXT NOT NULL,
  entity    TEXT NOT NULL,
  span      TEXT NOT NULL,
  from_day  TEXT NOT NULL,
  source    TEXT NOT NULL,
  before_at BIGINT NOT NULL,
  done      BIGINT NOT NULL,
  PRIMARY KEY (run, entity)
);

-- Every copy of data that leaves the house, under a number without gaps. place is where the right came from; like the
-- journal's it does not follow a recoding.
CREATE TABLE export (
  number  BIGINT PRIMARY KEY,
  at      BIGINT NOT NULL,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  filter  TEXT NOT NULL,
  purpose TEXT NOT NULL,
  records BIGINT NOT NULL,
  account TEXT,
  person  TEXT,
  post    TEXT,
  place   TEXT NOT NULL
);
CREATE INDEX export_subject ON export (subject) WHERE subject <> '';
CREATE TABLE export_counter (
  one  BIGINT PRIMARY KEY CHECK (one = 1),
  last BIGINT NOT NULL
);
INSERT INTO export_counter (one, last) VALUES (1, 0);

-- What retention has made anonymous, and where it looks for more.
ALTER TABLE wish ADD COLUMN erased_at BIGINT;
CREATE INDEX wish_kept ON wish (closed_at, id) WHERE state = 'archived' AND erased_at IS NULL;
ALTER TABLE person ADD COLUMN erased_at BIGINT;
CREATE INDEX proxy_ended ON proxy (to_at) WHERE to_at IS NOT NULL;
-- A person may ask who has looked at their contact. Partial: no other act pays for it.
CREATE INDEX journal_reveal ON journal (subject, id) WHERE act = 'person.reveal';

-- Who has looked at somebody's contact is asked by that person; only such looks pay for the index.
CREATE INDEX journal_looks ON journal (subject) WHERE act = 'person.reveal';

-- +goose Down
DROP INDEX journal_looks;
DROP INDEX journal_reveal;
DROP INDEX proxy_ended;
ALTER TABLE person DROP COLUMN erased_at;
DROP INDEX wish_kept;
ALTER TABLE wish DROP COLUMN erased_at;
DROP TABLE export_counter;
DROP TABLE export;
DROP TABLE retention_count;
DROP TABLE retention_run;
DROP TABLE privacy_request;
DROP TABLE consent;
DROP TABLE notice_seen;
DROP TABLE notice;

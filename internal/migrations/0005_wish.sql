-- +goose Up

CREATE TABLE wish (
  id              TEXT NOT NULL PRIMARY KEY,
  number          TEXT NOT NULL UNIQUE,
  code            TEXT NOT NULL,
  community       TEXT NOT NULL,
  place           TEXT NOT NULL,
  spot            TEXT NOT NULL,
  channel         TEXT NOT NULL,
  topic           TEXT NOT NULL,
  title           TEXT NOT NULL,
  text            TEXT NOT NULL,
  visibility      TEXT NOT NULL,
  anonymous       BOOLEAN NOT NULL,
  submitter       TEXT,
  proxy           TEXT,
  registrar       TEXT,
  state           TEXT NOT NULL,
  colour          TEXT NOT NULL,
  urgency         TEXT NOT NULL,
  unit            TEXT NOT NULL,
  post            TEXT,
  filed_at        BIGINT NOT NULL,
  accepted_at     BIGINT,
  classified_at   BIGINT,
  taken_at        BIGINT,
  answered_at     BIGINT,
  closed_at       BIGINT,
  accept_due      BIGINT NOT NULL,
  classify_due    BIGINT,
  answer_due      BIGINT,
  evaluate_due    BIGINT,
  due             BIGINT,
  due_span        TEXT NOT NULL,
  due_provisional BOOLEAN NOT NULL,
  answerer        TEXT,
  solved          BOOLEAN,
  rating          TEXT
);
-- What a unit has to do, by deadline.
CREATE INDEX wish_unit ON wish (unit, due, id) WHERE closed_at IS NULL;
-- What is open in a community, by deadline.
CREATE INDEX wish_open ON wish (community, due, id) WHERE closed_at IS NULL;
-- All of a community, newest first: UUIDv7 sorts by the time of filing.
CREATE INDEX wish_community ON wish (community, id);
CREATE INDEX wish_submitter ON wish (submitter, id) WHERE submitter IS NOT NULL;
-- For the jobs: evaluation windows that end, and what is to be archived.
CREATE INDEX wish_window ON wish (due) WHERE state = 'answered';
CREATE INDEX wish_ended ON wish (closed_at) WHERE closed_at IS NOT NULL AND state <> 'archived';

-- What has been done in a community, the latest first.
CREATE INDEX wish_done ON wish (community, closed_at) WHERE solved = TRUE;

-- The gapless number: one row for a community and year. moved: the community has another code now; who had looked it up
-- before must look again.
CREATE TABLE wish_counter (
  community TEXT NOT NULL,
  year      INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  moved     BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (community, year)
);

-- Judgements in the submitter's own words; nth counts from 1.
CREATE TABLE wish_evaluation (
  wish   TEXT NOT NULL,
  nth    INTEGER NOT NULL,
  solved BOOLEAN NOT NULL,
  rating TEXT NOT NULL,
  text   TEXT NOT NULL,
  person TEXT,
  at     BIGINT NOT NULL,
  PRIMARY KEY (wish, nth)
);

-- +goose Down
DROP TABLE wish_evaluation;
DROP TABLE wish_counter;
DROP TABLE wish;

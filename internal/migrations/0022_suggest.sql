-- +goose Up
-- Suggestions of topic, colour and unit (ADR 22), learnt from a district's own ended wishes. A model is weights of short runs of
-- characters, compressed and in base64; it has no text of anybody. state: used, former (was used before), refused (was not
-- better). It was learnt from wishes that had ended before cut_at and judged by those that ended since: held of them, right as
-- the model, as the commonest label, and as the model that was in use then. Shares in hundredths of a percent.
CREATE TABLE suggest_model (
  id         TEXT PRIMARY KEY,
  district   TEXT NOT NULL,
  field      TEXT NOT NULL,
  state      TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  cut_at     BIGINT NOT NULL,
  examples   INTEGER NOT NULL,
  held       INTEGER NOT NULL,
  accuracy   INTEGER NOT NULL,
  macro      INTEGER NOT NULL,
  base_accuracy  INTEGER NOT NULL,
  base_macro     INTEGER NOT NULL,
  rival_accuracy INTEGER,
  rival_macro    INTEGER,
  labels     TEXT NOT NULL,
  weights    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX suggest_model_of ON suggest_model (district, field, made_at);
CREATE UNIQUE INDEX suggest_model_used ON suggest_model (district, field) WHERE state = 'used';

-- The last training of a district: its number, how far it is, and how it ended. state: running, cancelled, done, few, same,
-- failed. newest and wishes: of what it learnt last.
CREATE TABLE suggest_run (
  district   TEXT PRIMARY KEY,
  run        BIGINT NOT NULL,
  state      TEXT NOT NULL,
  percent    INTEGER NOT NULL DEFAULT 0,
  started_at BIGINT NOT NULL,
  beat_at    BIGINT NOT NULL,
  ended_at   BIGINT,
  wishes     INTEGER NOT NULL DEFAULT 0,
  newest     BIGINT NOT NULL DEFAULT 0
);

-- What was suggested where a member of staff decided, and what was decided: a row for each decision at which a suggestion was
-- shown. month: twelve times the year, plus 0 for January.
CREATE TABLE wish_suggestion (
  wish     TEXT NOT NULL,
  field    TEXT NOT NULL,
  district TEXT NOT NULL,
  month    INTEGER NOT NULL,
  model    TEXT NOT NULL,
  offered  TEXT NOT NULL,
  chosen   TEXT NOT NULL,
  PRIMARY KEY (wish, field)
);

-- The same, counted.
CREATE TABLE suggest_figure (
  district TEXT NOT NULL,
  month    INTEGER NOT NULL,
  field    TEXT NOT NULL,
  offered  INTEGER NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (district, month, field)
);

-- +goose Down
DROP TABLE suggest_figure;
DROP TABLE wish_suggestion;
DROP TABLE suggest_run;
DROP TABLE suggest_model;

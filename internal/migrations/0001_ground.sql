-- +goose Up

-- Dated configuration: every number that a law, a standard or a district rule sets. The most specific place and the
-- row valid on the day win. Dates are ISO text; valid_to is the first day the row no longer holds.
CREATE TABLE rule (
  key        TEXT NOT NULL,
  place      TEXT NOT NULL DEFAULT '',
  value      TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to   TEXT,
  source     TEXT NOT NULL,
  PRIMARY KEY (key, place, valid_from)
);

-- Holidays and shifted working days as the yearly notice names them.
CREATE TABLE calendar_day (
  date        TEXT NOT NULL PRIMARY KEY,
  notice_year INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('off', 'work'))
);

-- Typed links between records of any two features.
CREATE TABLE link (
  from_kind TEXT NOT NULL,
  from_id   TEXT NOT NULL,
  relation  TEXT NOT NULL,
  to_kind   TEXT NOT NULL,
  to_id     TEXT NOT NULL,
  place     TEXT NOT NULL,
  at        BIGINT NOT NULL,
  by_person TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (from_kind, from_id, relation, to_kind, to_id)
);
CREATE INDEX link_to ON link (to_kind, to_id);

-- +goose Down
DROP TABLE link;
DROP TABLE calendar_day;
DROP TABLE rule;

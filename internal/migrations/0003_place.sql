-- +goose Up

-- The division tree: one row is one dated version of one place. Codes are stored trimmed, so that an ancestor is a
-- prefix; the level is the code's width. parent is a column of its own because some towns hang directly under a
-- prefecture. valid_to, the first day the version no longer holds, and replaced_by, the code that took its place, come
-- with edition_to. name_key is the name folded for searching, where that is another.
--
-- A version counts when edition_from <= the current edition, and it has ended when edition_to <= the current edition:
-- so an import is staged by many short writes and becomes visible by one (place_state). Two versions of one code never
-- hold at once.
CREATE TABLE place (
  code         TEXT NOT NULL,
  version      BIGINT NOT NULL,
  parent       TEXT NOT NULL,
  name         TEXT NOT NULL,
  name_key     TEXT,
  class        TEXT NOT NULL DEFAULT '',
  valid_from   TEXT NOT NULL,
  valid_to     TEXT,
  replaced_by  TEXT,
  edition_from BIGINT NOT NULL,
  edition_to   BIGINT,
  PRIMARY KEY (code, version)
);
CREATE INDEX place_parent ON place (parent);
-- From a place to the codes that it had before.
CREATE INDEX place_successor ON place (replaced_by) WHERE replaced_by IS NOT NULL;

-- Other names that people use for a place: 城北社区 for what the list calls 城北村社区居委会.
CREATE TABLE place_alias (
  alias        TEXT NOT NULL,
  alias_key    TEXT,
  code         TEXT NOT NULL,
  edition_from BIGINT NOT NULL,
  PRIMARY KEY (alias, code)
);

-- One row: the edition that readers see, and the import that is staging the next one, if any, with its last sign of life.
CREATE TABLE place_state (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  edition BIGINT NOT NULL,
  run     TEXT,
  beat_at BIGINT
);
INSERT INTO place_state (one, edition) VALUES (1, 0);

-- +goose Down
DROP TABLE place_state;
DROP TABLE place_alias;
DROP TABLE place;

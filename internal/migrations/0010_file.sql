-- +goose Up

-- Photos and voice notes. The bytes lie beside the database under their SHA-256 (content, thumb); a content lives as long
-- as a row names it. owner is the draft that a file waits in until the record that it belongs to is made; then subject_kind
-- and subject_id name that record. once makes the same bytes sent twice to one draft one file. original is set in the copy
-- that neighbours get to see: its audience is staff until somebody has released it. blur is where that copy is made
-- unrecognisable. place is where the subject stood when the file was added; like the journal's it does not follow a
-- recoding, because nothing is looked up by it. Places are trimmed, times are microseconds.
CREATE TABLE file (
  id           TEXT NOT NULL PRIMARY KEY,
  owner        TEXT,
  once         TEXT UNIQUE,
  subject_kind TEXT,
  subject_id   TEXT,
  role         TEXT NOT NULL DEFAULT '',
  audience     TEXT NOT NULL DEFAULT '',
  original     TEXT,
  place        TEXT NOT NULL DEFAULT '',
  uploader     TEXT,
  created_at   BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  media        TEXT NOT NULL,
  size         BIGINT NOT NULL,
  width        INTEGER NOT NULL DEFAULT 0,
  height       INTEGER NOT NULL DEFAULT 0,
  millis       INTEGER NOT NULL DEFAULT 0,
  content      TEXT NOT NULL,
  thumb        TEXT,
  blur         TEXT,
  said         TEXT
);
CREATE INDEX file_owner ON file (owner) WHERE owner IS NOT NULL;
CREATE INDEX file_subject ON file (subject_id) WHERE subject_id IS NOT NULL;
CREATE UNIQUE INDEX file_original ON file (original) WHERE original IS NOT NULL;
CREATE INDEX file_content ON file (content);
CREATE INDEX file_thumb ON file (thumb) WHERE thumb IS NOT NULL;
-- What may have outlived its time.
CREATE INDEX file_created ON file (created_at);

-- +goose Down
DROP TABLE file;

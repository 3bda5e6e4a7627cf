-- +goose Up

-- Backups that were made of this database: at is the moment of what they hold, archive the name of the file, hash the
-- SHA-256 of it, rehearsed_at when it was last restored for a trial and found the same. Where none is written down for too
-- long, somebody has to look.
CREATE TABLE backup (
  at      BIGINT NOT NULL PRIMARY KEY,
  archive TEXT NOT NULL,
  size    BIGINT NOT NULL,
  rows    BIGINT NOT NULL,
  hash    TEXT NOT NULL,
  rehearsed_at BIGINT
);

-- +goose Down
DROP TABLE backup;

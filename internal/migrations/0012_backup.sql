-- +goose Up

-- Backups that were made of this database: at is the moment of what they hold, archive the name of the file, hash the
-- SHA-256 of it. Where none is written down for too long, somebody has to look.
CREATE TABLE backup (
  at      BIGINT NOT NULL PRIMARY KEY,
  archive TEXT NOT NULL,
  size    BIGINT NOT NULL,
  rows    BIGINT NOT NULL,
  hash    TEXT NOT NULL
);

-- +goose Down
DROP TABLE backup;

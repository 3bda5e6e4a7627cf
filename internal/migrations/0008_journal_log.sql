-- +goose Up

-- The log over the journal (package journal/tlog). pos is a row's position in it, from 0; a row without one waits to be
-- taken in. The other index is there for reading in the order of positions, and so that no two rows share one.
ALTER TABLE journal ADD COLUMN pos BIGINT;
-- salt is what makes the hash of a row's content tell nothing about it. A row of an earlier release gets one when it is
-- taken in. What retention erases leaves erased_at and payload_hash behind.
ALTER TABLE journal ADD COLUMN salt TEXT;
ALTER TABLE journal ADD COLUMN erased_at BIGINT;
ALTER TABLE journal ADD COLUMN payload_hash TEXT;
CREATE INDEX journal_waiting ON journal (id) WHERE pos IS NULL;
CREATE UNIQUE INDEX journal_pos ON journal (pos) WHERE pos IS NOT NULL;

-- The log itself: one row.
CREATE TABLE journal_log (
  one    BIGINT PRIMARY KEY CHECK (one = 1),
  origin TEXT NOT NULL,
  hash   TEXT NOT NULL,
  size   BIGINT NOT NULL
);

-- Its nodes, 256 in a row: level 0 holds the hashes of entries, level n those of whole trees over 256^n entries.
CREATE TABLE journal_tile (
  level  BIGINT NOT NULL,
  idx    BIGINT NOT NULL,
  hashes TEXT NOT NULL,
  PRIMARY KEY (level, idx)
);

-- What was signed: the log's root at a size, as a signed note.
CREATE TABLE journal_checkpoint (
  size BIGINT PRIMARY KEY,
  note TEXT NOT NULL
);

-- +goose Down
DROP TABLE journal_checkpoint;
DROP TABLE journal_tile;
DROP TABLE journal_log;
DROP INDEX journal_pos;
DROP INDEX journal_waiting;
ALTER TABLE journal DROP COLUMN payload_hash;
ALTER TABLE journal DROP COLUMN erased_at;
ALTER TABLE journal DROP COLUMN salt;
ALTER TABLE journal DROP COLUMN pos;

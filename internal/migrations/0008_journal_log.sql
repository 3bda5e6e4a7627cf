-- +goose Up

-- The log over the journal (package journal/tlog). pos is a row's position in it, from 0; a row without one waits to be
-- taken in. The other index is there for reading in the order of positions, and so that no two rows share one.
ALTER TABLE journal ADD COLUMN pos BIGINT;
-- salt is what makes the hash of a row's content tell nothing about it. A row of an earlier release gets one when it is
-- taken in. What retention erases leaves erased_at and payload_hash behind.
ALTER TABLE journal ADD COLUMN salt TEXT;
ALTER TABLE journal ADD COLUMN erased_at BIGINT;
ALTER TABLE journal ADD COLUMN payload_hash TEXT;
-- A row that no release of linli can have written is set aside, so that it does not keep the others waiting: the position
-- that it claimed, or -1. It is never in the log, and verification names it.
ALTER TABLE journal ADD COLUMN aside BIGINT;
CREATE INDEX journal_waiting ON journal (id) WHERE pos IS NULL AND aside IS NULL;
CREATE UNIQUE INDEX journal_pos ON journal (pos) WHERE pos IS NOT NULL;
CREATE INDEX journal_aside ON journal (id) WHERE aside IS NOT NULL;
-- What retention still has to erase, the oldest first. A row comes in with its position and leaves when it is erased: its
-- writer pays nothing for it.
CREATE INDEX journal_due ON journal (at) WHERE pos IS NOT NULL AND erased_at IS NULL AND act <> 'journal.erase';

-- The log itself: one row.
CREATE TABLE journal_log (
  one    BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
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
  size BIGINT NOT NULL PRIMARY KEY,
  note TEXT NOT NULL
);

-- +goose Down
DROP TABLE journal_checkpoint;
DROP TABLE journal_tile;
DROP TABLE journal_log;
DROP INDEX journal_due;
DROP INDEX journal_aside;
DROP INDEX journal_pos;
DROP INDEX journal_waiting;
ALTER TABLE journal DROP COLUMN aside;
ALTER TABLE journal DROP COLUMN payload_hash;
ALTER TABLE journal DROP COLUMN erased_at;
ALTER TABLE journal DROP COLUMN salt;
ALTER TABLE journal DROP COLUMN pos;

-- +goose Up

-- One row for each act, in the act's own transaction. Append-only. key is the idempotency key of a request that may be
-- sent twice. A pair of files, because the id is the row's own position: SQLite keeps it in the table's one b-tree.
CREATE TABLE journal (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at           BIGINT NOT NULL,
  act          TEXT NOT NULL,
  kind         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  place        TEXT NOT NULL,
  account      TEXT,
  person       TEXT,
  post         TEXT,
  on_behalf_of TEXT,
  origin       TEXT,
  before       TEXT,
  after        TEXT,
  key          TEXT
);
CREATE UNIQUE INDEX journal_key ON journal (key) WHERE key IS NOT NULL;

-- +goose Down
DROP TABLE journal;

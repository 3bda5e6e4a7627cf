-- +goose Up
-- Access tokens: by one a program acts for the account that made it, under one of its posts. The secret is stored as its hash and
-- shown once. scopes: names parted by blanks; place: beyond it nothing is seen, null: as far as the post reaches.
CREATE TABLE api_token (
  id          TEXT NOT NULL PRIMARY KEY,
  account     TEXT NOT NULL,
  post        TEXT NOT NULL,
  name        TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  scopes      TEXT NOT NULL,
  place       TEXT,
  made_at     BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  used_at     BIGINT,
  revoked_at  BIGINT
);
CREATE INDEX api_token_account ON api_token (account);

-- +goose Down
DROP TABLE api_token;

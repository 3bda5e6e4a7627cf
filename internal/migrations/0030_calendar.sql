-- +goose Up
-- Addresses of calendars: who knows the secret of one reads it.
CREATE TABLE calendar_feed (
  id          TEXT NOT NULL PRIMARY KEY,
  account     TEXT NOT NULL,
  post        TEXT, -- the post whose calendar it is; null: the person's own
  lang        TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  made_at     BIGINT NOT NULL,
  used_at     BIGINT
);
CREATE INDEX calendar_feed_account ON calendar_feed (account);

-- +goose Down
DROP TABLE calendar_feed;

-- +goose Up

-- When a password was set; 0 where a former release did it: then the account's beginning counts.
ALTER TABLE account ADD COLUMN password_at BIGINT NOT NULL DEFAULT 0;

-- Hashes of former passwords, for the rule that one does not come back.
CREATE TABLE account_password (
  account TEXT NOT NULL REFERENCES account (id),
  hash    TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (account, hash)
);

-- The second factor: a sealed secret (RFC 6238), counted only once confirmed. last_step is the time step whose code was
-- accepted last; none at or before it is accepted again.
CREATE TABLE account_factor (
  account      TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
  secret       TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  confirmed_at BIGINT,
  last_step    BIGINT NOT NULL DEFAULT 0
);

-- Recovery codes that are left, by their hash.
CREATE TABLE account_recovery (
  account TEXT NOT NULL REFERENCES account (id),
  hash    TEXT NOT NULL,
  PRIMARY KEY (account, hash)
);

-- Who somebody is at the district's own identity provider.
CREATE TABLE account_identity (
  issuer     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  account    TEXT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX account_identity_account ON account_identity (account);

-- One-time codes for a telephone. A number that nobody has leaves a row too, which only counts: without number and code.
-- phone_hash finds, code_hash compares, both keyed; phone and code are sealed for the sender, code until it is sent.
-- failed_at is when the gateway first did not take it: a gateway that is dead is found by these rows.
CREATE TABLE account_code (
  id         TEXT NOT NULL PRIMARY KEY,
  phone_hash TEXT NOT NULL,
  phone      TEXT NOT NULL DEFAULT '',
  code       TEXT NOT NULL DEFAULT '',
  code_hash  TEXT NOT NULL DEFAULT '',
  origin     TEXT NOT NULL,
  tries      INTEGER NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  sent_at    BIGINT,
  failed_at  BIGINT,
  used_at    BIGINT,
  account    TEXT
);
CREATE INDEX account_code_phone ON account_code (phone_hash, created_at);
CREATE INDEX account_code_origin ON account_code (origin, created_at);
CREATE INDEX account_code_created ON account_code (created_at);

-- From which browser and address a session was begun. A half session has passed the password and waits for the second
-- factor: it is nobody's yet.
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN half BOOLEAN NOT NULL DEFAULT FALSE;

-- How the one acted for has consented: in which way, before whom, when, to which text. Empty: not recorded.
ALTER TABLE proxy ADD COLUMN consent_way TEXT NOT NULL DEFAULT '';
ALTER TABLE proxy ADD COLUMN consent_by TEXT;
ALTER TABLE proxy ADD COLUMN consent_at BIGINT;
ALTER TABLE proxy ADD COLUMN consent_text TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE proxy DROP COLUMN consent_text;
ALTER TABLE proxy DROP COLUMN consent_at;
ALTER TABLE proxy DROP COLUMN consent_by;
ALTER TABLE proxy DROP COLUMN consent_way;
ALTER TABLE session DROP COLUMN half;
ALTER TABLE session DROP COLUMN origin;
ALTER TABLE session DROP COLUMN agent;
DROP TABLE account_code;
DROP TABLE account_identity;
DROP TABLE account_recovery;
DROP TABLE account_factor;
DROP TABLE account_password;
ALTER TABLE account DROP COLUMN password_at;

-- +goose Up

-- People: residents and staff. place is where somebody lives, empty when that is nowhere here. birth is a year or a day
-- as ISO text. name_key is the name folded for searching. phone and id_number stay empty in a real installation until
-- sealed fields exist; the demo's values are invented.
CREATE TABLE person (
  id        TEXT NOT NULL PRIMARY KEY,
  name      TEXT NOT NULL,
  name_key  TEXT NOT NULL,
  place     TEXT NOT NULL,
  birth     TEXT NOT NULL DEFAULT '',
  sex       TEXT NOT NULL DEFAULT '',
  phone     TEXT,
  id_number TEXT
);
CREATE INDEX person_place ON person (place);

-- Who may act for whom (代办), from until; reason is how that was established, in own words.
CREATE TABLE proxy (
  id         TEXT NOT NULL PRIMARY KEY,
  person     TEXT NOT NULL REFERENCES person (id),
  for_person TEXT NOT NULL REFERENCES person (id),
  relation   TEXT NOT NULL,
  reason     TEXT NOT NULL DEFAULT '',
  from_at    BIGINT NOT NULL,
  to_at      BIGINT,
  CHECK (person <> for_person)
);
CREATE INDEX proxy_person ON proxy (person);
CREATE INDEX proxy_for ON proxy (for_person);

-- Organisations. An organisation covers the places below its own. phone is the duty contact of the organisation, not of
-- a person. A code that fails its check may stand when somebody has said so (uscc_by, uscc_at).
CREATE TABLE org (
  id         TEXT NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  place      TEXT NOT NULL,
  name       TEXT NOT NULL,
  short_name TEXT NOT NULL DEFAULT '',
  phone      TEXT NOT NULL DEFAULT '',
  hours      TEXT NOT NULL DEFAULT '',
  uscc       TEXT NOT NULL DEFAULT '',
  uscc_by    TEXT,
  uscc_at    BIGINT
);
CREATE INDEX org_place ON org (place);
CREATE UNIQUE INDEX org_committee ON org (place) WHERE kind = 'community_committee';

CREATE TABLE post (
  id    TEXT NOT NULL PRIMARY KEY,
  org   TEXT NOT NULL REFERENCES org (id),
  role  TEXT NOT NULL,
  title TEXT NOT NULL
);
CREATE INDEX post_org ON post (org);

-- Who holds a post from when until when; to_at is the first moment at which it is no longer held. At most one person
-- holds a post at a time: the service checks it under a lock, the index stops two open ends.
CREATE TABLE appointment (
  id      TEXT NOT NULL PRIMARY KEY,
  post    TEXT NOT NULL REFERENCES post (id),
  person  TEXT NOT NULL REFERENCES person (id),
  from_at BIGINT NOT NULL,
  to_at   BIGINT,
  CHECK (to_at IS NULL OR to_at >= from_at)
);
CREATE INDEX appointment_post ON appointment (post, from_at);
CREATE INDEX appointment_person ON appointment (person);
CREATE UNIQUE INDEX appointment_open ON appointment (post) WHERE to_at IS NULL;

-- Accounts, at most one for a person. Only staff have a login and a password. failures counts the tries since the last
-- success, begun ones included; failed_at is the latest of them. lang, elder and theme are how this person wants the
-- pages, empty where nothing was chosen yet.
CREATE TABLE account (
  id            TEXT NOT NULL PRIMARY KEY,
  person        TEXT NOT NULL UNIQUE REFERENCES person (id),
  kind          TEXT NOT NULL CHECK (kind IN ('staff', 'resident')),
  login         TEXT UNIQUE,
  password_hash TEXT,
  failures      INTEGER NOT NULL DEFAULT 0,
  failed_at     BIGINT NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL,
  disabled_at   BIGINT,
  lang          TEXT NOT NULL DEFAULT '',
  elder         TEXT NOT NULL DEFAULT '',
  theme         TEXT NOT NULL DEFAULT '',
  CHECK ((kind = 'staff') = (login IS NOT NULL))
);

-- One-time links, by the hash of their token: to set an account's password, or, without an account, to create the first
-- administrator.
CREATE TABLE account_link (
  token      TEXT NOT NULL PRIMARY KEY,
  account    TEXT REFERENCES account (id),
  expires_at BIGINT NOT NULL
);

-- Sessions by the hash of their token. seen_at is written at most once in some minutes. An ended session stays until it
-- would have expired, so that a request still under way cannot bring it back.
CREATE TABLE session (
  token      TEXT NOT NULL PRIMARY KEY,
  account    TEXT,
  data       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  idle       BIGINT NOT NULL,
  ended      BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX session_account ON session (account) WHERE account IS NOT NULL;
CREATE INDEX session_expires ON session (expires_at);

-- +goose Down
DROP TABLE session;
DROP TABLE account_link;
DROP TABLE account;
DROP TABLE appointment;
DROP TABLE post;
DROP TABLE org;
DROP TABLE proxy;
DROP TABLE person;

-- +goose Up
-- What people are told of (ADR 24). One row for each thing that happened: whom it is for stands in whom as JSON until it has been
-- spread to a row for each person; no word of the matter is kept, the words are made when they are read or sent. once: the same
-- thing is told once. day: the day that it names, in microseconds.
CREATE TABLE notification_event (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject      TEXT NOT NULL,
  day          BIGINT,
  once         TEXT UNIQUE,
  whom         TEXT,
  at           BIGINT NOT NULL,
  spread_at    BIGINT
);
CREATE INDEX notification_event_waiting ON notification_event (id) WHERE spread_at IS NULL;

-- One of them for one person. The key is the order of the list; the second index is the number at the bell.
CREATE TABLE notification (
  person  TEXT NOT NULL,
  event   TEXT NOT NULL,
  read_at BIGINT,
  PRIMARY KEY (person, event)
);
CREATE INDEX notification_unread ON notification (person, event) WHERE read_at IS NULL;
CREATE INDEX notification_event_of ON notification (event);

-- One of them on its way to one address; person is empty where a channel is a group's. state: waiting, sent, failed (the address
-- or the message is refused), dropped (no address, or no right to see it any more). lease: until when whoever sends it has it.
CREATE TABLE notification_delivery (
  event    TEXT NOT NULL,
  channel  TEXT NOT NULL,
  person   TEXT NOT NULL DEFAULT '',
  state    TEXT NOT NULL,
  digest   BOOLEAN NOT NULL DEFAULT FALSE,
  due      BIGINT NOT NULL,
  lease    BIGINT NOT NULL DEFAULT 0,
  tries    INTEGER NOT NULL DEFAULT 0,
  why      TEXT,
  ended_at BIGINT,
  PRIMARY KEY (event, channel, person)
);
CREATE INDEX notification_delivery_waiting ON notification_delivery (channel, due) WHERE state = 'waiting';
CREATE INDEX notification_delivery_failed ON notification_delivery (channel) WHERE state = 'failed';
CREATE INDEX notification_delivery_person ON notification_delivery (person);

-- What a person has chosen beside what is usual: way is now, digest or never.
CREATE TABLE notification_choice (
  person  TEXT NOT NULL,
  kind    TEXT NOT NULL,
  channel TEXT NOT NULL,
  way     TEXT NOT NULL,
  PRIMARY KEY (person, kind, channel)
);
INSERT INTO notification_choice (person, kind, channel, way) SELECT person, 'followed', 'sms', 'never' FROM follow_quiet;

-- How a person is reached: quiet hours in minutes after midnight in China (equal: none), the hour of the digest, the mail address,
-- sealed, and, until it is confirmed, the code that was sent there, sealed. NULL: as the rules have it.
CREATE TABLE notification_setting (
  person      TEXT PRIMARY KEY,
  quiet_from  INTEGER,
  quiet_to    INTEGER,
  digest_hour INTEGER,
  mail        TEXT,
  confirmed   BOOLEAN NOT NULL DEFAULT FALSE,
  code        TEXT,
  code_until  BIGINT,
  code_tries  INTEGER NOT NULL DEFAULT 0
);

-- A way out of the house: mail, sms, or the robot of an organisation's group. config: what may be shown, as JSON; secret: address,
-- password and the like, sealed as one. How it fares: when it took something last, since when it does not, how often in a row it
-- has not, why, and before when it is not asked again.
CREATE TABLE notification_channel (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  org        TEXT,
  enabled    BOOLEAN NOT NULL,
  config     TEXT NOT NULL,
  secret     TEXT,
  made_at    BIGINT NOT NULL,
  good_at    BIGINT,
  down_since BIGINT,
  failures   INTEGER NOT NULL DEFAULT 0,
  why        TEXT,
  next_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX notification_channel_org ON notification_channel (org);

-- The words of a kind where an installation has its own.
CREATE TABLE notification_template (
  kind    TEXT PRIMARY KEY,
  zh_line TEXT NOT NULL,
  en_line TEXT NOT NULL,
  zh_body TEXT NOT NULL,
  en_body TEXT NOT NULL,
  at      BIGINT NOT NULL
);

-- +goose Down
DROP TABLE notification_template;
DROP TABLE notification_channel;
DROP TABLE notification_setting;
DROP TABLE notification_choice;
DROP TABLE notification_delivery;
DROP TABLE notification;
DROP TABLE notification_event;

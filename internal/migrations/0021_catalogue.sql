-- +goose Up
-- The tree of topics: a row for each state of a topic, valid from one moment to another. Nothing is deleted: a topic that has
-- ended keeps its rows, and merged says by which other its matters go on. parent is empty at the top.
CREATE TABLE topic (
  id         TEXT NOT NULL PRIMARY KEY,
  code       TEXT NOT NULL,
  parent     TEXT NOT NULL,
  position   INTEGER NOT NULL,
  zh         TEXT NOT NULL,
  en         TEXT NOT NULL, -- empty: there is no English name
  valid_from BIGINT NOT NULL,
  valid_to   BIGINT,
  merged     TEXT
);
-- Of a code one row at most holds without an end.
CREATE UNIQUE INDEX topic_now ON topic (code) WHERE valid_to IS NULL;

INSERT INTO topic (id, code, parent, position, zh, en, valid_from) VALUES
  ('topic-environment', 'environment', '', 1, '环境卫生', 'Cleanliness', 0),
  ('topic-repair', 'repair', '', 2, '设施维修', 'Repairs', 0),
  ('topic-traffic', 'traffic', '', 3, '停车通行', 'Parking and traffic', 0),
  ('topic-elders', 'elders', '', 4, '养老助老', 'Help for the old', 0),
  ('topic-dispute', 'dispute', '', 5, '邻里纠纷', 'Neighbours'' dispute', 0),
  ('topic-other', 'other', '', 1000000, '其他', 'Other', 0);

-- The dispatch catalogue (分办目录): for a topic and a place, with what lies below both, who is responsible, which colour, how
-- long, and what an answer must bring. topic empty: any. unit empty: the community itself (blue) or its street (yellow).
-- A change is a new row; the old one gets its end.
CREATE TABLE dispatch_entry (
  id         TEXT NOT NULL PRIMARY KEY,
  place      TEXT NOT NULL,
  topic      TEXT NOT NULL,
  colour     TEXT NOT NULL,
  unit       TEXT,
  clock      TEXT NOT NULL, -- 24h, 3wd; empty: as the rule says
  evidence   TEXT NOT NULL, -- photo visit record, parted by blanks
  valid_from BIGINT NOT NULL,
  valid_to   BIGINT
);
-- Of a place and topic one row at most holds without an end.
CREATE UNIQUE INDEX dispatch_entry_now ON dispatch_entry (place, topic) WHERE valid_to IS NULL;
CREATE INDEX dispatch_entry_key ON dispatch_entry (place, topic, valid_from);

-- By which entry a wish was sorted: what it proposed there, and whether that was done.
CREATE TABLE wish_route (
  wish     TEXT NOT NULL PRIMARY KEY,
  entry    TEXT NOT NULL,
  colour   TEXT NOT NULL,
  unit     TEXT,
  followed BOOLEAN NOT NULL,
  at       BIGINT NOT NULL
);

-- A file of topics or of the catalogue that somebody has read in and not taken over yet; it names nobody. Who has its id takes it
-- over, if permitted; after a day it goes.
CREATE TABLE dispatch_draft (
  id    TEXT NOT NULL PRIMARY KEY,
  what  TEXT NOT NULL, -- topics, entries
  lines TEXT NOT NULL, -- the table as JSON
  at    BIGINT NOT NULL
);

-- +goose Down
DROP TABLE dispatch_draft;
DROP TABLE wish_route;
DROP TABLE dispatch_entry;
DROP TABLE topic;

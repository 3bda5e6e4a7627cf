-- +goose Up
-- Publication: nothing is public that a moderator or the rule has not published (domain.md 3.9). What is there already
-- stands as 'old' and is not public until the job wish.examine has looked at it: what the rule finds nothing in stays
-- visible, the rest waits for a moderator.
ALTER TABLE wish ADD COLUMN publicity TEXT NOT NULL DEFAULT 'old';
ALTER TABLE wish ADD COLUMN public_title TEXT;
ALTER TABLE wish_event ADD COLUMN public_text TEXT;
CREATE INDEX wish_unexamined ON wish (id) WHERE publicity = 'old';
-- What has been answered in public in a community, the latest first: the feed.
CREATE INDEX wish_answered ON wish (community, answered_at) WHERE publicity = 'published' AND answered_at IS NOT NULL;

-- Texts on which a moderator decides or has decided; what the rule has published has no row.
CREATE TABLE wish_publication (
  wish       TEXT NOT NULL,
  part       BIGINT NOT NULL, -- 0: the title; else the id of the entry of the timeline
  community  TEXT NOT NULL,
  state      TEXT NOT NULL,   -- waiting, published, withheld
  waits_at   BIGINT NOT NULL, -- since when; of what the rule had published, when somebody first decided on it
  decided_at BIGINT,
  decided_by TEXT,            -- the official, by name and title
  post       TEXT,
  person     TEXT,
  reason     TEXT NOT NULL DEFAULT '',
  rev        INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (wish, part)
);
CREATE INDEX wish_publication_waiting ON wish_publication (community, waits_at, wish, part) WHERE state = 'waiting';
CREATE INDEX wish_publication_decided ON wish_publication (community, decided_at) WHERE decided_at IS NOT NULL;

-- 我也一样: who has the same wish and hears of the answer.
CREATE TABLE wish_follower (
  wish     TEXT NOT NULL,
  person   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  told     BIGINT NOT NULL, -- the answer that was told last, by its time; at first when the following began
  moved_to TEXT,            -- the main wish, while this one is merged into it
  via      TEXT,            -- the merged wish by which somebody came here
  PRIMARY KEY (wish, person)
);
CREATE INDEX wish_follower_person ON wish_follower (person, wish);
CREATE INDEX wish_follower_via ON wish_follower (via) WHERE via IS NOT NULL;

-- Who wants no message about wishes that they follow.
CREATE TABLE follow_quiet (
  person TEXT NOT NULL PRIMARY KEY,
  at     BIGINT NOT NULL
);

-- +goose Down
DROP TABLE follow_quiet;
DROP TABLE wish_follower;
DROP TABLE wish_publication;
DROP INDEX wish_answered;
DROP INDEX wish_unexamined;
ALTER TABLE wish_event DROP COLUMN public_text;
ALTER TABLE wish DROP COLUMN public_title;
ALTER TABLE wish DROP COLUMN publicity;

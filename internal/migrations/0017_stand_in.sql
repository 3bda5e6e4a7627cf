-- +goose Up
-- Stand-in (代班): from day to day somebody of the same unit or community acts in a post that another one holds.
-- [from_at, to_at) are whole days in China, unless it was ended early. alone: the holder does not act in the post then.
CREATE TABLE stand_in (
  id       TEXT NOT NULL PRIMARY KEY,
  post     TEXT NOT NULL REFERENCES post (id),
  person   TEXT NOT NULL, -- who acts
  holder   TEXT NOT NULL, -- whose post it is; without the holder's appointment it does not count
  from_at  BIGINT NOT NULL,
  to_at    BIGINT NOT NULL,
  alone    BOOLEAN NOT NULL DEFAULT FALSE,
  named_by TEXT,
  named_at BIGINT NOT NULL,
  ended_at BIGINT         -- when it was ended before its last day
);
CREATE INDEX stand_in_post ON stand_in (post, to_at);
CREATE INDEX stand_in_person ON stand_in (person, to_at);
CREATE INDEX stand_in_holder ON stand_in (holder, to_at);

-- For whom the one who acts stood in, in every act under such a post; and in the answer, for that person does not judge it.
ALTER TABLE journal ADD COLUMN stands_for TEXT;
ALTER TABLE wish ADD COLUMN answered_for TEXT;
ALTER TABLE wish_reopening ADD COLUMN answered_for TEXT;

-- +goose Down
ALTER TABLE wish_reopening DROP COLUMN answered_for;
ALTER TABLE wish DROP COLUMN answered_for;
ALTER TABLE journal DROP COLUMN stands_for;
DROP TABLE stand_in;

-- +goose Up
-- Call-back (回访; domain.md 3.1, B6): what submitters said by telephone, written down by an officer outside the unit. It
-- stands apart from the submitter's own judgement (wish.solved, wish.rating), which no member of staff ever sets.
ALTER TABLE wish ADD COLUMN called_solved BOOLEAN;
ALTER TABLE wish ADD COLUMN called_rating TEXT;
-- When as many days of tries were over as the rule asks for: it counts as not evaluated, and nobody calls any more.
ALTER TABLE wish ADD COLUMN unreached_at BIGINT;

-- Every call. outcome: reached, no_answer, busy, wrong_number, refused. round: how often the wish had been reopened, for
-- each answer is judged anew. day: the day in China, YYYY-MM-DD. phone: masked.
CREATE TABLE wish_call (
  wish     TEXT NOT NULL,
  nth      INTEGER NOT NULL,
  round    INTEGER NOT NULL,
  at       BIGINT NOT NULL,
  day      TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  solved   BOOLEAN,
  rating   TEXT,
  text     TEXT NOT NULL DEFAULT '',
  phone    TEXT NOT NULL DEFAULT '',
  person   TEXT,
  post     TEXT NOT NULL,
  PRIMARY KEY (wish, nth)
);

-- +goose Down
DROP TABLE wish_call;
ALTER TABLE wish DROP COLUMN unreached_at;
ALTER TABLE wish DROP COLUMN called_rating;
ALTER TABLE wish DROP COLUMN called_solved;

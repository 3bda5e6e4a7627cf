-- +goose Up
-- A table of wishes goes out as its list is, however long: there is no most of it any more.
DELETE FROM rule WHERE key = 'wish.export.most';

-- What an anonymous wish was called in the system from which it came goes with its words.
DELETE FROM wish_source WHERE wish IN (SELECT id FROM wish WHERE erased_at IS NOT NULL);

-- How many open wishes a table has brought to a unit, which is told of them once.
CREATE TABLE wish_arrival (
  id     TEXT PRIMARY KEY,
  run    TEXT NOT NULL,
  unit   TEXT NOT NULL,
  wishes BIGINT NOT NULL,
  UNIQUE (run, unit)
);

-- What a unit had before it was moved up: it still reads it.
CREATE INDEX wish_first_unit ON wish (first_unit, id) WHERE first_unit IS NOT NULL;
-- What a unit has had, newest first: what is open has wish_unit.
CREATE INDEX wish_unit_ended ON wish (unit, id) WHERE closed_at IS NOT NULL;

-- +goose Down
DROP INDEX wish_unit_ended;
DROP INDEX wish_first_unit;
DROP TABLE wish_arrival;

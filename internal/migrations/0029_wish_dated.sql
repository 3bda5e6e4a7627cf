-- +goose Up
-- Lists behind the figures of a period are read in the order of their moment, however many wishes there are and however few
-- of them the place has: the community stands in the index, so that a row is read only where it is on the page.
CREATE INDEX wish_filed ON wish (filed_at, id, community);
CREATE INDEX wish_due ON wish (answer_due, id, community) WHERE answer_due IS NOT NULL;
CREATE INDEX wish_closed ON wish (closed_at, id, community) WHERE closed_at IS NOT NULL;

-- What a list of calls asks of a wish besides: by whom it was answered, and whether it stands at its community again.
DROP INDEX wish_window;
CREATE INDEX wish_window ON wish (due, place, answered_at, answer_due, state, submitter, unreached_at, unit, colour, community, answerer, answered_for, sender, returned)
  WHERE state = 'answered';

-- +goose Down
DROP INDEX wish_window;
CREATE INDEX wish_window ON wish (due, place, answered_at, answer_due, state, submitter, unreached_at, unit, colour, community) WHERE state = 'answered';
DROP INDEX wish_closed;
DROP INDEX wish_due;
DROP INDEX wish_filed;

-- +goose Up

-- What a line of a table said of how its wish was handled, as a hash: the same line again changes nothing, whatever people here have
-- done with the wish since; another one is compared.
ALTER TABLE wish_source ADD COLUMN said TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE wish_source DROP COLUMN said;

-- +goose Up
-- Surnames that families read in two ways (覃 Qín, Tán) are found by both initials: people are indexed anew.
UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM person), state = 'open' WHERE kind = 'person';

-- +goose Down
UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM person), state = 'open' WHERE kind = 'person';

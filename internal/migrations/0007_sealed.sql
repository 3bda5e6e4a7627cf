-- +goose Up

-- What only the people it belongs to and their community may read is stored sealed (package seal): phone, id_number,
-- address (the door) and contact (another way to reach somebody). The keys beside them are keyed hashes for looking up.
-- Until now only demonstrations kept numbers, invented ones and open: they go.
UPDATE person SET phone = NULL, id_number = NULL;
ALTER TABLE person ADD COLUMN address TEXT;
ALTER TABLE person ADD COLUMN contact TEXT;
ALTER TABLE person ADD COLUMN phone_key TEXT;
ALTER TABLE person ADD COLUMN id_number_key TEXT;
CREATE INDEX person_phone ON person (phone_key) WHERE phone_key IS NOT NULL;
CREATE INDEX person_id_number ON person (id_number_key) WHERE id_number_key IS NOT NULL;

-- +goose Down
DROP INDEX person_id_number;
DROP INDEX person_phone;
ALTER TABLE person DROP COLUMN id_number_key;
ALTER TABLE person DROP COLUMN phone_key;
ALTER TABLE person DROP COLUMN contact;
ALTER TABLE person DROP COLUMN address;

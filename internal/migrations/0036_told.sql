-- +goose Up
-- The date of a ruling of which who rules was reminded, and the one of which the district was told that it has passed.
ALTER TABLE wish_watch ADD COLUMN warned_ruling BIGINT NOT NULL DEFAULT 0;
ALTER TABLE wish_watch ADD COLUMN told_ruling BIGINT NOT NULL DEFAULT 0;

-- The organisation that a notice names, as it was when it happened, and of a request what was asked or decided. Empty: the notice says
-- who has the matter when it is read, as all did before.
ALTER TABLE notification_event ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE notification_event ADD COLUMN what TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE notification_event DROP COLUMN what;
ALTER TABLE notification_event DROP COLUMN unit;
ALTER TABLE wish_watch DROP COLUMN told_ruling;
ALTER TABLE wish_watch DROP COLUMN warned_ruling;

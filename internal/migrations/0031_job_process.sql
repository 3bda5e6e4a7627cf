-- +goose Up
-- Processes that work jobs, and when each was last there: what a dead one was at runs again in another.
CREATE TABLE job_process (
  id      TEXT NOT NULL PRIMARY KEY,
  seen_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE job_process;

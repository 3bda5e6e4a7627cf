-- +goose Up
-- A list of wishes as a member of staff has put it together: the filters of its address under a name of one's own.
CREATE TABLE wish_view (
  id     TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  name   TEXT NOT NULL,
  list   TEXT NOT NULL, -- inbox, wishes
  query  TEXT NOT NULL, -- as the address says it, without a stretch
  at     BIGINT NOT NULL,
  UNIQUE (person, name)
);

-- +goose Down
DROP TABLE wish_view;

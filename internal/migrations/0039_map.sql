-- +goose Up
-- Outlines of places, dated as the places are: one row is the outline of a place from a day on, to the day before valid_to. shape is
-- lists of units of 1e-7 degrees of WGS-84 (package geo); lon and lat a point inside it. invented: nobody has measured it.
CREATE TABLE place_boundary (
  place      TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to   TEXT,
  shape      TEXT NOT NULL,
  lon        BIGINT NOT NULL,
  lat        BIGINT NOT NULL,
  invented   BOOLEAN NOT NULL DEFAULT FALSE,
  edition    BIGINT NOT NULL,
  PRIMARY KEY (place, valid_from)
);

-- The files from which outlines came; the last id tells whether anything has changed.
CREATE TABLE boundary_edition (
  id      BIGINT NOT NULL PRIMARY KEY,
  source  TEXT NOT NULL,
  system  TEXT NOT NULL,
  places  BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);

-- Where on the ground a wish is about, where its submitter has said so: units of 1e-7 degrees of WGS-84.
CREATE TABLE wish_spot (
  wish TEXT NOT NULL PRIMARY KEY,
  lon  BIGINT NOT NULL,
  lat  BIGINT NOT NULL
);
CREATE INDEX wish_spot_lon ON wish_spot (lon, lat);

-- +goose Down
DROP TABLE wish_spot;
DROP TABLE boundary_edition;
DROP TABLE place_boundary;

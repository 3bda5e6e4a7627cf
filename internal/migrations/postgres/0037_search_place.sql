-- +goose Up
-- Wishes are found by where they stand, buildings by their 邻里 too: both are indexed anew, and again when one is renamed. A pair of
-- files, as the index of each engine is.
UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM wish),
  state = CASE WHEN EXISTS (SELECT 1 FROM wish) THEN 'open' ELSE 'done' END WHERE kind = 'wish';
UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM place),
  state = CASE WHEN EXISTS (SELECT 1 FROM place) THEN 'open' ELSE 'done' END WHERE kind = 'place';

-- Of what has no later version nothing is called otherwise. What an import stages is seen with its edition.
-- +goose StatementBegin
CREATE FUNCTION search_mark_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.edition_from <= (SELECT edition FROM place_state) THEN
    INSERT INTO search_queue (kind, ref) SELECT 'place', code FROM place WHERE parent = NEW.code GROUP BY code;
    INSERT INTO search_queue (kind, ref) SELECT 'wish', id FROM wish
    WHERE community = SUBSTR(NEW.code, 1, 12) AND place >= NEW.code AND place < NEW.code || ':';
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION search_mark_edition_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_queue (kind, ref) SELECT 'wish', w.id FROM place p JOIN wish w
  ON w.community = SUBSTR(p.code, 1, 12) AND w.place >= p.code AND w.place < p.code || ':'
  WHERE p.edition_from = NEW.edition AND p.version > 1 AND LENGTH(p.code) > 12;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER search_place_renamed AFTER INSERT ON place FOR EACH ROW WHEN (NEW.version > 1 AND LENGTH(NEW.code) > 12)
  EXECUTE FUNCTION search_mark_renamed();
CREATE TRIGGER search_edition_renamed AFTER UPDATE ON place_state FOR EACH ROW
  WHEN (OLD.edition IS DISTINCT FROM NEW.edition) EXECUTE FUNCTION search_mark_edition_renamed();

-- +goose Down
DROP TRIGGER search_edition_renamed ON place_state;
DROP TRIGGER search_place_renamed ON place;
DROP FUNCTION search_mark_edition_renamed;
DROP FUNCTION search_mark_renamed;

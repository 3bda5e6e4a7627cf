-- +goose Up
-- The search (package search). A pair of files: each engine has its own index, and its own way to keep a list of what has
-- changed. search_index holds tokens only, of which none leads back to a text.
CREATE TABLE search_index (
  doc   BIGINT NOT NULL PRIMARY KEY,
  words TSVECTOR NOT NULL
);
CREATE INDEX search_words ON search_index USING GIN (words);

-- Which record a document is of; doc is its place in the order of what is found, hash its content.
CREATE TABLE search_doc (
  doc  BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL, -- wish, place, org, person
  ref  TEXT NOT NULL, -- its id, or the code of a place
  hash TEXT NOT NULL,
  UNIQUE (kind, ref)
);

-- Records whose documents are to be written anew, a row for each change.
CREATE TABLE search_queue (
  id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind TEXT NOT NULL,
  ref  TEXT NOT NULL
);

-- How far the index has been built over what is there: of each kind the last record that was taken, how many were, and of
-- how many. state: open, stopped (by somebody), done.
CREATE TABLE search_build (
  kind  TEXT NOT NULL PRIMARY KEY,
  after TEXT NOT NULL,
  done  BIGINT NOT NULL,
  total BIGINT NOT NULL,
  state TEXT NOT NULL
);
INSERT INTO search_build (kind, after, done, total, state)
SELECT k.kind, '', 0, k.n, CASE WHEN k.n = 0 THEN 'done' ELSE 'open' END FROM (
  SELECT 'wish' AS kind, COUNT(*) AS n FROM wish UNION ALL SELECT 'place', COUNT(*) FROM place
  UNION ALL SELECT 'org', COUNT(*) FROM org UNION ALL SELECT 'person', COUNT(*) FROM person) AS k;

-- Whatever changes what can be found of a record, or by whom, is kept in its own transaction.
-- +goose StatementBegin
CREATE FUNCTION search_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_queue (kind, ref) VALUES (TG_ARGV[0], NEW.id);
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- Of places what is seen at once; what an import stages is seen with its edition, and then all are gone through.
-- +goose StatementBegin
CREATE FUNCTION search_mark_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  seen BIGINT := NEW.edition_from;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    seen := LEAST(OLD.edition_to, NEW.edition_to);
  END IF;
  IF seen <= (SELECT edition FROM place_state) THEN
    INSERT INTO search_queue (kind, ref) VALUES ('place', NEW.code);
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION search_mark_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM place), state = 'open' WHERE kind = 'place';
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER search_wish_new AFTER INSERT ON wish FOR EACH ROW EXECUTE FUNCTION search_mark('wish');
CREATE TRIGGER search_wish_changed AFTER UPDATE ON wish FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title
  OR OLD.public_title IS DISTINCT FROM NEW.public_title OR OLD.unit IS DISTINCT FROM NEW.unit OR OLD.asked_unit IS DISTINCT FROM NEW.asked_unit
  OR OLD.beside IS DISTINCT FROM NEW.beside OR OLD.place IS DISTINCT FROM NEW.place OR OLD.submitter IS DISTINCT FROM NEW.submitter
  OR OLD.visibility IS DISTINCT FROM NEW.visibility OR OLD.publicity IS DISTINCT FROM NEW.publicity
  OR (OLD.state IN ('answered', 'closed')) IS DISTINCT FROM (NEW.state IN ('answered', 'closed'))
  OR (OLD.state IN ('rejected', 'withdrawn', 'archived')) IS DISTINCT FROM (NEW.state IN ('rejected', 'withdrawn', 'archived'))
  OR (OLD.accepted_at IS NULL) IS DISTINCT FROM (NEW.accepted_at IS NULL) OR (OLD.answered_at IS NULL) IS DISTINCT FROM (NEW.answered_at IS NULL)
  OR OLD.text IS DISTINCT FROM NEW.text OR OLD.spot IS DISTINCT FROM NEW.spot OR OLD.number IS DISTINCT FROM NEW.number)
  EXECUTE FUNCTION search_mark('wish');
CREATE TRIGGER search_person_new AFTER INSERT ON person FOR EACH ROW EXECUTE FUNCTION search_mark('person');
CREATE TRIGGER search_person_changed AFTER UPDATE ON person FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.place IS DISTINCT FROM NEW.place) EXECUTE FUNCTION search_mark('person');
CREATE TRIGGER search_org_new AFTER INSERT ON org FOR EACH ROW EXECUTE FUNCTION search_mark('org');
CREATE TRIGGER search_org_changed AFTER UPDATE ON org FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.short_name IS DISTINCT FROM NEW.short_name) EXECUTE FUNCTION search_mark('org');
CREATE TRIGGER search_place_new AFTER INSERT ON place FOR EACH ROW EXECUTE FUNCTION search_mark_place();
CREATE TRIGGER search_place_changed AFTER UPDATE ON place FOR EACH ROW
  WHEN (OLD.edition_to IS DISTINCT FROM NEW.edition_to) EXECUTE FUNCTION search_mark_place();
CREATE TRIGGER search_edition AFTER UPDATE ON place_state FOR EACH ROW
  WHEN (OLD.edition IS DISTINCT FROM NEW.edition) EXECUTE FUNCTION search_mark_edition();
-- A restoration puts the row in after the places, whose editions were none until then.
CREATE TRIGGER search_edition_new AFTER INSERT ON place_state FOR EACH ROW EXECUTE FUNCTION search_mark_edition();

-- +goose Down
DROP TRIGGER search_edition_new ON place_state;
DROP TRIGGER search_edition ON place_state;
DROP TRIGGER search_place_changed ON place;
DROP TRIGGER search_place_new ON place;
DROP TRIGGER search_org_changed ON org;
DROP TRIGGER search_org_new ON org;
DROP TRIGGER search_person_changed ON person;
DROP TRIGGER search_person_new ON person;
DROP TRIGGER search_wish_changed ON wish;
DROP TRIGGER search_wish_new ON wish;
DROP FUNCTION search_mark_edition;
DROP FUNCTION search_mark_place;
DROP FUNCTION search_mark;
DROP TABLE search_build;
DROP TABLE search_queue;
DROP TABLE search_doc;
DROP TABLE search_index;

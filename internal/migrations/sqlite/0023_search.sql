-- +goose Up
-- The search (package search). A pair of files: each engine has its own index, and its own way to keep a list of what has
-- changed. search_index holds tokens only, of which none leads back to a text.
CREATE VIRTUAL TABLE search_index USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii');

-- Which record a document is of; doc is its place in the order of what is found, hash its content.
CREATE TABLE search_doc (
  doc  BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL, -- wish, place, org, person
  ref  TEXT NOT NULL, -- its id, or the code of a place
  hash TEXT NOT NULL,
  UNIQUE (kind, ref)
);

-- Records whose documents are to be written anew, a row for each change. No id is given twice: of two who take the rows, the
-- second would else drop one that has come since.
CREATE TABLE search_queue (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
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
CREATE TRIGGER search_wish_new AFTER INSERT ON wish BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('wish', NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_wish_changed AFTER UPDATE ON wish WHEN OLD.title IS NOT NEW.title OR OLD.public_title IS NOT NEW.public_title
  OR OLD.unit IS NOT NEW.unit OR OLD.asked_unit IS NOT NEW.asked_unit OR OLD.beside IS NOT NEW.beside OR OLD.place IS NOT NEW.place
  OR OLD.submitter IS NOT NEW.submitter OR OLD.visibility IS NOT NEW.visibility OR OLD.publicity IS NOT NEW.publicity
  OR (OLD.state IN ('answered', 'closed')) IS NOT (NEW.state IN ('answered', 'closed'))
  OR (OLD.state IN ('rejected', 'withdrawn', 'archived')) IS NOT (NEW.state IN ('rejected', 'withdrawn', 'archived'))
  OR (OLD.accepted_at IS NULL) IS NOT (NEW.accepted_at IS NULL) OR (OLD.answered_at IS NULL) IS NOT (NEW.answered_at IS NULL)
  OR OLD.text IS NOT NEW.text OR OLD.spot IS NOT NEW.spot OR OLD.number IS NOT NEW.number
BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('wish', NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_person_new AFTER INSERT ON person BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('person', NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_person_changed AFTER UPDATE ON person WHEN OLD.name IS NOT NEW.name OR OLD.place IS NOT NEW.place BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('person', NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_org_new AFTER INSERT ON org BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('org', NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_org_changed AFTER UPDATE ON org WHEN OLD.name IS NOT NEW.name OR OLD.short_name IS NOT NEW.short_name BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('org', NEW.id);
END;
-- +goose StatementEnd
-- Of places what is seen at once; what an import stages is seen with its edition, and then all are gone through.
-- +goose StatementBegin
CREATE TRIGGER search_place_new AFTER INSERT ON place WHEN NEW.edition_from <= (SELECT edition FROM place_state) BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('place', NEW.code);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_place_changed AFTER UPDATE ON place WHEN OLD.edition_to IS NOT NEW.edition_to
  AND MIN(COALESCE(OLD.edition_to, NEW.edition_to), COALESCE(NEW.edition_to, OLD.edition_to)) <= (SELECT edition FROM place_state)
BEGIN
  INSERT INTO search_queue (kind, ref) VALUES ('place', NEW.code);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER search_edition AFTER UPDATE ON place_state WHEN OLD.edition IS NOT NEW.edition BEGIN
  UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM place), state = 'open' WHERE kind = 'place';
END;
-- +goose StatementEnd
-- A restoration puts the row in after the places, whose editions were none until then.
-- +goose StatementBegin
CREATE TRIGGER search_edition_new AFTER INSERT ON place_state BEGIN
  UPDATE search_build SET after = '', done = 0, total = (SELECT COUNT(*) FROM place), state = 'open' WHERE kind = 'place';
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER search_edition_new;
DROP TRIGGER search_edition;
DROP TRIGGER search_place_changed;
DROP TRIGGER search_place_new;
DROP TRIGGER search_org_changed;
DROP TRIGGER search_org_new;
DROP TRIGGER search_person_changed;
DROP TRIGGER search_person_new;
DROP TRIGGER search_wish_changed;
DROP TRIGGER search_wish_new;
DROP TABLE search_build;
DROP TABLE search_queue;
DROP TABLE search_doc;
DROP TABLE search_index;

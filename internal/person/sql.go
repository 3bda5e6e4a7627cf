package person

import (
	"context"
	"strconv"
	"strings"
	"time"

	"linli/internal/db"
)

const columns = "id, name, place, birth, sex"

func scanPerson(r db.Row) (p Person, err error) {
	return p, r.Scan(&p.ID, &p.Name, &p.Place, &p.Birth, &p.Sex)
}

func byID(ctx context.Context, q db.Querier, personID string) (Person, error) {
	return db.One(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE id = $1", personID)
}

func insertTx(ctx context.Context, tx *db.Tx, p Person) error {
	_, err := tx.Exec(ctx, "INSERT INTO person ("+columns+", name_key) VALUES ($1, $2, $3, $4, $5, $6)",
		p.ID, p.Name, p.Place, p.Birth, string(p.Sex), nameKey(p.Name))
	return err
}

func updateTx(ctx context.Context, tx *db.Tx, p Person) error {
	_, err := tx.Exec(ctx, "UPDATE person SET name = $2, place = $3, birth = $4, sex = $5, name_key = $6 WHERE id = $1",
		p.ID, p.Name, p.Place, p.Birth, string(p.Sex), nameKey(p.Name))
	return err
}

// sealedTexts are the sealed columns of a person as they are stored, in the order of sealedFields.
func sealedTexts(ctx context.Context, q db.Querier, personID string) ([4]string, error) {
	return db.One(ctx, q, func(r db.Row) (t [4]string, err error) {
		return t, r.Scan(db.Text(&t[0]), db.Text(&t[1]), db.Text(&t[2]), db.Text(&t[3]))
	}, "SELECT phone, id_number, address, contact FROM person WHERE id = $1", personID)
}

// AnySealed tells whether anything is stored that needs keys.
func AnySealed(ctx context.Context, q db.Querier) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM person
		WHERE phone IS NOT NULL OR id_number IS NOT NULL OR address IS NOT NULL OR contact IS NOT NULL)`)
}

// byHash are the persons whose value has one of the keyed hashes, oldest first.
func byHash(ctx context.Context, q db.Querier, column string, hashes []string) ([]Person, error) {
	var w db.Where
	w.In(column, hashes)
	return db.All(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE "+w.SQL()+" ORDER BY id LIMIT "+strconv.Itoa(maxFound), w.Args()...)
}

// staleSealed are persons behind an id with a text or a hash of another key than the current one.
func staleSealed(ctx context.Context, q db.Querier, sealPrefix, lookupPrefix, after string, limit int) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (personID string, err error) { return personID, r.Scan(&personID) }, `SELECT id FROM person
		WHERE id > $3 AND (phone NOT LIKE $1 OR id_number NOT LIKE $1 OR address NOT LIKE $1 OR contact NOT LIKE $1
			OR phone_key NOT LIKE $2 OR id_number_key NOT LIKE $2)
		ORDER BY id LIMIT $4`, sealPrefix+"%", lookupPrefix+"%", after, limit)
}

func names(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	var w db.Where
	w.In("id", ids)
	out := map[string]string{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var personID, name string
		err := r.Scan(&personID, &name)
		out[personID] = name
		return err
	}, "SELECT id, name FROM person WHERE "+w.SQL(), w.Args()...)
	return out, err
}

// find puts names that begin with the text before those that contain it.
func find(ctx context.Context, q db.Querier, text string, within []string, limit int) ([]Person, error) {
	like := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(nameKey(text))
	var w db.Where
	w.Within("place", within)
	w.And(`name_key LIKE ? ESCAPE '\'`, "%"+like+"%")
	n := len(w.Args())
	order := " ORDER BY CASE WHEN name_key LIKE $" + strconv.Itoa(n+1) + ` ESCAPE '\' THEN 0 ELSE 1 END, name_key, id LIMIT $` + strconv.Itoa(n+2)
	return db.All(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE "+w.SQL()+order, append(w.Args(), like+"%", limit)...)
}

// named are the people of exactly this name below a place, at most limit.
func named(ctx context.Context, q db.Querier, name, within string, limit int) ([]Person, error) {
	var w db.Where
	w.And("name_key = ?", nameKey(name))
	if within != "" {
		w.Within("place", []string{within})
	}
	return db.All(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE "+w.SQL()+" ORDER BY place, id LIMIT "+strconv.Itoa(limit), w.Args()...)
}

const proxyColumns = "id, person, for_person, relation, reason, from_at, to_at"

func scanProxy(r db.Row) (x Proxy, err error) {
	return x, r.Scan(&x.ID, &x.Person, &x.For, &x.Relation, &x.Reason, db.Time(&x.From), db.Time(&x.To))
}

func insertProxyTx(ctx context.Context, tx *db.Tx, x Proxy) error {
	_, err := tx.Exec(ctx, "INSERT INTO proxy ("+proxyColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7)",
		x.ID, x.Person, x.For, string(x.Relation), x.Reason, db.Micros(x.From), db.Micros(x.To))
	return err
}

func proxyByID(ctx context.Context, q db.Querier, proxyID string) (Proxy, error) {
	return db.One(ctx, q, scanProxy, "SELECT "+proxyColumns+" FROM proxy WHERE id = $1", proxyID)
}

func endProxyTx(ctx context.Context, tx *db.Tx, proxyID string) (int64, error) {
	return tx.Exec(ctx, "UPDATE proxy SET to_at = $2 WHERE id = $1 AND (to_at IS NULL OR to_at > $2)", proxyID, tx.Now.UnixMicro())
}

// holdsAt is the condition that a proxy counts at $2.
const holdsAt = "from_at <= $2 AND (to_at IS NULL OR to_at > $2)"

func proxiesOf(ctx context.Context, q db.Querier, personID string, at time.Time) ([]Proxy, error) {
	return db.All(ctx, q, scanProxy, "SELECT "+proxyColumns+" FROM proxy WHERE person = $1 AND "+holdsAt+" ORDER BY from_at, id",
		personID, at.UnixMicro())
}

func proxiesFor(ctx context.Context, q db.Querier, personID string, at time.Time) ([]Proxy, error) {
	return db.All(ctx, q, scanProxy, "SELECT "+proxyColumns+" FROM proxy WHERE for_person = $1 AND "+holdsAt+" ORDER BY from_at, id",
		personID, at.UnixMicro())
}

func mayActFor(ctx context.Context, q db.Querier, personID, forPerson string, at time.Time) (bool, error) {
	return db.Value[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM proxy WHERE person = $1 AND for_person = $3 AND "+holdsAt+")",
		personID, at.UnixMicro(), forPerson)
}

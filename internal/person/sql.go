package person

import (
	"context"
	"strconv"
	"strings"
	"time"

	"linli/internal/db"
)

const columns = "id, name, place, birth, sex, phone, id_number"

func scanPerson(r db.Row) (p Person, err error) {
	return p, r.Scan(&p.ID, &p.Name, &p.Place, &p.Birth, &p.Sex, db.Text(&p.Phone), db.Text(&p.IDNumber))
}

func byID(ctx context.Context, q db.Querier, personID string) (Person, error) {
	return db.One(ctx, q, scanPerson, "SELECT "+columns+" FROM person WHERE id = $1", personID)
}

func insertTx(ctx context.Context, tx *db.Tx, p Person) error {
	_, err := tx.Exec(ctx, "INSERT INTO person ("+columns+", name_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		p.ID, p.Name, p.Place, p.Birth, string(p.Sex), db.Null(p.Phone), db.Null(p.IDNumber), nameKey(p.Name))
	return err
}

func updateTx(ctx context.Context, tx *db.Tx, p Person) error {
	_, err := tx.Exec(ctx, `UPDATE person SET name = $2, place = $3, birth = $4, sex = $5, phone = $6, id_number = $7, name_key = $8
		WHERE id = $1`, p.ID, p.Name, p.Place, p.Birth, string(p.Sex), db.Null(p.Phone), db.Null(p.IDNumber), nameKey(p.Name))
	return err
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

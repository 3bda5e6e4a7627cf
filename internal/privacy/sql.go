package privacy

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/retain"
)

const columns = `id, kind, person, by_person, as_whom, post, place, state, filed_at, due, due_span, due_provisional, ended_at, decider,
	decider_post, answer, outcome, rest`

func scan(r db.Row) (x Request, err error) {
	var outcome string
	err = r.Scan(&x.ID, &x.Kind, &x.Person, &x.By, &x.As, db.Text(&x.Post), &x.Place, &x.State, db.Time(&x.FiledAt), db.Time(&x.Due),
		&x.DueSpan, &x.DueProvisional, db.Time(&x.EndedAt), db.Text(&x.Decider), db.Text(&x.DeciderPost), &x.Answer, db.Text(&outcome), &x.Rest)
	if err == nil && outcome != "" {
		err = json.Unmarshal([]byte(outcome), &x.Outcome)
	}
	return x, err
}

func byID(ctx context.Context, q db.Querier, requestID string) (Request, error) {
	return db.One(ctx, q, scan, "SELECT "+columns+" FROM privacy_request WHERE id = $1", requestID)
}

// insertTx is a Conflict when one of the kind is open: a constraint.
func insertTx(ctx context.Context, tx *db.Tx, r Request, sealed string) error {
	_, err := tx.Exec(ctx, `INSERT INTO privacy_request (id, kind, person, by_person, as_whom, post, place, text, state, filed_at, due, due_span, due_provisional)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		r.ID, string(r.Kind), r.Person, r.By, string(r.As), db.Null(r.Post), r.Place, db.Null(sealed), string(r.State), r.FiledAt.UnixMicro(),
		r.Due.UnixMicro(), r.DueSpan, r.DueProvisional)
	if db.IsUnique(err) {
		return errs.New(errs.Conflict, "privacy.open_already")
	}
	return err
}

func textOf(ctx context.Context, q db.Querier, requestID string) (string, error) {
	return db.One(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(db.Text(&s)) }, "SELECT text FROM privacy_request WHERE id = $1", requestID)
}

func endTx(ctx context.Context, tx *db.Tx, requestID string, to State, decider, post, answer string) (int64, error) {
	return tx.Exec(ctx, `UPDATE privacy_request SET state = $2, ended_at = $3, decider = $4, decider_post = $5, answer = $6
		WHERE id = $1 AND state = 'open'`, requestID, string(to), tx.Now.UnixMicro(), db.Null(decider), db.Null(post), answer)
}

func outcomeTx(ctx context.Context, tx *db.Tx, r Request) error {
	text, err := json.Marshal(r.Outcome)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE privacy_request SET outcome = $2, rest = $3 WHERE id = $1", r.ID, string(text), r.Rest)
	return err
}

func ofPersons(ctx context.Context, q db.Querier, persons []string) ([]Request, error) {
	var w db.Where
	w.In("person", persons)
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM privacy_request WHERE "+w.SQL()+" ORDER BY id DESC", w.Args()...)
}

// openFor are those of the persons with an open request.
func openFor(ctx context.Context, q db.Querier, persons []string) (map[string]bool, error) {
	var w db.Where
	w.In("person", persons)
	w.And("state = 'open'")
	out := map[string]bool{}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var personID string
		err := r.Scan(&personID)
		out[personID] = true
		return err
	}, "SELECT person FROM privacy_request WHERE "+w.SQL(), w.Args()...)
}

func unfinished(ctx context.Context, q db.Querier, after string, limit int) ([]Request, error) {
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM privacy_request WHERE rest AND id > $1 ORDER BY id LIMIT $2", after, limit)
}

// listed is a page of requests in places: the open ones by their clock, the decided ones the latest first.
func listed(ctx context.Context, q db.Querier, places []string, open bool, after string, limit int) ([]Request, error) {
	var w db.Where
	w.Within("place", places)
	order := " ORDER BY id DESC LIMIT "
	if open {
		w.And("state = 'open'")
		order = " ORDER BY due, id LIMIT "
	} else {
		w.And("state <> 'open'")
	}
	if after != "" {
		keys, err := db.Keys(after, 2)
		if err != nil {
			return nil, err
		}
		due, err := strconv.ParseInt(keys[0], 10, 64)
		switch {
		case err != nil:
			return nil, errs.New(errs.Invalid, "error.cursor")
		case open:
			w.And("(due, id) > (?, ?)", due, keys[1])
		default:
			w.And("id < ?", keys[1])
		}
	}
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM privacy_request WHERE "+w.SQL()+order+strconv.Itoa(limit), w.Args()...)
}

func provisional(ctx context.Context, q db.Querier, after string, limit int) ([]Request, error) {
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM privacy_request WHERE state = 'open' AND due_provisional AND id > $1 ORDER BY id LIMIT $2", after, limit)
}

func redueTx(ctx context.Context, tx *db.Tx, r Request) error {
	_, err := tx.Exec(ctx, "UPDATE privacy_request SET due = $2, due_provisional = $3 WHERE id = $1 AND state = 'open'", r.ID, r.Due.UnixMicro(), r.DueProvisional)
	return err
}

const consentColumns = "id, person, purpose, notice, way, officer, guardian, given_at, withdrawn_at"

func scanConsent(r db.Row) (c Consent, err error) {
	return c, r.Scan(&c.ID, &c.Person, &c.Purpose, &c.Notice, &c.Way, db.Text(&c.Officer), db.Text(&c.Guardian), db.Time(&c.GivenAt), db.Time(&c.WithdrawnAt))
}

func consentsOf(ctx context.Context, q db.Querier, personID string) ([]Consent, error) {
	return db.All(ctx, q, scanConsent, "SELECT "+consentColumns+" FROM consent WHERE person = $1 ORDER BY id DESC", personID)
}

// insertConsentTx writes one down; 0 when the person has agreed already.
func insertConsentTx(ctx context.Context, tx *db.Tx, c Consent) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO consent (id, person, purpose, notice, way, officer, guardian, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (person, purpose) WHERE withdrawn_at IS NULL DO NOTHING`,
		c.ID, c.Person, string(c.Purpose), c.Notice, string(c.Way), db.Null(c.Officer), db.Null(c.Guardian), c.GivenAt.UnixMicro())
}

// endConsentsTx ends a consent, all of a person's when the purpose is empty.
func endConsentsTx(ctx context.Context, tx *db.Tx, personID string, purpose Purpose, by string) (int64, error) {
	return tx.Exec(ctx, "UPDATE consent SET withdrawn_at = $3, withdrawn_by = $4 WHERE person = $1 AND (purpose = $2 OR $2 = '') AND withdrawn_at IS NULL",
		personID, string(purpose), tx.Now.UnixMicro(), db.Null(by))
}

func agreed(ctx context.Context, q db.Querier, personID string, purpose Purpose) (bool, error) {
	return db.Value[bool](ctx, q, "SELECT EXISTS (SELECT 1 FROM consent WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL)", personID, string(purpose))
}

// staleTexts are requests behind an id whose words are sealed with another key than the current one.
func staleTexts(ctx context.Context, q db.Querier, prefix, after string, limit int) ([]string, error) {
	return db.All(ctx, q, scanID, "SELECT id FROM privacy_request WHERE id > $2 AND text NOT LIKE $1 ORDER BY id LIMIT $3", prefix+"%", after, limit)
}

func scanID(r db.Row) (s string, err error) { return s, r.Scan(&s) }

// SealedTexts are the words of requests as they are stored, each once.
func SealedTexts(ctx context.Context, q db.Querier, do func(db.Row) error) error {
	return db.Each(ctx, q, do, "SELECT text FROM privacy_request WHERE text IS NOT NULL")
}

// expiries are how consents and requests end.
func expiries() []retain.Expiry {
	chunked := func(table, ended, update string) (e retain.Expiry) {
		e.Find = func(ctx context.Context, q db.Querier, before time.Time, after string, limit int) ([]string, error) {
			return db.All(ctx, q, scanID, "SELECT id FROM "+table+" WHERE "+ended+" < $1 AND id > $2 ORDER BY id LIMIT $3", before.UnixMicro(), after, limit)
		}
		e.EraseTx = func(ctx context.Context, tx *db.Tx, ids []string, before time.Time) (int, error) {
			var w db.Where
			w.In("id", ids)
			w.And(ended+" < ?", before.UnixMicro())
			n, err := tx.Exec(ctx, update+w.SQL(), w.Args()...)
			return int(n), err
		}
		return e
	}
	consents := chunked("consent", "withdrawn_at", "DELETE FROM consent WHERE ")
	consents.Entity = "consent"
	// The request itself stays for the figures: kind, place down to the 邻里, state, clock.
	requests := chunked("privacy_request", "person <> '' AND NOT rest AND ended_at",
		"UPDATE privacy_request SET person = '', by_person = '', text = NULL, answer = '', outcome = NULL, place = SUBSTR(place, 1, 15) WHERE ")
	requests.Entity = "request"
	return []retain.Expiry{consents, requests}
}

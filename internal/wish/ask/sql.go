package ask

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

const columns = `id, wish, kind, text, until, year, colour, unit, asked_at, asked_unit, old_due, silent_at, outcome, decided_at,
	decided_text, resumed_at`

func scan(r db.Row) (x Request, err error) {
	var colour, outcome string
	err = r.Scan(&x.ID, &x.Wish, &x.For, &x.Text, db.Time(&x.Until), &x.Year, db.Text(&colour), db.Text(&x.Unit), db.Time(&x.At), &x.By,
		db.Time(&x.Old), db.Time(&x.Silent), db.Text(&outcome), db.Time(&x.Decided), db.Text(&x.Word), db.Time(&x.Resumed))
	x.Colour, x.Outcome = wish.Colour(colour), Outcome(outcome)
	return x, err
}

// insert writes an open request.
func insert(ctx context.Context, c *wish.Change, r Request) error {
	_, err := c.Tx.Exec(ctx, `INSERT INTO wish_request (id, wish, kind, text, until, year, colour, unit, asked_at, asked_unit, asked_post, asked_person,
		old_due, old_colour, silent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		r.ID, r.Wish, string(r.For), r.Text, db.Micros(r.Until), r.Year, db.Null(r.Colour), db.Null(r.Unit), r.At.UnixMicro(), r.By,
		db.Null(c.Post.ID), db.Null(c.Actor.Person), r.Old.UnixMicro(), string(c.Wish.Colour), db.Micros(r.Silent))
	return err
}

// open is the request of a wish that waits.
func open(ctx context.Context, q db.Querier, wishID string) (Request, error) {
	return db.One(ctx, q, scan, "SELECT "+columns+" FROM wish_request WHERE wish = $1 AND outcome IS NULL", wishID)
}

// decided writes how a request ended, and the due date that it found then.
func decided(ctx context.Context, c *wish.Change, r Request) error {
	n, err := c.Tx.Exec(ctx, `UPDATE wish_request SET outcome = $2, decided_at = $3, decided_post = $4, decided_person = $5, decided_text = $6, old_due = $7
		WHERE id = $1 AND outcome IS NULL`, r.ID, string(r.Outcome), c.Now.UnixMicro(), db.Null(c.Post.ID), db.Null(c.Actor.Person), r.Word, c.Old.Due.UnixMicro())
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "wish.conflict")
	}
	return err
}

// resumed ends the running pause now, and gives the due date that it had found.
func resumed(ctx context.Context, c *wish.Change) (before time.Time, err error) {
	return db.One(ctx, c.Tx, func(r db.Row) (t time.Time, err error) { return t, r.Scan(db.Time(&t)) },
		`UPDATE wish_request SET resumed_at = $3 WHERE wish = $1 AND kind = 'suspend' AND outcome = 'granted' AND decided_at = $2 AND resumed_at IS NULL
		RETURNING old_due`, c.Wish.ID, c.Wish.PausedFrom.UnixMicro(), c.Now.UnixMicro())
}

// Of are the requests in a wish, the last first.
func Of(ctx context.Context, q db.Querier, wishID string) (_ []Request, err error) {
	defer errs.Wrap(&err, "ask.Of")
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM wish_request WHERE wish = $1 ORDER BY asked_at DESC, id DESC", wishID)
}

// chunk is how many wishes a job handles before it looks again whether it shall stop.
const chunk = 200

// silent are the wishes whose unit has not answered in time.
func silent(ctx context.Context, q db.Querier, now time.Time) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (id string, err error) { return id, r.Scan(&id) },
		"SELECT wish FROM wish_request WHERE outcome IS NULL AND silent_at <= $1 ORDER BY silent_at LIMIT $2", now.UnixMicro(), chunk)
}

// merged is what a merge has set aside.
type merged struct {
	state       wish.State
	due         time.Time
	span        string
	provisional bool
	mainDue     time.Time // of the main wish before; zero: not moved
	mainSpan    string
	at          time.Time
}

func insertMerge(ctx context.Context, c *wish.Change, main string, m merged, text string) error {
	_, err := c.Tx.Exec(ctx, `INSERT INTO wish_merge (wish, nth, main, state, due, due_span, provisional, main_due, main_span, text, at)
		VALUES ($1, (SELECT COALESCE(MAX(nth), 0) + 1 FROM wish_merge WHERE wish = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.Wish.ID, main, string(m.state), db.Micros(m.due), m.span, m.provisional, db.Micros(m.mainDue), db.Null(m.mainSpan), text, c.Now.UnixMicro())
	return db.Taken(err, "wish.conflict")
}

// lastMerge is the merge that holds.
func lastMerge(ctx context.Context, q db.Querier, wishID string) (merged, error) {
	return db.One(ctx, q, func(r db.Row) (m merged, err error) {
		return m, r.Scan(&m.state, db.Time(&m.due), &m.span, &m.provisional, db.Time(&m.mainDue), db.Text(&m.mainSpan), db.Time(&m.at))
	}, "SELECT state, due, due_span, provisional, main_due, main_span, at FROM wish_merge WHERE wish = $1 AND undone_at IS NULL ORDER BY nth DESC LIMIT 1", wishID)
}

func undone(ctx context.Context, c *wish.Change) error {
	_, err := c.Tx.Exec(ctx, "UPDATE wish_merge SET undone_at = $2 WHERE wish = $1 AND undone_at IS NULL", c.Wish.ID, c.Now.UnixMicro())
	return err
}

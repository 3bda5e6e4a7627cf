package dispatch

import (
	"context"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/wish"
)

const columns = "id, place, topic, colour, unit, clock, evidence, valid_from, valid_to"

func scan(r db.Row) (e Entry, err error) {
	var evidence string
	err = r.Scan(&e.ID, &e.Place, &e.Topic, &e.Colour, db.Text(&e.Unit), &e.Clock, &evidence, db.Time(&e.From), db.Time(&e.To))
	e.Evidence = split(evidence)
	return e, err
}

// fitting are the entries by which a wish may be sorted: at its place or above, of a topic of the path or any, at a moment.
func fitting(ctx context.Context, q db.Querier, code string, path []string, at time.Time) ([]Entry, error) {
	var w db.Where
	w.In("place", append(place.Ancestors(code), code))
	w.In("topic", append([]string{""}, path...))
	holding(&w, at)
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM dispatch_entry WHERE "+w.SQL(), w.Args()...)
}

// holding narrows to what holds at a moment.
func holding(w *db.Where, at time.Time) {
	w.And("valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)", at.UnixMicro(), at.UnixMicro())
}

// above are the entries that hold at a moment at a place and above it.
func above(ctx context.Context, q db.Querier, code string, at time.Time) ([]Entry, error) {
	var w db.Where
	w.In("place", append(place.Ancestors(code), code))
	holding(&w, at)
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM dispatch_entry WHERE "+w.SQL(), w.Args()...)
}

// around are the entries that hold at a moment at a place, above it and below it.
func around(ctx context.Context, q db.Querier, code string, at time.Time) ([]Entry, error) {
	var w db.Where
	var any db.Alternatives
	any.In("place", place.Ancestors(code))
	any.Within("place", []string{code})
	any.Into(&w)
	holding(&w, at)
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM dispatch_entry WHERE "+w.SQL(), w.Args()...)
}

// ofKey are all entries of a place and topic, the newest first.
func ofKey(ctx context.Context, q db.Querier, k key) ([]Entry, error) {
	return db.All(ctx, q, scan, "SELECT "+columns+" FROM dispatch_entry WHERE place = $1 AND topic = $2 ORDER BY valid_from DESC, id DESC", k.place, k.topic)
}

func byID(ctx context.Context, q db.Querier, entryID string) (Entry, error) {
	e, err := db.One(ctx, q, scan, "SELECT "+columns+" FROM dispatch_entry WHERE id = $1", entryID)
	if errors.Is(err, db.NoRows) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return e, err
}

func insertTx(ctx context.Context, tx *db.Tx, e Entry) (Entry, error) {
	e.ID = id.At(tx.Now)
	_, err := tx.Exec(ctx, "INSERT INTO dispatch_entry ("+columns+") VALUES "+db.Placeholders(1, 9),
		e.ID, e.Place, e.Topic, string(e.Colour), db.Null(e.Unit), e.Clock, join(e.Evidence), db.Micros(e.From), db.Micros(e.To))
	return e, err
}

// endTx gives an entry its end, if it has none.
func endTx(ctx context.Context, tx *db.Tx, entryID string, at time.Time) error {
	n, err := tx.Exec(ctx, "UPDATE dispatch_entry SET valid_to = $2 WHERE id = $1 AND valid_to IS NULL", entryID, at.UnixMicro())
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "dispatch.conflict")
	}
	return err
}

// Route is how a wish was sorted: by which entry, what that proposed, and whether it was done.
type Route struct {
	Wish     string
	Entry    string
	Colour   wish.Colour
	Unit     string // what the entry's unit was for this wish; empty: there was none that covers the place
	Followed bool
	At       time.Time
}

func keepTx(ctx context.Context, tx *db.Tx, r Route) error {
	_, err := tx.Exec(ctx, "INSERT INTO wish_route (wish, entry, colour, unit, followed, at) VALUES ($1, $2, $3, $4, $5, $6)",
		r.Wish, r.Entry, string(r.Colour), db.Null(r.Unit), r.Followed, tx.Now.UnixMicro())
	return err
}

func routeOf(ctx context.Context, q db.Querier, wishID string) (Route, error) {
	return db.One(ctx, q, func(r db.Row) (x Route, err error) {
		return x, r.Scan(&x.Wish, &x.Entry, &x.Colour, db.Text(&x.Unit), &x.Followed, db.Time(&x.At))
	}, "SELECT wish, entry, colour, unit, followed, at FROM wish_route WHERE wish = $1", wishID)
}

package journal

import (
	"context"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
)

// MayRead gives the places whose acts the actor may read: the scope of the posts of an auditor (domain.md 3.6: “read all
// incl. logs”) and of an audit administrator; acts of no place, and so everything, where the post stands above all places.
// Nobody else reads the journal.
func MayRead(a actor.Actor) (places []string, ok bool) {
	for _, p := range a.Posts {
		if p.Role == actor.AuditAdmin || p.Role == actor.Auditor {
			places = append(places, a.Scope(p)...)
		}
	}
	return places, len(places) > 0
}

// Row is an act as the journal keeps it. Of what residents have brought it shows that it was done, not what it was about:
// Before and After are empty but for the house's own affairs.
type Row struct {
	ID                  int64
	At                  time.Time
	Act, Kind, Subject  string
	Place               string
	Account, Person     string // who; Account is system:NAME for a job of the system
	OnBehalfOf, Origin  string
	StandsFor           string // whose post it was, where the person stood in
	Before, After, Post string
}

// Filter narrows what is read; empty fields do not.
type Filter struct {
	Act    string    // or the beginning of one, with a full stop at its end: account.
	People []string  // any of them did it, or it was done for them or in their post; nil is everybody
	Places []string  // subtrees of any of them; nil is everywhere
	From   time.Time // from then
	To     time.Time // before then
	Before int64     // ids below this one: the page after another
}

// own are the kinds of subjects whose before and after are read here: accounts, posts, rules and places, not
// residents' matters.
var own = map[string]bool{
	"account": true, "account_code": true, "appointment": true, "stand_in": true, "post": true, "org": true, "rule": true, "place": true, "edition": true,
}

// window is how many rows one page looks through at most: the journal has no second index, because it would cost every
// writer (architecture.md 9).
const window = 20_000

// Read is the newest acts that fit, at most limit. next is where the page after it begins (Filter.Before), 0 at the end; it
// may go on after a page with few rows, or none, when a rare act is looked for. Forbidden.
func Read(ctx context.Context, d *db.DB, a actor.Actor, f Filter, limit int) (rows []Row, next int64, err error) {
	defer errs.Wrap(&err, "journal.Read")
	places, ok := MayRead(a)
	if !ok {
		return nil, 0, errs.New(errs.Forbidden, "error.forbidden")
	}
	err = d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		floor, top, err := bounds(ctx, q, f)
		if err != nil || top <= floor {
			return err
		}
		from := max(floor, top-window)
		if rows, err = page(ctx, q, f, places, from, top, limit+1); err != nil {
			return err
		}
		switch {
		case len(rows) > limit:
			rows = rows[:limit]
			next = rows[limit-1].ID
		case from > floor:
			next = from + 1
		}
		return nil
	})
	return rows, next, err
}

// whole holds for a row whose moment is one, and moment is NULL for another: SQLite takes any value, and one that somebody
// has put there must not keep the others from being read. Verification names it.
const (
	whole  = "at = CAST(at AS BIGINT)"
	moment = "CASE WHEN " + whole + " THEN at END"
)

// slack is how far the moments of rows may be out of order: transactions beside each other end in another order than they
// began.
const slack = time.Hour

// bounds are the ids between which everything that fits stands: above floor, up to top. Days are found by halving, because
// ids grow with time.
func bounds(ctx context.Context, q db.Querier, f Filter) (floor, top int64, err error) {
	if top, err = db.Value[int64](ctx, q, "SELECT COALESCE(MAX(id), 0) FROM journal"); err != nil {
		return 0, 0, err
	}
	last := top
	if f.Before > 0 {
		top = min(top, f.Before-1)
	}
	if !f.To.IsZero() {
		first, err := firstFrom(ctx, q, f.To.Add(slack), last)
		if err != nil {
			return 0, 0, err
		}
		top = min(top, first-1)
	}
	if !f.From.IsZero() {
		first, err := firstFrom(ctx, q, f.From.Add(-slack), last)
		if err != nil {
			return 0, 0, err
		}
		floor = first - 1
	}
	return floor, top, nil
}

// firstFrom is the first id from a moment on, last+1 when there is none.
func firstFrom(ctx context.Context, q db.Querier, at time.Time, last int64) (int64, error) {
	low, high := int64(1), last+1
	for low < high {
		mid := low + (high-low)/2
		found, err := db.All(ctx, q, func(r db.Row) (t int64, err error) { return t, r.Scan(&t) },
			"SELECT at FROM journal WHERE id >= $1 AND "+whole+" ORDER BY id LIMIT 1", mid)
		if err != nil {
			return 0, err
		}
		if len(found) > 0 && found[0] < at.UnixMicro() {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, nil
}

// page is rows between two ids that fit, the newest first.
func page(ctx context.Context, q db.Querier, f Filter, places []string, floor, top int64, limit int) ([]Row, error) {
	var w db.Where
	w.And("id > ? AND id <= ?", floor, top)
	w.Within("place", places)
	if f.Places != nil {
		w.Within("place", f.Places)
	}
	if strings.HasSuffix(f.Act, ".") {
		w.And("act >= ? AND act < ?", f.Act, f.Act+"~")
	} else if f.Act != "" {
		w.And("act = ?", f.Act)
	}
	if f.People != nil {
		var who db.Alternatives
		who.In("person", f.People)
		who.In("on_behalf_of", f.People)
		who.In("stands_for", f.People)
		who.Into(&w)
	}
	if !f.From.IsZero() {
		w.And("at >= ?", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		w.And("at < ?", f.To.UnixMicro())
	}
	return db.All(ctx, q, scanRow, "SELECT id, "+moment+`, act, kind, subject, place, account, person, on_behalf_of, stands_for, origin, before, after, post
		FROM journal WHERE `+w.SQL()+" ORDER BY id DESC LIMIT "+strconv.Itoa(limit), w.Args()...)
}

func scanRow(r db.Row) (x Row, err error) {
	err = r.Scan(&x.ID, db.Time(&x.At), &x.Act, &x.Kind, &x.Subject, &x.Place, db.Text(&x.Account), db.Text(&x.Person),
		db.Text(&x.OnBehalfOf), db.Text(&x.StandsFor), db.Text(&x.Origin), db.Text(&x.Before), db.Text(&x.After), db.Text(&x.Post))
	if !own[x.Kind] {
		x.Before, x.After = "", ""
	}
	return x, err
}

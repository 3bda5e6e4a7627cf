package list

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

// Followed is the wishes of neighbours that the actor has joined (我也一样), newest first, as neighbours see them: what is
// not public any more is left out.
func (l *Lists) Followed(ctx context.Context, a actor.Actor, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.Followed")
	if a.Person == "" {
		return Page{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	var w db.Where
	var any db.Alternatives
	any.InSelect("id", "SELECT wish FROM wish_follower WHERE moved_to IS NULL AND ", "person", []string{a.Person}, "")
	any.Into(&w)
	w.And(wish.OpenToAll)
	return l.page(ctx, actor.Actor{}, &w, f, newest())
}

// newest is by the time of filing, the latest first.
func newest() order {
	return order{key: func(x wish.Wish) []string { return []string{x.ID} }, columns: "id", desc: true}
}

// Open is what is being handled in public in a 邻里 or community (f.Place), newest first. It is the same for everybody: what
// neighbours read, also for who handles it.
func (l *Lists) Open(ctx context.Context, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.Open")
	codes, err := l.known.Codes(ctx, f.Place)
	if err != nil {
		return Page{}, err
	}
	var w, here db.Where
	here.And("closed_at IS NULL AND " + wish.OpenToAll)
	at(&here, codes)
	// Found by what is open there: in the order of filing one would meet all that has ended on the way.
	w.Among("id", "SELECT id FROM wish WHERE ", here)
	return l.page(ctx, actor.Actor{}, &w, f, newest())
}

// mostCounted bounds a count that a public page shows: beyond it no total is told.
const mostCounted = 1000

// CountOpen is how many wishes Open lists; 0 when they are more than a page may count.
func (l *Lists) CountOpen(ctx context.Context, place string) (_ int, err error) {
	defer errs.Wrap(&err, "list.CountOpen")
	codes, err := l.known.Codes(ctx, place)
	if err != nil {
		return 0, err
	}
	var w db.Where
	w.And("closed_at IS NULL AND " + wish.OpenToAll)
	at(&w, codes)
	n, err := db.Value[int](ctx, l.d, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM wish WHERE "+w.SQL()+" LIMIT "+strconv.Itoa(mostCounted+1)+") AS counted", w.Args()...)
	if n > mostCounted {
		n = 0
	}
	return n, err
}

// Answered is what has been answered in public in a 邻里 or community, the latest answer first, as neighbours see it.
func (l *Lists) Answered(ctx context.Context, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.Answered")
	var w db.Where
	w.And("answered_at IS NOT NULL AND " + wish.OpenToAll)
	return l.page(ctx, actor.Actor{}, &w, f, order{
		key: func(x wish.Wish) []string { return []string{strconv.FormatInt(x.AnsweredAt.UnixMicro(), 10), x.ID} }, columns: "answered_at, id", desc: true,
	})
}

// Filed narrows Published. Empty fields do not.
type Filed struct {
	From, To time.Time // filed not before, and not after
	Closed   *bool
	Topics   []string
	Numbers  []string // these only
	Place    string
	Limit    int // at most so many, the newest
}

// Published is the wishes that neighbours may read, the last filed first, as neighbours see them: the same for everybody.
func (l *Lists) Published(ctx context.Context, f Filed) (_ []wish.Wish, err error) {
	defer errs.Wrap(&err, "list.Published")
	var w db.Where
	w.And(wish.OpenToAll)
	return l.filed(ctx, actor.Actor{}, w, f)
}

// Numbered is those of some wishes, by their numbers, of which the actor sees anything, as the actor sees them.
func (l *Lists) Numbered(ctx context.Context, a actor.Actor, numbers []string) (_ []wish.Wish, err error) {
	defer errs.Wrap(&err, "list.Numbered")
	if len(numbers) == 0 {
		return nil, nil
	}
	var w db.Where
	wish.Visible(&w, a)
	return l.filed(ctx, a, w, Filed{Numbers: numbers, Limit: len(numbers)})
}

// filed narrows a condition, and reads what it holds.
func (l *Lists) filed(ctx context.Context, a actor.Actor, w db.Where, f Filed) ([]wish.Wish, error) {
	codes, err := l.known.Codes(ctx, f.Place)
	if err != nil {
		return nil, err
	}
	at(&w, codes)
	if !f.From.IsZero() {
		w.And("filed_at >= ?", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		w.And("filed_at <= ?", f.To.UnixMicro())
	}
	if f.Closed != nil {
		w.And(map[bool]string{true: "closed_at IS NOT NULL", false: "closed_at IS NULL"}[*f.Closed])
	}
	if len(f.Topics) > 0 {
		w.In("topic", f.Topics)
	}
	if len(f.Numbers) > 0 {
		w.In("number", f.Numbers)
	}
	rows, err := l.rows(ctx, w, order{columns: "filed_at, id"}, " DESC", f.Limit)
	for i := range rows {
		rows[i] = wish.Redact(a, rows[i])
	}
	return rows, err
}

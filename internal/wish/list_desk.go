package wish

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/workday"
)

// All is every wish that the actor sees as staff, newest first: what neighbours elsewhere may read is left out.
// Unauthenticated and Forbidden as Inbox.
func (s *Service) All(ctx context.Context, a actor.Actor, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "wish.All")
	if err := staffOnly(a); err != nil {
		return Page{}, err
	}
	var w db.Where
	var any db.Alternatives
	asStaff(&any, a)
	any.Into(&w)
	return s.page(ctx, a, &w, f, order{key: func(x Wish) []string { return []string{x.ID} }, columns: "id", desc: true})
}

// asStaff are the wishes of which the actor has the StaffView.
func asStaff(any *db.Alternatives, a actor.Actor) {
	var all, public, units []string
	for _, p := range a.Posts {
		switch {
		case oneOf(p.Role, overseers):
			all = append(all, a.Scope(p)...)
		case p.Role == actor.StreetOfficer:
			public = append(public, a.Scope(p)...)
		}
		if oneOf(p.Role, handling) {
			units = append(units, p.Org)
		}
	}
	any.Within("place", all)
	any.In("unit", units)
	any.WithinAnd("place", public, "visibility = 'public'")
}

// Waiting is what waits for a member of staff: the wishes whose next step is the actor's, and, for who may sort, those
// to be sorted. Both are zero for who has no desk.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (mine, unsorted int, err error) {
	defer errs.Wrap(&err, "wish.Waiting")
	if staffOnly(a) != nil {
		return 0, 0, nil
	}
	var w db.Where
	s.desk(&w, a, DeskMine, s.d.Now())
	if mine, err = countWhere(ctx, s.d, w); err != nil || len(communities(a)) == 0 {
		return mine, 0, err
	}
	unsorted, err = s.unsorted(ctx, s.d, a)
	return mine, unsorted, err
}

// SortsAt are the communities whose wishes the actor may sort; none for who may not.
func SortsAt(a actor.Actor) []string { return communities(a) }

// Column is one column of the board: its first wishes by deadline, how many there are, how many are late.
type Column struct {
	Colour Colour
	Wishes []Wish
	Total  int
	Late   int
}

// Board is the open wishes of a community as they are sorted: those to be sorted, then what is being handled in blue,
// yellow and red, at most limit of each, earliest deadline first. Only for who may sort there; Unauthenticated,
// Forbidden.
func (s *Service) Board(ctx context.Context, a actor.Actor, community string, limit int) (_ []Column, err error) {
	defer errs.Wrap(&err, "wish.Board")
	if err := maySort(a, community); err != nil {
		return nil, err
	}
	now := s.d.Now()
	var out []Column
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		for _, c := range append([]Colour{Unsorted}, Colours()...) {
			var w db.Where
			w.And("closed_at IS NULL AND community = ?", community)
			if c == Unsorted {
				w.And("state = 'accepted'")
			} else {
				w.And(working+" AND colour = ?", string(c))
			}
			col, err := s.column(ctx, q, a, w, now, limit)
			if err != nil {
				return err
			}
			col.Colour = c
			out = append(out, col)
		}
		return nil
	})
	return out, err
}

// working is being handled: sorted, and not answered yet.
const working = "state IN ('classified', 'in_progress')"

func (s *Service) column(ctx context.Context, q db.Querier, a actor.Actor, w db.Where, now time.Time, limit int) (col Column, err error) {
	col.Wishes, err = db.All(ctx, q, scanWish, "SELECT "+columns+" FROM wish WHERE "+w.SQL()+" ORDER BY due, id LIMIT "+strconv.Itoa(limit), w.Args()...)
	if err != nil {
		return col, err
	}
	for i, x := range col.Wishes {
		col.Wishes[i] = redact(x, viewOf(a, x))
	}
	if col.Total, err = countWhere(ctx, q, w); err != nil {
		return col, err
	}
	col.Late, err = countWhere(ctx, q, w.With("due < ?", now.UnixMicro()))
	return col, err
}

func maySort(a actor.Actor, community string) error {
	if err := staffOnly(a); err != nil {
		return err
	}
	if !oneOf(community, communities(a)) {
		return errs.New(errs.Forbidden, "wish.forbidden.board")
	}
	return nil
}

// similarMonths is how far back SimilarCounts looks (look.md 5: 近三个月同类).
const similarMonths = 3

// SimilarCounts is how the wishes of each topic were sorted in a community in the last three months: a hint for who
// sorts, never a rule. Only for who may sort there; Unauthenticated, Forbidden.
func (s *Service) SimilarCounts(ctx context.Context, a actor.Actor, community string) (_ map[Topic]map[Colour]int, err error) {
	defer errs.Wrap(&err, "wish.SimilarCounts")
	if err := maySort(a, community); err != nil {
		return nil, err
	}
	codes, err := s.known.Codes(ctx, community)
	if err != nil {
		return nil, err
	}
	var w db.Where
	at(&w, codes)
	w.And("classified_at >= ?", s.d.Now().In(workday.Zone).AddDate(0, -similarMonths, 0).UnixMicro())
	out := map[Topic]map[Colour]int{}
	err = db.Each(ctx, s.d, func(r db.Row) error {
		var topic Topic
		var colour Colour
		var n int
		if err := r.Scan(&topic, &colour, &n); err != nil {
			return err
		}
		if out[topic] == nil {
			out[topic] = map[Colour]int{}
		}
		out[topic][colour] = n
		return nil
	}, "SELECT topic, colour, COUNT(*) FROM wish WHERE "+w.SQL()+" GROUP BY topic, colour", w.Args()...)
	return out, err
}

// receiptFor is how long the desk may print the receipt of what it has just filed.
const receiptFor = 12 * time.Hour

// DeskReceipt is the wish that the actor has filed for somebody with an idempotency key, with the code that opens the
// submitter's view: the desk hands it over on paper, on the day itself. NotFound for anybody else, for any other key,
// and later.
func (s *Service) DeskReceipt(ctx context.Context, a actor.Actor, key string) (_ Wish, err error) {
	defer errs.Wrap(&err, "wish.DeskReceipt")
	if key == "" || !a.SignedIn() {
		return Wish{}, notFound()
	}
	subject, err := journal.Once(ctx, s.d, a, journalAct(File), key, func(context.Context, *db.Tx) error { return errs.New(errs.Conflict, "") })
	switch kind := errs.KindOf(err); {
	case err != nil && (kind == errs.Conflict || kind == errs.Invalid):
		return Wish{}, notFound()
	case err != nil:
		return Wish{}, err
	}
	w, err := byID(ctx, s.d, subject)
	if err != nil {
		return Wish{}, orNotFound(err)
	}
	if w.Registrar != a.Person || s.d.Now().Sub(w.FiledAt) > receiptFor {
		return Wish{}, notFound()
	}
	return w, nil
}

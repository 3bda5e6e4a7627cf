package list

import (
	"context"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/workday"
)

// All is every wish that the actor sees as staff, newest first: what neighbours elsewhere may read is left out.
// Unauthenticated and Forbidden as Inbox.
func (l *Lists) All(ctx context.Context, a actor.Actor, f Filter) (_ Page, err error) {
	defer errs.Wrap(&err, "list.All")
	if err := staffOnly(a); err != nil {
		return Page{}, err
	}
	var w db.Where
	var any db.Alternatives
	wish.AsStaff(&any, a)
	any.SplitInto(&w)
	return l.page(ctx, a, &w, f, newest())
}

// Waiting is what waits for a member of staff: the wishes whose next step is the actor's, and, for who may sort, those
// to be sorted. Both are zero for who has no desk.
func (l *Lists) Waiting(ctx context.Context, a actor.Actor) (mine, unsorted int, err error) {
	defer errs.Wrap(&err, "list.Waiting")
	if staffOnly(a) != nil {
		return 0, 0, nil
	}
	var w db.Where
	l.desk(&w, a, DeskMine, l.d.Now())
	if mine, err = countWhere(ctx, l.d, w); err != nil || len(wish.SortsAt(a)) == 0 {
		return mine, 0, err
	}
	unsorted, err = l.unsorted(ctx, l.d, a)
	return mine, unsorted, err
}

// Column is one column of the board: its first wishes by deadline, how many there are, how many are late.
type Column struct {
	Colour wish.Colour
	Wishes []wish.Wish
	Total  int
	Late   int
}

// Board is the open wishes of a community as they are sorted: those to be sorted, then what is being handled in blue,
// yellow and red, at most limit of each, earliest deadline first. Only for who may sort there; Unauthenticated,
// Forbidden.
func (l *Lists) Board(ctx context.Context, a actor.Actor, community string, limit int) (_ []Column, err error) {
	defer errs.Wrap(&err, "list.Board")
	if err := maySort(a, community); err != nil {
		return nil, err
	}
	now := l.d.Now()
	var out []Column
	err = l.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		for _, c := range append([]wish.Colour{wish.Unsorted}, wish.Colours()...) {
			var w db.Where
			w.And("closed_at IS NULL AND community = ?", community)
			if c == wish.Unsorted {
				w.And("state = 'accepted'")
			} else {
				w.And(working+" AND colour = ?", string(c))
			}
			col, err := l.column(ctx, q, a, w, now, limit)
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

func (l *Lists) column(ctx context.Context, q db.Querier, a actor.Actor, w db.Where, now time.Time, limit int) (col Column, err error) {
	col.Wishes, err = db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+" ORDER BY due, id LIMIT "+strconv.Itoa(limit), w.Args()...)
	if err != nil {
		return col, err
	}
	for i, x := range col.Wishes {
		col.Wishes[i] = wish.Redact(a, x)
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
	if !slices.Contains(wish.SortsAt(a), community) {
		return errs.New(errs.Forbidden, "wish.forbidden.board")
	}
	return nil
}

// similarMonths is how far back SimilarCounts looks (look.md 5: 近三个月同类).
const similarMonths = 3

// SimilarCounts is how the wishes of each topic that were filed in a community in the last three months were sorted: a hint for who
// sorts, never a rule. Only for who may sort there; Unauthenticated, Forbidden.
func (l *Lists) SimilarCounts(ctx context.Context, a actor.Actor, community string) (_ map[wish.Topic]map[wish.Colour]int, err error) {
	defer errs.Wrap(&err, "list.SimilarCounts")
	if err := maySort(a, community); err != nil {
		return nil, err
	}
	codes, err := l.known.Codes(ctx, community)
	if err != nil {
		return nil, err
	}
	var w db.Where
	at(&w, codes)
	w.And("classified_at IS NOT NULL AND id >= ?", id.Least(l.d.Now().In(workday.Zone).AddDate(0, -similarMonths, 0)))
	out := map[wish.Topic]map[wish.Colour]int{}
	err = db.Each(ctx, l.d, func(r db.Row) error {
		var topic wish.Topic
		var colour wish.Colour
		var n int
		if err := r.Scan(&topic, &colour, &n); err != nil {
			return err
		}
		if out[topic] == nil {
			out[topic] = map[wish.Colour]int{}
		}
		out[topic][colour] = n
		return nil
	}, "SELECT topic, colour, COUNT(*) FROM wish WHERE "+w.SQL()+" GROUP BY topic, colour", w.Args()...)
	return out, err
}

// at narrows a list to places of one level, as place.Codes gives them.
func at(w *db.Where, codes []string) {
	if len(codes) > 0 && len(codes[0]) >= wish.CommunityWidth {
		communities := make([]string, len(codes))
		for i, code := range codes {
			communities[i] = code[:wish.CommunityWidth]
		}
		w.In("community", communities)
	}
	if len(codes) > 0 && len(codes[0]) != wish.CommunityWidth {
		w.Within("place", codes)
	}
}

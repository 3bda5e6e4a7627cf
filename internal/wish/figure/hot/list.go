package hot

import (
	"context"
	"strconv"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/tally"
)

// List is a stretch of the wishes about a topic, the last filed first. Next is a cursor, empty at the end.
type List struct {
	Place  place.Place
	Total  int
	Wishes []wish.Wish
	Next   string
}

// List is the wishes about a topic that were filed at a place in a month: as many as the number says. alone: of the topic itself,
// without those below it; a topic without a name is always alone. NotFound as Month.
func (s *Service) List(ctx context.Context, a actor.Actor, code, of string, alone bool, m metric.Month, cursor string) (out List, err error) {
	defer errs.Wrap(&err, "hot.List")
	at, codes, err := s.figures.Scope(ctx, a, code)
	if err != nil {
		return out, err
	}
	tree, now, err := s.tree(ctx, of)
	if err != nil {
		return out, err
	}
	topics := []string{of}
	if !alone && of != "" {
		topics = tree.Subtree(of, now)
	}
	out.Place = at
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		rows, err := s.rows(ctx, q, codes, m, m)
		if err != nil {
			return err
		}
		return out.read(ctx, q, rows, topics, codes, m, cursor)
	})
	for i, x := range out.Wishes {
		out.Wishes[i] = wish.Redact(a, x)
	}
	return out, err
}

// read reads one page. Of few wishes in a large place only the communities are searched that have some.
func (l *List) read(ctx context.Context, q db.Querier, rows []tally.Row, topics, codes []string, m metric.Month, cursor string) error {
	wanted, in := map[string]bool{}, map[string]bool{}
	for _, t := range topics {
		wanted[t] = true
	}
	for _, r := range rows {
		if wanted[r.Of] && r.N[0] > 0 {
			l.Total += r.N[0]
			in[r.Community] = true
		}
	}
	if l.Total == 0 {
		return nil
	}
	var w db.Where
	w.In("topic", topics)
	between(&w, m, m)
	if few := len(in) <= scattered && len(codes[0]) < wish.CommunityWidth; few {
		codes = nil
		for c := range in {
			codes = append(codes, c)
		}
	}
	within(&w, codes)
	if cursor != "" {
		keys, err := db.Keys(cursor, 1)
		if err != nil {
			return err
		}
		w.And("id < ?", keys[0])
	}
	var err error
	l.Wishes, err = db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+" ORDER BY id DESC LIMIT "+strconv.Itoa(figure.Pageful+1), w.Args()...)
	if len(l.Wishes) > figure.Pageful {
		l.Wishes = l.Wishes[:figure.Pageful]
		l.Next = db.Cursor(l.Wishes[figure.Pageful-1].ID)
	}
	return err
}

// scattered is in how many communities wishes may stand to be looked for one community after the other.
const scattered = 60

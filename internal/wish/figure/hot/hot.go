// Package hot is what wishes of a place are about, month by month (热点): how many were filed about each topic, compared with the month
// before, the most first. A topic has the wishes of all that stands below it in the tree of today, or was merged into it; a row leads
// to the topics right below. A wish counts for the topic that it has now.
//
// A district, a street and a community read counts that are kept (package tally); a 邻里 is small enough for its wishes to be counted as
// they are.
package hot

import (
	"cmp"
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/tally"
)

// Service reads topics.
type Service struct {
	d       *db.DB
	topics  *topic.Service
	figures *figure.Service
}

// New is what wishes are about, over a database, the tree of topics, and the figures, which know who sees what.
func New(d *db.DB, topics *topic.Service, figures *figure.Service) *Service {
	return &Service{d, topics, figures}
}

// Topic is how many wishes were filed about a topic in a month.
type Topic struct {
	Code   string // empty: none was named
	N      int
	Before int  // in the month before
	Itself bool // the topic that was opened, without those below it
	Opens  bool // something below it was named
}

// View is the topics of a place in a month.
type View struct {
	Place   place.Place
	Month   metric.Month
	Under   string   // the topic that is opened; empty: the top
	Path    []string // from the top down to it
	Topics  []Topic  // the most first
	All     Topic    // together
	Counted bool     // false: what is from before the counts were kept is still being counted
}

// Month is the topics of a month right below one; "" is the top. NotFound for a place that the actor does not oversee, and for a topic
// that there is not.
func (s *Service) Month(ctx context.Context, a actor.Actor, code, under string, m metric.Month) (v View, err error) {
	defer errs.Wrap(&err, "hot.Month")
	at, codes, err := s.figures.Scope(ctx, a, code)
	if err != nil {
		return v, err
	}
	tree, now, err := s.tree(ctx, under)
	if err != nil {
		return v, err
	}
	v = View{Place: at, Month: m, Under: under}
	if under != "" {
		v.Path = tree.Path(under, now)
		slices.Reverse(v.Path)
	}
	var rows []tally.Row
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		if rows, err = s.rows(ctx, q, codes, m-1, m); err == nil {
			v.Counted, err = figure.Counted(ctx, q)
		}
		return err
	})
	v.sum(rows, tree, now)
	return v, err
}

// tree is the tree of today, with a topic in it.
func (s *Service) tree(ctx context.Context, under string) (*topic.Tree, time.Time, error) {
	tree, err := s.topics.Tree(ctx, s.d)
	if err != nil {
		return nil, time.Time{}, err
	}
	if _, ok := tree.Last(under); under != "" && !ok {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return tree, s.d.Now(), err
}

// rows are the counts of months at a place: those that are kept, or, of a 邻里, what its wishes are.
func (s *Service) rows(ctx context.Context, q db.Querier, codes []string, first, last metric.Month) ([]tally.Row, error) {
	if len(codes[0]) <= wish.CommunityWidth {
		months := []metric.Month{first, last}
		return tally.Topics.Read(ctx, q, months, codes)
	}
	var w db.Where
	between(&w, first, last)
	within(&w, codes)
	return db.All(ctx, q, func(r db.Row) (x tally.Row, err error) {
		var at time.Time
		err = r.Scan(&x.Of, db.Time(&at))
		x.Month, x.N = metric.MonthOf(at), []int{1}
		return x, err
	}, "SELECT topic, filed_at FROM wish WHERE "+w.SQL(), w.Args()...)
}

// between narrows to what was filed in months. Ids are in the order of filing, and it is their order that is read.
func between(w *db.Where, first, last metric.Month) {
	from, until := first.Begins(), (last + 1).Begins()
	w.And("filed_at + 0 >= ? AND filed_at + 0 < ?", from.UnixMicro(), until.UnixMicro())
	w.And("id >= ? AND id < ?", id.Least(from), id.Least(until))
}

// within narrows to subtrees; of parts of a community by the community first, as its index goes.
func within(w *db.Where, codes []string) {
	if len(codes[0]) < wish.CommunityWidth {
		w.Within("place", codes)
		return
	}
	communities := make([]string, len(codes))
	for i, c := range codes {
		communities[i] = c[:wish.CommunityWidth]
	}
	w.In("community", communities)
	w.Within("place", codes)
}

// sum puts rows under the topics right below the one that is opened.
func (v *View) sum(rows []tally.Row, tree *topic.Tree, now time.Time) {
	found := map[string]*Topic{}
	v.All.Code = v.Under
	for _, r := range rows {
		t, ok := v.below(r.Of, tree.Path(r.Of, now))
		if !ok {
			continue
		}
		sum := found[t.Code]
		if sum == nil {
			sum = &t
			found[t.Code] = sum
		}
		sum.Opens = sum.Opens || t.Opens
		for _, x := range []*Topic{sum, &v.All} {
			if r.Month == v.Month {
				x.N += r.N[0]
			} else {
				x.Before += r.N[0]
			}
		}
	}
	for _, t := range found {
		v.Topics = append(v.Topics, *t)
	}
	slices.SortFunc(v.Topics, func(x, y Topic) int {
		return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(y.Before, x.Before), cmp.Compare(x.Code, y.Code))
	})
}

// below is the topic right below the opened one in which another lies, by its path up.
func (v *View) below(code string, path []string) (t Topic, ok bool) {
	if v.Under == "" {
		if len(path) == 0 {
			return Topic{}, true
		}
		top := path[len(path)-1]
		return Topic{Code: top, Opens: code != top}, true
	}
	i := slices.Index(path, v.Under)
	switch {
	case i < 0:
		return t, false
	case i == 0:
		return Topic{Code: v.Under, Itself: true}, true
	}
	return Topic{Code: path[i-1], Opens: i > 1}, true
}

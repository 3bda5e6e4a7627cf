package dispatch

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
)

// Filter narrows the catalogue.
type Filter struct {
	Place string // what holds at it, what it takes over from above, and what holds below it
	Topic string // entries of it, and of what stands above or below it; empty: all
	After string // keyset cursor of the page before
	Limit int    // 50 when 0
}

// Page is some entries in the order of places and topics.
type Page struct {
	Entries []Entry
	Next    string // cursor of the next page; empty on the last
}

// pageSize is how many entries a page shows.
const pageSize = 50

// List is the entries that hold now or are planned at a place, above it and below it, the widest place first. NotFound for who
// may not see the catalogue there.
func (s *Service) List(ctx context.Context, a actor.Actor, f Filter) (out Page, err error) {
	defer errs.Wrap(&err, "dispatch.List")
	if !MaySee(a, f.Place) {
		return out, errs.New(errs.NotFound, "error.not_found")
	}
	w, err := s.where(ctx, f)
	if err != nil {
		return out, err
	}
	if f.After != "" {
		keys, err := db.Keys(f.After, 3)
		if err != nil {
			return out, err
		}
		w.And("(place, topic, id) > (?, ?, ?)", keys[0], keys[1], keys[2])
	}
	limit := cmp.Or(f.Limit, pageSize)
	out.Entries, err = db.All(ctx, s.d, scan, "SELECT "+columns+" FROM dispatch_entry WHERE "+w.SQL()+" ORDER BY place, topic, id LIMIT "+strconv.Itoa(limit+1), w.Args()...)
	if len(out.Entries) > limit {
		out.Entries = out.Entries[:limit]
		e := out.Entries[limit-1]
		out.Next = db.Cursor(e.Place, e.Topic, e.ID)
	}
	return out, err
}

// where is what List is about, but for the page.
func (s *Service) where(ctx context.Context, f Filter) (w db.Where, err error) {
	var at db.Alternatives
	at.In("place", place.Ancestors(f.Place))
	at.Within("place", []string{f.Place})
	at.Into(&w)
	w.And("(valid_to IS NULL OR valid_to > ?) AND (valid_to IS NULL OR valid_to > valid_from)", s.d.Now().UnixMicro())
	if f.Topic != "" {
		err = s.related(ctx, &w, f.Topic)
	}
	return w, err
}

// Count is how many entries List has on all its pages. NotFound as List.
func (s *Service) Count(ctx context.Context, a actor.Actor, f Filter) (n int, err error) {
	defer errs.Wrap(&err, "dispatch.Count")
	if !MaySee(a, f.Place) {
		return 0, errs.New(errs.NotFound, "error.not_found")
	}
	w, err := s.where(ctx, f)
	if err != nil {
		return 0, err
	}
	return db.Value[int](ctx, s.d, "SELECT COUNT(*) FROM dispatch_entry WHERE "+w.SQL(), w.Args()...)
}

// related narrows to a topic with what stands above and below it; an entry of any topic is above all.
func (s *Service) related(ctx context.Context, w *db.Where, code string) error {
	tree, err := s.topics.Tree(ctx, s.d)
	if err != nil {
		return err
	}
	now := s.d.Now()
	codes := append(tree.Path(code, now), "")
	for _, x := range tree.All(now) {
		if slices.Contains(tree.Path(x.Code, now), code) {
			codes = append(codes, x.Code)
		}
	}
	w.In("topic", codes)
	return nil
}

// AsOf is the entry that held for a topic at a place at a moment; ok is false where none did. NotFound as List.
func (s *Service) AsOf(ctx context.Context, a actor.Actor, code, topicCode string, at time.Time) (_ Entry, ok bool, err error) {
	defer errs.Wrap(&err, "dispatch.AsOf")
	if !MaySee(a, code) {
		return Entry{}, false, errs.New(errs.NotFound, "error.not_found")
	}
	tree, err := s.topics.Tree(ctx, s.d)
	if err != nil {
		return Entry{}, false, err
	}
	path := tree.Path(topicCode, at)
	entries, err := fitting(ctx, s.d, code, path, at)
	if err != nil {
		return Entry{}, false, err
	}
	e, ok := NewBook(entries).Resolve(code, path, at)
	return e, ok, nil
}

// Last is the entry that a new one of a place and topic would replace: in force or planned; zero where there is none. NotFound as
// List.
func (s *Service) Last(ctx context.Context, a actor.Actor, code, topicCode string) (_ Entry, err error) {
	defer errs.Wrap(&err, "dispatch.Last")
	if !MaySee(a, code) {
		return Entry{}, errs.New(errs.NotFound, "error.not_found")
	}
	e, err := last(ctx, s.d, key{code, topicCode})
	if err != nil || !e.To.IsZero() {
		return Entry{}, err
	}
	return e, nil
}

// Evidence is what answers must bring at a place, by the entries that hold now there and above: of a topic, given as its path
// (topic.Tree.Path). It tells nothing of who is responsible, so anybody may ask.
func (s *Service) Evidence(ctx context.Context, code string) (_ func(path []string) []Evidence, err error) {
	defer errs.Wrap(&err, "dispatch.Evidence")
	now := s.d.Now()
	entries, err := above(ctx, s.d, code, now)
	book := NewBook(entries)
	return func(path []string) []Evidence {
		e, _ := book.Resolve(code, path, now)
		return e.Evidence
	}, err
}

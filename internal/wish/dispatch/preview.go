package dispatch

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Preview is how the wishes of the last month would have been sorted with a changed entry, beside how they were.
type Preview struct {
	From    time.Time // filed since
	Read    int       // sorted wishes of the place that were looked at
	Capped  bool      // there are more: these are the newest
	Decided int       // for how many of them the entry decides
	Same    int       // of those, were sorted so
	Moves   []Move    // of those, were sorted otherwise, by how; the most frequent first
	Rows    []Row     // the newest of those that were sorted otherwise
}

// Move is how many wishes went somewhere else than the entry says.
type Move struct {
	Colour wish.Colour // as it was
	Unit   string
	N      int
}

// Row is one of them.
type Row struct {
	Wish   wish.Wish
	Colour wish.Colour // as it was sorted
	Unit   string
	To     string // the unit that the entry names for it; empty: none covers its place
}

// What a preview costs at most.
const (
	previewMost = 2000
	previewRows = 30
)

// Preview tries an entry on the wishes of the last month, and writes nothing: what it would have decided, and how those were
// sorted. Wishes that a nearer or more exact entry decides are left out, as they would be. Only who may edit there, and of the
// wishes only what the actor sees. Invalid as Save.
func (s *Service) Preview(ctx context.Context, a actor.Actor, in Entry) (out Preview, err error) {
	defer errs.Wrap(&err, "dispatch.Preview")
	_, in, err = s.authorised(ctx, a, in)
	if err != nil {
		return out, err
	}
	now := s.d.Now()
	out.From = now.In(workday.Zone).AddDate(0, -1, 0)
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		tree, err := s.topics.Tree(ctx, q)
		if err != nil {
			return err
		}
		book, err := tried(ctx, q, in, now)
		if err != nil {
			return err
		}
		wishes, err := recent(ctx, q, a, in.Place, out.From)
		if err != nil {
			return err
		}
		if out.Capped = len(wishes) > previewMost; out.Capped {
			wishes = wishes[:previewMost]
		}
		out.Read = len(wishes)
		return out.try(ctx, q, a, in, book, tree, wishes, now)
	})
	return out, err
}

// tried is the catalogue around an entry as if that held.
func tried(ctx context.Context, q db.Querier, in Entry, now time.Time) (Book, error) {
	entries, err := around(ctx, q, in.Place, now)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.key() == in.key() })
	in.ID, in.From, in.To = triedID, time.Time{}, time.Time{}
	return NewBook(append(entries, in)), nil
}

// triedID stands for the id that the tried entry has not got yet.
const triedID = "tried"

// filed is what the catalogue asks of a wish.
type filed struct{ id, place, community, topic string }

// recent are the sorted wishes of a place that were filed since a moment and that the actor sees, the newest first, one more
// than is looked at.
func recent(ctx context.Context, q db.Querier, a actor.Actor, code string, since time.Time) ([]filed, error) {
	var w db.Where
	wish.Visible(&w, a)
	if len(code) >= wish.CommunityWidth {
		w.And("community = ?", code[:wish.CommunityWidth])
	}
	w.Within("place", []string{code})
	w.And("id >= ? AND classified_at IS NOT NULL", id.Least(since))
	return db.All(ctx, q, func(r db.Row) (x filed, err error) { return x, r.Scan(&x.id, &x.place, &x.community, &x.topic) },
		"SELECT id, place, community, topic FROM wish WHERE "+w.SQL()+" ORDER BY id DESC LIMIT "+strconv.Itoa(previewMost+1), w.Args()...)
}

// try counts the wishes that the tried entry decides.
func (p *Preview) try(ctx context.Context, q db.Querier, a actor.Actor, in Entry, book Book, tree *topic.Tree, wishes []filed, now time.Time) error {
	var decided []filed
	for _, w := range wishes {
		if e, ok := book.Resolve(w.place, tree.Path(w.topic, now), now); ok && e.ID == triedID {
			decided = append(decided, w)
		}
	}
	p.Decided = len(decided)
	was, err := sortedAs(ctx, q, decided)
	if err != nil {
		return err
	}
	units := map[string]string{}
	for _, w := range decided {
		to, seen := units[w.community]
		if !seen {
			if to, err = unitOf(ctx, q, in, w.community); err != nil {
				return err
			}
			units[w.community] = to
		}
		x := was[w.id]
		if x.Colour == in.Colour && x.Unit == to {
			p.Same++
			continue
		}
		p.move(x)
		if len(p.Rows) < previewRows {
			p.Rows = append(p.Rows, Row{wish.Wish{ID: w.id}, x.Colour, x.Unit, to})
		}
	}
	slices.SortStableFunc(p.Moves, func(x, y Move) int { return y.N - x.N })
	return p.fill(ctx, q, a)
}

// fill reads the wishes that are shown whole.
func (p *Preview) fill(ctx context.Context, q db.Querier, a actor.Actor) error {
	if len(p.Rows) == 0 {
		return nil
	}
	at := map[string]int{}
	for i, r := range p.Rows {
		at[r.Wish.ID] = i
	}
	var w db.Where
	w.In("id", slices.Collect(maps.Keys(at)))
	all, err := db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL(), w.Args()...)
	for _, x := range all {
		p.Rows[at[x.ID]].Wish = wish.Redact(a, x)
	}
	return err
}

// move counts one that was sorted otherwise.
func (p *Preview) move(x wish.Detail) {
	i := slices.IndexFunc(p.Moves, func(m Move) bool { return m.Colour == x.Colour && m.Unit == x.Unit })
	if i < 0 {
		i, p.Moves = len(p.Moves), append(p.Moves, Move{Colour: x.Colour, Unit: x.Unit})
	}
	p.Moves[i].N++
}

// chunk is how many wishes one statement asks for.
const chunk = 150

// sortedAs is how wishes were sorted, as their timelines tell it: what happened later is no matter of the catalogue.
func sortedAs(ctx context.Context, q db.Querier, wishes []filed) (map[string]wish.Detail, error) {
	out := map[string]wish.Detail{}
	for some := range slices.Chunk(wishes, chunk) {
		ids := make([]string, len(some))
		for i, w := range some {
			ids[i] = w.id
		}
		var w db.Where
		w.In("wish", ids)
		w.And("act = ?", string(wish.Classify))
		err := db.Each(ctx, q, func(r db.Row) error {
			var wishID, detail string
			if err := r.Scan(&wishID, db.Text(&detail)); err != nil || detail == "" {
				return err
			}
			var d wish.Detail
			err := json.Unmarshal([]byte(detail), &d)
			out[wishID] = d
			return err
		}, "SELECT wish, detail FROM wish_event WHERE "+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

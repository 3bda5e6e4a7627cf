// Package seek is what can be found by words: wishes, places, organisations and people. It says what the document of each
// record has in it (Sources, for package search), who may find it, and reads the records that were found.
//
// Two things decide what somebody finds. The marks in the documents say roughly who may see a record, so that the index
// leaves out what may not be found; then the record itself is read and asked, by the rule of its own room (wish.Visible and
// wish.ViewOf, person.MaySee), and what was typed must stand in the words that this reader sees. So an old document hides
// nothing for longer than a moment and never shows anything.
package seek

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/search"
	"linli/internal/wish"
)

// Kind is a kind of records that are found.
type Kind string

// Kinds; each is the name of its table, too.
const (
	Wish   Kind = "wish"
	Place  Kind = "place"
	Org    Kind = "org"
	Person Kind = "person"
)

// Kinds is all of them, in the order of the page.
func Kinds() []Kind { return []Kind{Wish, Person, Org, Place} }

// The fields of documents (search.Document.Says), and the letters with which other marks begin. No two are the same.
const (
	wholeWords  = "w" // of a wish: title, text, spot, 邻里 and building
	publicWords = "o" // of a wish: what neighbours read as its title, 邻里
	placeNames  = "p"
	orgNames    = "g"
	personNames = "r"
	placeShort  = "x" // initials
	orgShort    = "y"
	personShort = "z"
	standsAt    = "s" // a wish: a place and each above it
	livesAt     = "h" // a person
	withUnit    = "u" // a wish: a unit that has to do with it
	madeBy      = "m" // a wish: its submitter
	numbered    = "n" // a wish: its number without the place
	openToAll   = "v1"
	madePublic  = "v2"
	toCallBack  = "v3"
)

// Service finds.
type Service struct {
	d      *db.DB
	wishes *wish.Service
	people *person.Service
}

// New is over a database, the wishes for their numbers, and the people for theirs.
func New(d *db.DB, wishes *wish.Service, people *person.Service) *Service {
	return &Service{d, wishes, people}
}

// Sources are the documents of all kinds.
func Sources() []search.Source {
	return []search.Source{
		{Kind: string(Wish), Documents: wishDocuments, Next: next("SELECT id FROM wish WHERE id > $1 ORDER BY id LIMIT $2")},
		{Kind: string(Place), Documents: placeDocuments, Next: next("SELECT DISTINCT code FROM place WHERE code > $1 ORDER BY code LIMIT $2")},
		{Kind: string(Org), Documents: orgDocuments, Next: next("SELECT id FROM org WHERE id > $1 ORDER BY id LIMIT $2")},
		{Kind: string(Person), Documents: personDocuments, Next: next("SELECT id FROM person WHERE id > $1 ORDER BY id LIMIT $2")},
	}
}

func next(text string) func(context.Context, db.Querier, string, int) ([]string, error) {
	return func(ctx context.Context, q db.Querier, after string, limit int) ([]string, error) {
		return db.All(ctx, q, func(r db.Row) (ref string, err error) { return ref, r.Scan(&ref) }, text, after, limit)
	}
}

// How many bits of chance stand in a place behind the second: wishes stand close together, so that the lists of the index are
// short; people and organisations are read in by the thousands in a second.
const (
	wishBits = 12
	listBits = 24
)

// made is the place of a record in the order: by the second in which its id was made, then by chance. Two of a second may
// ask for the same place; the index gives the second one another.
func made(ref string, bits int) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(ref)) // never fails
	return max(id.Time(ref).Unix(), 1)<<bits | int64(h.Sum64()>>(64-bits))
}

// above is a place above every record that was made until a moment, and a day beyond: clocks differ.
func above(now time.Time, bits int) int64 { return now.AddDate(0, 0, 1).Unix() << bits }

// Stretch asks for a part of what is found: cursors of a page before, and how many.
type Stretch struct {
	After, Before string
	Limit         int
}

// Page is a part of what is found, the newest first. Next and Prev are cursors, empty at the ends.
type Page[T any] struct {
	Found      []T
	Next, Prev string
}

// hit is a record with its place in the order.
type hit[T any] struct {
	at   int64
	what T
}

// rounds bounds how often the index is asked for one page, each time for twice as many up to widest: what it has may not be there,
// and what comes then is left to the next page.
const (
	rounds = 20
	widest = 400
)

// collect reads a page of what the index has and read lets pass. also are records that the index cannot tell of, in their
// places.
func collect[T any](
	ctx context.Context, q db.Querier, engine db.Engine, e search.Expr, s Stretch, top int64, also []search.Found,
	read func(ctx context.Context, refs []string) (map[string]T, error),
) (p Page[T], err error) {
	from, back := s.After, s.Before != ""
	if back {
		from = s.Before
	}
	at, err := position(from)
	if err != nil {
		return p, err
	}
	ask := search.Stretch{At: at, Top: top, Back: back, Limit: 2*s.Limit + 2}
	var hits []hit[T]
	more := true
	for n := 0; more && len(hits) <= s.Limit && n < rounds; n++ {
		found, err := search.Match(ctx, q, engine, e, ask)
		if err != nil {
			return p, err
		}
		if more = len(found) == ask.Limit; len(found) > 0 {
			ask.At = found[len(found)-1].At
		}
		ask.Limit = min(2*ask.Limit, widest)
		if n == 0 {
			found = append(found, between(also, at, back)...)
		}
		if hits, err = pass(ctx, hits, found, read); err != nil {
			return p, err
		}
	}
	slices.SortFunc(hits, func(a, b hit[T]) int { return cmp.Compare(b.at, a.at) })
	hits = slices.CompactFunc(hits, func(a, b hit[T]) bool { return a.at == b.at })
	return cut(hits, s, more && len(hits) <= s.Limit, ask.At), nil
}

// between are those of the records that stand behind a place, or before it; all where there is none.
func between(also []search.Found, at int64, back bool) (out []search.Found) {
	for _, f := range also {
		if at == 0 || back && f.At > at || !back && f.At < at {
			out = append(out, f)
		}
	}
	return out
}

// pass adds the records that read lets pass, each once.
func pass[T any](
	ctx context.Context, hits []hit[T], found []search.Found, read func(ctx context.Context, refs []string) (map[string]T, error),
) ([]hit[T], error) {
	refs := make([]string, 0, len(found))
	for _, f := range found {
		if !slices.Contains(refs, f.Ref) {
			refs = append(refs, f.Ref)
		}
	}
	if len(refs) == 0 {
		return hits, nil
	}
	known, err := read(ctx, refs)
	for _, f := range found {
		if x, ok := known[f.Ref]; ok {
			hits = append(hits, hit[T]{f.At, x})
			delete(known, f.Ref)
		}
	}
	return hits, err
}

// cut makes a page of hits in their order. unread: the index has more that was not looked at, behind last.
func cut[T any](hits []hit[T], s Stretch, unread bool, last int64) (p Page[T]) {
	back, more := s.Before != "", len(hits) > s.Limit
	switch {
	case more && back:
		hits = hits[len(hits)-s.Limit:]
	case more:
		hits = hits[:s.Limit]
	}
	for _, h := range hits {
		p.Found = append(p.Found, h.what)
	}
	first, end := last, last
	if len(hits) > 0 {
		first, end = hits[0].at, hits[len(hits)-1].at
	}
	if unread { // the next page goes on where this one has stopped to look
		first, end = last, last
	}
	if more && !back || back && len(hits) > 0 || unread && !back {
		p.Next = cursor(end)
	}
	if more && back || !back && s.After != "" && len(hits) > 0 || unread && back {
		p.Prev = cursor(first)
	}
	return p
}

func cursor(at int64) string { return db.Cursor(strconv.FormatInt(at, 10)) }

// position reads a cursor; 0 for none.
func position(c string) (int64, error) {
	if c == "" {
		return 0, nil
	}
	keys, err := db.Keys(c, 1)
	if err != nil {
		return 0, err
	}
	at, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil || at == 0 {
		return 0, errs.New(errs.Invalid, "error.cursor")
	}
	return at, nil
}

// below holds where a record stands in one of the subtrees; the empty code is everywhere.
func below(mark string, codes []string) search.Expr {
	of := make([]search.Expr, 0, len(codes))
	for _, c := range codes {
		if c == "" {
			return search.Everywhere()
		}
		of = append(of, search.Is(mark+c))
	}
	return search.Any(of...)
}

// posts are the places of an actor's posts that a question holds for, with what they were called before.
func posts(a actor.Actor, holds func(actor.Post) bool) (codes []string) {
	for _, p := range a.Posts {
		if holds(p) {
			codes = append(codes, a.Scope(p)...)
		}
	}
	return codes
}

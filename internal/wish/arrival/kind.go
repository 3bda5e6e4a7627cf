package arrival

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/intake"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/plain"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/sheet"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Kind is wishes as a kind of record that files bring.
type Kind struct {
	d      *db.DB
	rules  *rule.Store
	topics *topic.Service
	people *person.Service
	sink   event.Sink
}

// New is the kind over what it writes with; sink hears of Arrived.
func New(d *db.DB, rules *rule.Store, topics *topic.Service, people *person.Service, sink event.Sink) *Kind {
	return &Kind{d, rules, topics, people, sink}
}

// Arrived says that wishes have come from elsewhere, or that a table has said more of some that had, judged by a book.
type Arrived struct {
	Wishes []wish.Wish
	Old    []wish.Wish // each as it was here before; zero of a new one
	Book   *rule.Book
}

// EventName is the event's name in docs/events.md.
func (Arrived) EventName() string { return "wish.arrived" }

// Name is the kind's name.
func (*Kind) Name() string { return "wishes" }

// Columns are the columns of its files.
func (*Kind) Columns() []intake.Column { return Columns() }

// Columns are the columns in which wishes come from elsewhere, and the first ones of a table of wishes that goes out.
func Columns() []intake.Column { return slices.Clone(columns) }

// taker judges the lines of one run.
type taker struct {
	*Kind
	a      actor.Actor
	run    string
	book   *rule.Book
	topics *topic.Names
	places *place.Locator
	now    time.Time
	people person.Taking

	desks    map[string]desk            // by community
	district map[string]map[string]bool // what the units of a district are called
}

// Taker judges and writes the lines of one run.
func (k *Kind) Taker(ctx context.Context, a actor.Actor, post actor.Post, run string) (intake.Taker, error) {
	book, err := k.rules.Book(ctx)
	if err != nil {
		return nil, err
	}
	tree, err := k.topics.Tree(ctx, k.d)
	if err != nil {
		return nil, err
	}
	taking, err := k.people.Taking(ctx)
	now := k.d.Now()
	return &taker{
		Kind: k, a: a, run: run, book: book, topics: tree.Names(now), places: place.NewLocator([]string{post.Place}), now: now, people: taking,
		desks: map[string]desk{}, district: map[string]map[string]bool{},
	}, err
}

// line is a line as it was understood.
type line struct {
	handled
	wish   wish.Wish
	key    key
	name   string
	phone  string
	answer string
}

// key is what a wish is called in another system.
type key struct{ source, outside string }

func (k key) String() string { return k.source + "\x00" + k.outside }

// Limits, in characters.
const (
	maxSource  = 30
	maxOutside = 60
	maxSpot    = 100
	minText    = 5
	maxName    = 50
)

// keyOf is what a line calls its wish. Without a number it is what the line says.
func keyOf(r intake.Row) key {
	cells := r.Cells
	k := key{cells[source], cells[outside]}
	if digits, lost := sheet.Whole(k.outside); !lost && !r.Typed {
		k.outside = digits
	}
	if k.outside == "" {
		sum := sha256.Sum256([]byte(strings.Join([]string{cells[filed], cells[where], cells[text]}, "\x00")))
		k.outside = "#" + hex.EncodeToString(sum[:12])
	}
	return k
}

// whole gives lines that were staged when there were fewer columns those that have been added: empty ones.
func whole(rows []intake.Row) []intake.Row {
	out := slices.Clone(rows)
	for i, r := range out {
		if n := len(columns) - len(r.Cells); n > 0 {
			out[i].Cells = append(slices.Clone(r.Cells), make([]string, n)...)
		}
	}
	return out
}

// Judge says what lines would do.
func (t *taker) Judge(ctx context.Context, q db.Querier, rows []intake.Row) ([]intake.Verdict, error) {
	said := make([]intake.Verdict, len(rows))
	keys := make([]key, len(rows))
	rows = whole(rows)
	for i, r := range rows {
		keys[i] = keyOf(r)
	}
	there, err := known(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		if old, ok := there[keys[i]]; ok {
			if said[i], err = t.again(ctx, q, r.Cells, old); err != nil {
				return nil, err
			}
		} else if _, bad, err := t.read(ctx, q, r); err != nil {
			return nil, err
		} else if len(bad) > 0 {
			said[i] = intake.Refuse(bad...)
		} else {
			said[i].Outcome = intake.Added
		}
		said[i].Key = keys[i].String()
	}
	return said, nil
}

// read understands a line, or says everything that is wrong with it.
func (t *taker) read(ctx context.Context, q db.Querier, r intake.Row) (l line, bad wish.Checker, err error) {
	cells := r.Cells
	l.key, l.answer = keyOf(r), cells[answer]
	w := &l.wish
	bad.Line("source", l.key.source, 0, maxSource)
	bad.Line("outside", l.key.outside, 0, maxOutside)
	if _, lost := sheet.Whole(cells[outside]); lost && !r.Typed {
		bad.Add("outside", "intake.error.lost_digits")
	}
	if l.key.source == Own {
		bad.Add("outside", "intake.wishes.not_ours")
	}
	w.Text, w.Spot, w.Urgency = cells[text], cells[spot], wish.Normal
	if w.Text == "" {
		bad.Add("text", "intake.wishes.no_text")
	} else {
		bad.Text("text", w.Text, minText, wish.MaxText)
	}
	t.raised(cells, l.key, w, &bad)
	t.who(cells, &l, &bad)
	if err := t.where(ctx, q, cells[where], w, &bad); err != nil {
		return l, bad, err
	}
	bad.Line("spot", w.Spot, 0, maxSpot)
	if l.handled, err = t.handledBy(ctx, q, cells, *w, &bad); l.ended {
		bad.Text("answer", l.answer, 0, wish.MaxText)
	}
	t.fits(l.handled, *w, &bad)
	return l, bad, err
}

// raised reads when and how it was raised, about what, and who may read it.
func (t *taker) raised(cells []string, k key, w *wish.Wish, bad *wish.Checker) {
	at, ok := sheet.Moment(cells[filed], workday.Zone)
	switch {
	case !ok:
		bad.Add("filed", "intake.error.time")
	case at.After(t.now):
		bad.Add("filed", "intake.error.future")
	}
	w.FiledAt = at.UTC()
	if w.Channel, ok = channelOf(cells[channel], k.source); !ok {
		bad.Add("channel", "intake.wishes.channel")
	}
	if w.Visibility, ok = publicWords[strings.ToLower(cells[public])]; !ok {
		bad.Add("public", "intake.error.yes_no")
	}
	w.Topic = wish.Other
	if cells[subject] != "" {
		code, ok := t.topics.Code(cells[subject])
		if w.Topic = wish.Topic(code); !ok {
			bad.Add("topic", "intake.wishes.topic")
		}
	}
}

// who reads whose wish it is: a name, with a telephone or without; neither is a wish without a name.
func (t *taker) who(cells []string, l *line, bad *wish.Checker) {
	l.name = strings.Join(strings.Fields(cells[name]), " ")
	if n := utf8.RuneCountInString(l.name); n > maxName || !plain.Clean(l.name, false) {
		bad.Add("name", "wish.error.characters")
	}
	typed, lost := sheet.Whole(cells[phone])
	switch {
	case lost:
		bad.Add("phone", "intake.error.lost_digits")
	case typed != "" && l.name == "":
		bad.Add("name", "intake.wishes.whose_phone")
	case typed != "":
		number, err := person.ParsePhone(typed)
		for _, f := range errs.FieldsOf(errs.In("phone", err)) {
			bad.Add(f.Name, f.Key, f.Args...)
		}
		l.phone = number
	}
	l.wish.Anonymous = l.name == ""
}

// where finds the place, whether the actor brings wishes there, and who receives them.
func (t *taker) where(ctx context.Context, q db.Querier, cell string, w *wish.Wish, bad *wish.Checker) error {
	h, n, err := t.places.Home(ctx, q, cell)
	if err != nil {
		return err
	}
	p := h.Place
	switch {
	case h.Missing != "":
		bad.Add("place", "intake.error.building", p.Short(), h.Missing)
		return nil
	case n == 0:
		bad.Add("place", "intake.error.place")
		return nil
	case n > 1:
		bad.Add("place", "intake.error.places")
		return nil
	case len(p.Code) < wish.CommunityWidth:
		bad.Add("place", "intake.wishes.community")
		return nil
	}
	if _, ok := MayAt(t.a, p.Code); !ok {
		bad.Add("place", "intake.error.reach")
		return nil
	}
	if w.Place, w.Community = p.Code, p.Code[:wish.CommunityWidth]; w.Spot == "" {
		w.Spot = h.Door
	}
	d, err := t.deskOf(ctx, q, w.Community)
	if w.Unit = d.committee; err == nil && w.Unit == "" {
		bad.Add("place", "wish.error.place_closed")
	}
	return err
}

// submitter finds whose wish it is, or writes the person down.
func (t *taker) submitter(ctx context.Context, tx *db.Tx, post actor.Post, l line) (string, error) {
	if l.name == "" {
		return "", nil
	}
	found, err := t.people.KnownAs(ctx, tx, l.name, seal.Of(l.phone))
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return found[0].ID, nil
	}
	c := person.ContactChange{}
	if l.phone != "" {
		c.Phone = &l.phone
	}
	p, err := t.people.TakeTx(ctx, tx, t.a, post, person.Person{Name: l.name, Place: l.wish.Place}, c)
	return p.ID, err
}

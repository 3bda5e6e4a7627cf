package arrival

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/journal"
	"linli/internal/wish"
	"linli/internal/wish/holding"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// codeLength is how many characters the code on a receipt has.
const codeLength = 6

// elsewhere stands in the timeline of what ended elsewhere and brought no answer, in both languages, for it is stored.
const elsewhere = "在别处办结 · Ended elsewhere"

// PutTx files the wishes of lines.
func (t *taker) PutTx(ctx context.Context, tx *db.Tx, rows []intake.Row, _ []intake.Verdict) error {
	all := make([]line, len(rows))
	wishes := make([]wish.Wish, len(rows))
	var sources [][]any
	for i, r := range rows {
		l, bad, err := t.read(ctx, tx, r.Cells)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return errs.BadFields(bad)
		}
		if l.wish, err = t.file(ctx, tx, l); err != nil {
			return err
		}
		all[i], wishes[i] = l, l.wish
		sources = append(sources, []any{l.key.source, l.key.outside, l.wish.ID})
	}
	if err := wish.InsertManyTx(ctx, tx, wishes, func(wish.Wish) []wish.Entry { return nil }); err != nil {
		return err
	}
	for _, l := range all {
		if err := t.tellTx(ctx, tx, l); err != nil {
			return err
		}
	}
	if err := db.InsertRows(ctx, tx, "INSERT INTO wish_source (source, outside, wish) VALUES ", sources); err != nil {
		return err
	}
	if err := countTx(ctx, tx, t.run, wishes); err != nil {
		return err
	}
	return t.sink.Emit(ctx, tx, Arrived{wishes, t.book})
}

// file is the wish of a line with its number and clock.
func (t *taker) file(ctx context.Context, tx *db.Tx, l line) (wish.Wish, error) {
	w := l.wish
	post, _ := MayAt(t.a, w.Place) // the line was judged
	var err error
	if w.Submitter, err = t.submitter(ctx, tx, post, l); err != nil {
		return w, err
	}
	w.ID, w.Code, w.Title, w.Registrar = id.At(w.FiledAt), id.Code(codeLength), wish.TitleOf(w.Text), t.a.Person
	span := t.book.Span("wish.clock.accept", w.Community, tx.Now)
	if w.State == wish.Closed {
		w.AcceptDue, _ = t.book.Calendar().Due(w.FiledAt, span) // of a clock that ran elsewhere, if one did: nothing counts it
	} else {
		due, provisional := t.book.Calendar().Due(tx.Now, span)
		w.DueSpan = span.String()
		w.SetDue(due, provisional)
	}
	w.Number, err = number.NextTx(ctx, tx, w.Community, workday.DateOf(w.FiledAt).Year())
	return w, err
}

// tellTx writes the timeline of what has arrived, and the act.
func (t *taker) tellTx(ctx context.Context, tx *db.Tx, l line) error {
	w := l.wish
	post, _ := MayAt(t.a, w.Place)
	for _, e := range t.timeline(l, post) {
		if err := wish.TellTx(ctx, tx, w.ID, e); err != nil {
			return err
		}
	}
	return journal.WriteTx(ctx, tx, t.a, journal.Entry{
		Act: "wish.arrive", Kind: "wish", Subject: w.ID, Place: w.Place, Post: post.ID, OnBehalfOf: w.Submitter,
		After: arrived{w.State, w.Colour, w.Unit, w.FiledAt.UnixMicro(), l.key.source},
	})
}

// arrived is what the journal keeps of it.
type arrived struct {
	State  wish.State  `json:"state"`
	Colour wish.Colour `json:"colour,omitempty"`
	Unit   string      `json:"unit"`
	Filed  int64       `json:"filed"`
	Source string      `json:"source,omitempty"`
}

// timeline is what has happened: it was raised, with its words for the submitter and staff, and, where it has ended, how.
func (t *taker) timeline(l line, post actor.Post) []wish.Entry {
	w, who := l.wish, ""
	if post.ID != "" {
		who = t.a.Signed(post)
	}
	entry := func(act wish.Act, at time.Time, audience wish.Audience, text string, d wish.Detail) wish.Entry {
		return wish.Entry{At: at, Act: string(act), Audience: audience, Person: t.a.Person, Post: post.ID, Who: who, Text: text, Detail: d}
	}
	d := wish.Detail{Channel: w.Channel, Words: wish.ForSubmitter}
	if !w.Due.IsZero() {
		d.Due = w.Due.UnixMicro()
	}
	out := []wish.Entry{entry(wish.File, w.FiledAt, wish.ForPublic, w.Text, d)}
	if w.State == wish.Closed {
		said := strings.TrimSpace(l.answer)
		if said == "" {
			said = elsewhere
		}
		out = append(out, entry(wish.Note, w.ClosedAt, wish.ForSubmitter, said, wish.Detail{}))
	}
	return out
}

// there is a wish that a file names again.
type there struct {
	number string
	text   string
	filed  time.Time
	gone   bool // its words are not kept any more
	cut    bool // it is anonymous, and nobody can tell any more which it is
}

// known are the wishes that are here, by what they are called: in another system, or by their own number.
func known(ctx context.Context, q db.Querier, keys []key) (map[key]there, error) {
	out := map[key]there{}
	bySource := map[string][]string{}
	for _, k := range keys {
		bySource[k.source] = append(bySource[k.source], k.outside)
		if _, ok := number.Parse(k.outside, ""); ok && (k.source == "" || k.source == Own) {
			bySource[Own] = append(bySource[Own], k.outside)
		}
	}
	for from, names := range bySource {
		if from == Own {
			if err := ours(ctx, q, names, out); err != nil {
				return nil, err
			}
			continue
		}
		if err := theirs(ctx, q, from, names, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// theirs adds wishes that are here by what they are called in another system, and those that were, before they became anonymous.
func theirs(ctx context.Context, q db.Querier, from string, names []string, out map[key]there) error {
	marks := map[string]string{}
	for _, name := range names {
		marks[holding.Mark(from, name)] = name
	}
	var w db.Where
	var any db.Alternatives
	any.InAnd("s.outside", names, "s.source = ?", from)
	any.InAnd("s.outside", slices.Collect(maps.Keys(marks)), "s.source = ''")
	any.Into(&w)
	return db.Each(ctx, q, func(r db.Row) error {
		var x there
		name := ""
		err := r.Scan(&name, db.Text(&x.number), db.Text(&x.text), db.Time(&x.filed))
		x.gone = x.text == holding.Gone
		if marked, ok := marks[name]; ok {
			name, x = marked, there{cut: true}
		}
		out[key{from, name}] = x
		return err
	}, "SELECT s.outside, w.number, w.text, w.filed_at FROM wish_source s LEFT JOIN wish w ON w.id = s.wish WHERE "+w.SQL(), w.Args()...)
}

// ours adds wishes that are here by their own numbers.
func ours(ctx context.Context, q db.Querier, numbers []string, out map[key]there) error {
	var w db.Where
	w.In("number", numbers)
	return db.Each(ctx, q, func(r db.Row) error {
		var x there
		err := r.Scan(&x.number, &x.text, db.Time(&x.filed))
		x.gone = x.text == holding.Gone
		out[key{Own, x.number}], out[key{"", x.number}] = x, x
		return err
	}, "SELECT number, text, filed_at FROM wish WHERE "+w.SQL(), w.Args()...)
}

package figure

import (
	"context"
	"slices"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Lapse is something that takes working days from the filing of a wish on. Its counts are a Histogram.
type Lapse struct {
	Key   string // in an address: heard
	first Measure
	spans metric.Spans
	at    string                    // column of the moment until which it took
	until func(wish.Wish) time.Time // the same; zero: it has not come to that
}

// lapses are what is counted of wishes that have ended.
var lapses = []Lapse{
	{"heard", Heard, heardFrom, "accepted_at", func(w wish.Wish) time.Time { return w.AcceptedAt }},
	{"done", Done, doneFrom, "answered_at", func(w wish.Wish) time.Time { return w.AnsweredAt }},
}

// Lapses are the two: until a wish was accepted, and until its last answer, pauses included. 0 is the same day.
func Lapses() []Lapse { return slices.Clone(lapses) }

// Done is how many ended answered.
func (c Counts) Done() int { return lapses[1].Of(c).All() }

// Of is how many of some counted wishes took how long.
func (x Lapse) Of(c Counts) metric.Histogram {
	return metric.Histogram{From: x.spans, N: c[x.first : int(x.first)+len(x.spans)]}
}

// Days is how many working days a wish took; false: it did not come to that.
func (x Lapse) Days(c workday.Calendar, w wish.Wish) (days int, ok bool) {
	until := x.until(w)
	return c.Workdays(w.FiledAt, until), !until.IsZero()
}

// lapseOf is the lapse of a key with the span that begins with a working day; whole: no day is named, and all spans are meant.
func lapseOf(key, day string) (x Lapse, span int, whole, ok bool) {
	i := slices.IndexFunc(lapses, func(x Lapse) bool { return x.Key == key })
	if i < 0 {
		return x, 0, false, false
	}
	if day == "" {
		return lapses[i], 0, true, true
	}
	first, err := strconv.Atoi(day)
	span = slices.Index(lapses[i].spans, first)
	return lapses[i], span, false, err == nil && span >= 0
}

// Timed is a stretch of the wishes behind a number of a distribution, the last ended first, each with the working days that it took.
// Next is a cursor, empty at the end.
type Timed struct {
	Place  place.Place
	Lapse  Lapse
	Total  int
	Wishes []wish.Wish
	Days   []int
	Next   string
}

// Timed is the list behind a number of a distribution: the wishes of a place that ended in a month and took as long as the span that
// begins with a day, or, without a day, those of all spans; found by the same definition as counted. NotFound as Place, for a key that
// is no distribution and for a day with which no span begins; Invalid for a cursor that is none.
func (s *Service) Timed(ctx context.Context, a actor.Actor, code, key, day string, m metric.Month, cursor string) (out Timed, err error) {
	defer errs.Wrap(&err, "figure.Timed")
	at, codes, err := s.Scope(ctx, a, code)
	if err != nil {
		return out, err
	}
	x, span, whole, ok := lapseOf(key, day)
	if !ok {
		return out, notFound()
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return out, err
	}
	out.Place, out.Lapse = at, x
	search := lapsed{Lapse: x, cal: book.Calendar(), span: span, whole: whole, month: m, codes: codes}
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		in, total, err := search.places(ctx, q)
		if out.Total = total; err != nil || total == 0 {
			return err
		}
		found, err := search.page(ctx, q, in, cursor)
		if len(found) > Pageful {
			found = found[:Pageful]
			out.Next = EndedCursor(found[Pageful-1])
		}
		if err == nil {
			out.Wishes, err = Whole(ctx, q, found)
		}
		return err
	})
	out.Days = make([]int, len(out.Wishes))
	for i, w := range out.Wishes {
		out.Days[i], _ = x.Days(search.cal, w)
		out.Wishes[i] = wish.Redact(a, w)
	}
	return out, err
}

// lapsed looks for the wishes of a span.
type lapsed struct {
	Lapse
	cal   workday.Calendar
	span  int
	whole bool
	month metric.Month
	codes []string
}

// has tells whether a wish that ended in the month counts: what took says.
func (x lapsed) has(w wish.Wish) (yes bool) {
	took(x.cal, w, x.month, func(_ metric.Month, m Measure) {
		at := int(m) - int(x.first)
		yes = yes || at == x.span || x.whole && at >= 0 && at < len(x.spans)
	})
	return yes
}

// places are the communities to look in and how many wishes there are. Where few of many places have some, only those: a page of a rare
// span would else be looked for among all wishes of the month, where one of a frequent span is full soon.
func (x lapsed) places(ctx context.Context, q db.Querier) (in []string, total int, err error) {
	width := min(max(len(x.codes[0]), communityWidth), neighbourhoodWidth)
	rows, err := sums(ctx, q, width, width, []metric.Month{x.month}, x.codes)
	ended := 0
	for _, r := range rows {
		h := x.Of(r.counts)
		n := h.All()
		if n > 0 {
			ended++
		}
		if !x.whole {
			n = h.N[x.span]
		}
		if total += n; n > 0 {
			in = append(in, r.place)
		}
	}
	if len(x.codes[0]) >= communityWidth || len(in)*total > ended*Pageful {
		return nil, total, err
	}
	return in, total, err
}

// firstRead is how many wishes are read at first when a page is filled; each time some more than before.
const firstRead = 4 * Pageful

// page reads what has ended, the last first, until a page is full: only what is counted of it, and nothing of what cannot have taken
// so many days, because a day of the calendar is at most one working day.
func (x lapsed) page(ctx context.Context, q db.Querier, in []string, cursor string) (found []wish.Wish, err error) {
	var base db.Where
	base.And("closed_at >= ? AND closed_at < ?", x.month.Begins().UnixMicro(), (x.month + 1).Begins().UnixMicro())
	if len(in) > 0 {
		base.In("(community || '')", in) // the index of what has ended is read, which has the community too
	} else {
		within(&base, x.codes)
	}
	base.And(x.at+" IS NOT NULL AND "+x.at+" - filed_at > ?", (time.Duration(x.least()-1) * 24 * time.Hour).Microseconds())
	for n := firstRead; ; n *= 4 {
		w, err := endedBeyond(base, cursor)
		if err != nil {
			return nil, err
		}
		part, err := db.All(ctx, q, scanEnded, "SELECT id, closed_at, filed_at, accepted_at, answered_at FROM wish WHERE "+w.SQL()+
			" ORDER BY closed_at DESC, id DESC LIMIT "+strconv.Itoa(n), w.Args()...)
		if err != nil {
			return nil, err
		}
		for _, w := range part {
			if x.has(w) {
				found = append(found, w)
			}
		}
		if len(found) > Pageful || len(part) < n {
			return found, nil
		}
		cursor = EndedCursor(part[n-1])
	}
}

// least is how many working days it took at least.
func (x lapsed) least() int {
	if x.whole {
		return 0
	}
	return x.spans[x.span]
}

func scanEnded(r db.Row) (w wish.Wish, err error) {
	return w, r.Scan(&w.ID, db.Time(&w.ClosedAt), db.Time(&w.FiledAt), db.Time(&w.AcceptedAt), db.Time(&w.AnsweredAt))
}

// EndedCursor is the place of a wish in a list of what has ended, the last first.
func EndedCursor(w wish.Wish) string {
	return db.Cursor(strconv.FormatInt(w.ClosedAt.UnixMicro(), 10), w.ID)
}

// endedBeyond narrows to what comes after a cursor, if there is one.
func endedBeyond(w db.Where, cursor string) (db.Where, error) {
	if cursor == "" {
		return w, nil
	}
	keys, err := db.Keys(cursor, 2)
	if err != nil {
		return w, err
	}
	at, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil {
		return w, errs.New(errs.Invalid, "error.cursor")
	}
	return w.With("(closed_at, id) < (?, ?)", at, keys[1]), nil
}

// Whole reads the wishes of one page of which only what is counted was read, in their order.
func Whole(ctx context.Context, q db.Querier, found []wish.Wish) ([]wish.Wish, error) {
	if len(found) == 0 {
		return nil, nil
	}
	ids, place := make([]string, len(found)), make(map[string]int, len(found))
	for i, x := range found {
		ids[i], place[x.ID] = x.ID, i
	}
	var w db.Where
	w.In("id", ids)
	out := make([]wish.Wish, len(found))
	return out, db.Each(ctx, q, func(r db.Row) error {
		x, err := wish.Scan(r)
		if err == nil {
			out[place[x.ID]] = x
		}
		return err
	}, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL(), w.Args()...)
}

// took is what an ended wish counts for by how long it took.
func took(c workday.Calendar, w wish.Wish, month metric.Month, count func(metric.Month, Measure)) {
	for _, x := range lapses {
		if days, ok := x.Days(c, w); ok {
			count(month, x.first+Measure(x.spans.At(days))) //nolint:gosec // a dozen
		}
	}
}

package figure

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// Item is a number that stands on a page of figures: what it counts, of a part and in SQL. Both are one line, so that the
// list behind a number holds as many wishes as the number says.
type Item struct {
	Key   string // in an address: judged
	Of    func(Part) int
	by    string // of what is dated the moment that lies in the period; its list is in that order, the latest first
	where string // of the wishes that it counts, with NOW and NOTED
	below bool   // known of communities and 邻里 only
	live  bool   // what is open at this moment is in it
}

// Dated tells whether the number belongs to a period; else it belongs to this moment.
func (x Item) Dated() bool { return x.by != "" }

// At tells whether the number is known of a place.
func (x Item) At(code string) bool { return !x.below || len(code) >= communityWidth }

// Moments that lie in a period, and the two halves of rates.
const (
	byFiled    = "filed_at"
	byDue      = "answer_due"
	byEnd      = "closed_at"
	isReceived = "accepted_at IS NOT NULL AND (colour <> '' OR closed_at IS NOT NULL)"
	isUnheard  = isOpen + " AND state = 'submitted' AND due < NOW"
	isAnswered = "answered_at IS NOT NULL"
	isUndone   = "answered_at IS NULL AND " + isOpen + " AND " + isWorking + " AND due < NOW"
	isJudged   = "COALESCE(rating, called_rating) IS NOT NULL"
	isPast     = isOpen + " AND due < NOW AND state <> 'answered'"
)

// Items is every number that has a list.
func Items() []Item {
	count := func(m Measure) func(Part) int { return func(p Part) int { return p.Counts[m] } }
	dated := []Item{
		{Key: "filed", by: byFiled, where: "TRUE", Of: func(p Part) int { return p.Filed() }},
		{Key: "filed_unsorted", by: byFiled, where: "colour = ''", Of: count(Unsorted)},
		{Key: "filed_blue", by: byFiled, where: "colour = 'blue'", Of: count(Blue)},
		{Key: "filed_yellow", by: byFiled, where: "colour = 'yellow'", Of: count(Yellow)},
		{Key: "filed_red", by: byFiled, where: "colour = 'red'", Of: count(Red)},
		{Key: "response", live: true, by: byFiled, where: "(" + isReceived + " OR " + isUnheard + ")", Of: func(p Part) int { return p.Response().N }},
		{Key: "received_in_time", by: byFiled, where: isReceived + " AND accepted_at <= accept_due", Of: count(ReceivedInTime)},
		{Key: "due", live: true, by: byDue, where: "(" + isAnswered + " OR " + isUndone + ")", Of: func(p Part) int { return p.OnTime().N }},
		{Key: "answered_in_time", live: true, by: byDue, where: isAnswered + " AND answered_at <= answer_due", Of: func(p Part) int { return p.InTime() }},
		{Key: "judged", by: byEnd, where: isJudged, Of: count(Judged)},
		{Key: "solved", by: byEnd, where: isJudged + " AND COALESCE(solved, called_solved) = TRUE", Of: count(Solved)},
		{Key: "satisfied", by: byEnd, where: isJudged + " AND COALESCE(rating, called_rating) = 'satisfied'", Of: count(Satisfied)},
		{Key: "basically", by: byEnd, where: isJudged + " AND COALESCE(rating, called_rating) = 'basically'", Of: count(Basically)},
		{Key: "silent", by: byEnd, where: "answered_at IS NOT NULL AND COALESCE(rating, called_rating) IS NULL", Of: count(Silent)},
	}
	return append(dated,
		Item{Key: "late", where: isPast, Of: func(p Part) int { return p.Late }},
		Item{Key: "receive", below: true, where: isOpen + " AND state = 'submitted'", Of: func(p Part) int { return p.Receive }},
		Item{Key: "sort", below: true, where: isOpen + " AND state = 'accepted'", Of: func(p Part) int { return p.Sort }},
		Item{Key: "judge", below: true, where: isOpen + " AND state = 'answered'", Of: func(p Part) int { return p.Judge }},
		Item{Key: "take", where: isAbove + " AND " + isTake, Of: func(p Part) int { return p.Take }},
		Item{Key: "yellow_late", where: isPast + " AND colour = 'yellow'", Of: func(p Part) int { return p.YellowLate }},
		Item{Key: "red", where: isAbove + " AND " + isRed, Of: func(p Part) int { return p.Red }},
		Item{Key: "red_late", where: isPast + " AND colour = 'red'", Of: func(p Part) int { return p.RedLate }},
		Item{Key: "unnoted", where: strings.ReplaceAll(list.Unnoted, "?", "NOTED"), Of: func(p Part) int { return p.Unnoted }},
		Item{Key: "ask_street", where: isAsked + " AND " + isStreetAsk, Of: func(p Part) int { return p.AskStreet }},
		Item{Key: "ask_above", where: isAsked + " AND " + isAboveAsk, Of: func(p Part) int { return p.AskAbove }},
		Item{Key: "rule_street", where: list.ToRule + " AND " + list.StreetRules, Of: func(p Part) int { return p.RuleStreet }},
		Item{Key: "rule_above", where: list.ToRule + " AND " + list.AboveRules, Of: func(p Part) int { return p.RuleAbove }},
	)
}

// Number is what an item counts at a place in a period. NotFound as Place, and for a key that is no number of the place's
// page.
func (s *Service) Number(ctx context.Context, a actor.Actor, code, itemKey string, p metric.Period) (at place.Place, n int, err error) {
	defer errs.Wrap(&err, "figure.Number")
	item, ok := Find(itemKey)
	if !ok || !item.At(code) {
		return at, 0, notFound()
	}
	read := (*reading).read
	if item.Dated() && !item.live {
		read = (*reading).counts
	}
	v, err := s.view(ctx, a, code, p, read)
	return v.Place, item.Of(v.Whole), err
}

// Find is the item of a key; false when there is none.
func Find(key string) (Item, bool) {
	all := Items()
	i := slices.IndexFunc(all, func(x Item) bool { return x.Key == key })
	if i < 0 {
		return Item{}, false
	}
	return all[i], true
}

// Pageful is how many rows a list shows.
const Pageful = 25

// Page is a stretch of the list behind a number: of what is dated the latest first, else the newest filed. Next and Prev are cursors, empty at the ends.
type Page struct {
	Wishes     []wish.Wish
	Next, Prev string
}

// List is the wishes that an item counts at a place in a period, behind a cursor or, back, before it. NotFound as Place, and
// for a key that is no number of the place's page.
func (s *Service) List(ctx context.Context, a actor.Actor, code, itemKey string, p metric.Period, cursor string, back bool) (out Page, err error) {
	defer errs.Wrap(&err, "figure.List")
	item, ok := Find(itemKey)
	if !ok || !item.At(code) {
		return out, notFound()
	}
	at, codes, err := s.Scope(ctx, a, code)
	if err != nil {
		return out, err
	}
	now := s.d.Now()
	rules, err := s.rulesOf(ctx, at.Code, p, now)
	if err != nil {
		return out, err
	}
	var w db.Where
	item.narrow(&w, p, now, rules.noted(now))
	if item.Dated() {
		within(&w, codes)
	} else {
		in(&w, codes)
	}
	out, err = item.stretch(ctx, s.d, w, cursor, back)
	for i, x := range out.Wishes {
		out.Wishes[i] = wish.Redact(a, x)
	}
	return out, err
}

// within narrows what is dated to places. All of them are ranges: beside an equation SQLite would read all that a community
// ever had, and sort it, where the index of the moment has the page at once.
func within(w *db.Where, codes []string) {
	communities := make([]string, len(codes))
	for i, code := range codes {
		communities[i] = code[:min(len(code), communityWidth)]
	}
	w.Within("community", communities)
	if len(codes[0]) > communityWidth {
		w.Within("place", codes)
	}
}

// stretch reads one page of a list: by the item's moment and the id, by the id alone where it has none.
func (x Item) stretch(ctx context.Context, q db.Querier, w db.Where, cursor string, back bool) (out Page, err error) {
	order, beyond := x.order(back)
	if cursor != "" {
		keys, err := db.Keys(cursor, len(order))
		if err != nil {
			return out, err
		}
		args, err := x.args(keys)
		if err != nil {
			return out, err
		}
		w.And(beyond, args...)
	}
	out.Wishes, err = db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+" ORDER BY "+strings.Join(order, ", ")+" LIMIT "+strconv.Itoa(Pageful+1), w.Args()...)
	more := len(out.Wishes) > Pageful
	out.Wishes = out.Wishes[:min(len(out.Wishes), Pageful)]
	if back {
		slices.Reverse(out.Wishes)
	}
	if n := len(out.Wishes); n > 0 && (more || back) {
		out.Next = x.cursor(out.Wishes[n-1])
	}
	if len(out.Wishes) > 0 && (back && more || !back && cursor != "") {
		out.Prev = x.cursor(out.Wishes[0])
	}
	return out, err
}

// order is the order of a list, and the condition for what comes behind a row of it.
func (x Item) order(back bool) (columns []string, beyond string) {
	columns = []string{"id"}
	if x.Dated() {
		columns = []string{x.by, "id"}
	}
	beyond = "(" + strings.Join(columns, ", ") + ") < (" + strings.Repeat("?, ", len(columns)-1) + "?)"
	if back {
		return columns, strings.Replace(beyond, "<", ">", 1)
	}
	for i := range columns {
		columns[i] += " DESC"
	}
	return columns, beyond
}

// cursor is the place of a wish in the list.
func (x Item) cursor(w wish.Wish) string {
	switch x.by {
	case byFiled:
		return db.Cursor(strconv.FormatInt(w.FiledAt.UnixMicro(), 10), w.ID)
	case byDue:
		return db.Cursor(strconv.FormatInt(w.AnswerDue.UnixMicro(), 10), w.ID)
	case byEnd:
		return db.Cursor(strconv.FormatInt(w.ClosedAt.UnixMicro(), 10), w.ID)
	}
	return db.Cursor(w.ID)
}

// args are the keys of a cursor as the columns have them. Invalid when the first is no moment.
func (x Item) args(keys []string) ([]any, error) {
	if !x.Dated() {
		return []any{keys[0]}, nil
	}
	at, err := strconv.ParseInt(keys[0], 10, 64)
	if err != nil {
		return nil, errs.New(errs.Invalid, "error.cursor")
	}
	return []any{at, keys[1]}, nil
}

// words are what stands in a condition for a moment.
var words = regexp.MustCompile("NOW|NOTED")

// narrow adds the item's condition.
func (x Item) narrow(w *db.Where, p metric.Period, now, noted time.Time) {
	moments, args := map[string]time.Time{"NOW": now, "NOTED": noted}, []any(nil)
	w.And(words.ReplaceAllStringFunc(x.where, func(word string) string {
		args = append(args, moments[word].UnixMicro())
		return "?"
	}), args...)
	if x.Dated() {
		from, until := p.Range()
		w.And(x.by+" >= ? AND "+x.by+" < ?", from.UnixMicro(), until.UnixMicro())
	}
}

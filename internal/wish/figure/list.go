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
	"linli/internal/id"
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
	Dated bool // belongs to a period; else to this moment

	where string // of the wishes that it counts, with FROM, UNTIL, NOW and NOTED
	below bool   // known of communities and 邻里 only
	live  bool   // what is open at this moment is in it
}

// At tells whether the number is known of a place.
func (x Item) At(code string) bool { return !x.below || len(code) >= communityWidth }

// Conditions on dates, and the two halves of rates.
const (
	isFiled    = "filed_at >= FROM AND filed_at < UNTIL"
	isReceived = isFiled + " AND accepted_at IS NOT NULL AND (colour <> '' OR closed_at IS NOT NULL)"
	isUnheard  = isFiled + " AND " + isOpen + " AND state = 'submitted' AND due < NOW"
	isDue      = "answer_due >= FROM AND answer_due < UNTIL"
	isAnswered = isDue + " AND answered_at IS NOT NULL"
	isUndone   = isDue + " AND answered_at IS NULL AND " + isOpen + " AND " + isWorking + " AND due < NOW"
	isEnded    = "closed_at >= FROM AND closed_at < UNTIL"
	isJudged   = isEnded + " AND COALESCE(rating, called_rating) IS NOT NULL"
	isPast     = isOpen + " AND due < NOW AND state <> 'answered'"
)

// Items is every number that has a list.
func Items() []Item {
	count := func(m Measure) func(Part) int { return func(p Part) int { return p.Counts[m] } }
	dated := []Item{
		{Key: "filed", where: isFiled, Of: func(p Part) int { return p.Filed() }},
		{Key: "filed_unsorted", where: isFiled + " AND colour = ''", Of: count(Unsorted)},
		{Key: "filed_blue", where: isFiled + " AND colour = 'blue'", Of: count(Blue)},
		{Key: "filed_yellow", where: isFiled + " AND colour = 'yellow'", Of: count(Yellow)},
		{Key: "filed_red", where: isFiled + " AND colour = 'red'", Of: count(Red)},
		{Key: "response", live: true, where: "(" + isReceived + " OR " + isUnheard + ")", Of: func(p Part) int { return p.Response().N }},
		{Key: "received_in_time", where: isReceived + " AND accepted_at <= accept_due", Of: count(ReceivedInTime)},
		{Key: "due", live: true, where: "(" + isAnswered + " OR " + isUndone + ")", Of: func(p Part) int { return p.OnTime().N }},
		{Key: "answered_in_time", live: true, where: isAnswered + " AND answered_at <= answer_due", Of: func(p Part) int { return p.InTime() }},
		{Key: "judged", where: isJudged, Of: count(Judged)},
		{Key: "solved", where: isJudged + " AND COALESCE(solved, called_solved) = TRUE", Of: count(Solved)},
		{Key: "satisfied", where: isJudged + " AND COALESCE(rating, called_rating) = 'satisfied'", Of: count(Satisfied)},
		{Key: "basically", where: isJudged + " AND COALESCE(rating, called_rating) = 'basically'", Of: count(Basically)},
		{Key: "silent", where: isEnded + " AND answered_at IS NOT NULL AND COALESCE(rating, called_rating) IS NULL", Of: count(Silent)},
	}
	for i := range dated {
		dated[i].Dated = true
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
	if item.Dated && !item.live {
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

// Page is a stretch of the list behind a number, newest filed first. Next and Prev are cursors, empty at the ends.
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
	if item.Dated && len(codes[0]) < communityWidth {
		w.Within("place", codes) // of a great part of all wishes the first in order are found soonest in that order
	} else {
		in(&w, codes)
	}
	out, err = stretch(ctx, s.d, w, cursor, back)
	for i, x := range out.Wishes {
		out.Wishes[i] = wish.Redact(a, x)
	}
	return out, err
}

// stretch reads one page of a list.
func stretch(ctx context.Context, q db.Querier, w db.Where, cursor string, back bool) (out Page, err error) {
	order, beyond := "id DESC", "id < ?"
	if back {
		order, beyond = "id", "id > ?"
	}
	if cursor != "" {
		keys, err := db.Keys(cursor, 1)
		if err != nil {
			return out, err
		}
		w.And(beyond, keys[0])
	}
	out.Wishes, err = db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE "+w.SQL()+" ORDER BY "+order+" LIMIT "+strconv.Itoa(Pageful+1), w.Args()...)
	more := len(out.Wishes) > Pageful
	out.Wishes = out.Wishes[:min(len(out.Wishes), Pageful)]
	if back {
		slices.Reverse(out.Wishes)
	}
	if n := len(out.Wishes); n > 0 && (more || back) {
		out.Next = db.Cursor(out.Wishes[n-1].ID)
	}
	if len(out.Wishes) > 0 && (back && more || !back && cursor != "") {
		out.Prev = db.Cursor(out.Wishes[0].ID)
	}
	return out, err
}

// words are what stands in a condition for a moment.
var words = regexp.MustCompile("FROM|UNTIL|NOW|NOTED")

// narrow adds the item's condition. What is dated was filed before its period ended: ids are in the order of filing, so that
// a list of long ago does not begin its search today.
func (x Item) narrow(w *db.Where, p metric.Period, now, noted time.Time) {
	from, until := p.Range()
	moments, args := map[string]time.Time{"FROM": from, "UNTIL": until, "NOW": now, "NOTED": noted}, []any(nil)
	w.And(words.ReplaceAllStringFunc(x.where, func(word string) string {
		args = append(args, moments[word].UnixMicro())
		return "?"
	}), args...)
	if x.Dated {
		w.And("id < ?", id.Least(until))
	}
}

package tally

import (
	"slices"

	"linli/internal/metric"
	"linli/internal/rule"
	"linli/internal/wish"
)

// Key is a row of a table.
type Key struct {
	Month     metric.Month
	Community string
	Of        string // unit or topic
}

// Table is a table of counts.
type Table struct {
	name, of string
	columns  []string
	count    func(*rule.Book, wish.Wish, func(Key, int))
	still    func(old, now wish.Wish) bool // that nothing can have changed, told from few fields: most acts change nothing
}

// What is counted of a unit, in the order of the columns.
const (
	Dispatched = iota
	TakenInTime
	Answered
	AnsweredInTime
	Judged
	Solved
	Satisfied
	Basically
	Unreached
	Redone
	Late
	Results
)

// Units is what became of the wishes that units answer for.
var Units = &Table{"unit_result", "unit", []string{
	"dispatched", "taken_in_time", "answered", "answered_in_time", "judged", "solved", "satisfied", "basically", "unreached", "redone", "late",
}, countUnit, func(old, now wish.Wish) bool { return old.ClosedAt.IsZero() && now.ClosedAt.IsZero() }}

// Topics is how many wishes were filed about each topic.
var Topics = &Table{"topic_figure", "topic", []string{"filed"}, countTopic, func(old, now wish.Wish) bool {
	return old.FiledAt.Equal(now.FiledAt) && old.Topic == now.Topic && old.Community == now.Community
}}

// All is every table, in the order in which they are written.
func All() []*Table { return []*Table{Topics, Units} }

// Column is the name of something that is counted.
func (t *Table) Column(what int) string { return t.columns[what] }

// At is what is counted under a name; false for none.
func (t *Table) At(name string) (what int, ok bool) {
	what = slices.Index(t.columns, name)
	return what, what >= 0
}

// Has tells whether a wish counts as something in a row.
func (t *Table) Has(b *rule.Book, w wish.Wish, k Key, what int) (yes bool) {
	t.count(b, w, func(in Key, as int) { yes = yes || in == k && as == what })
	return yes
}

// Judgement is what the submitter said of a wish that has ended, by oneself or in a call-back; an empty rating: nothing.
func Judgement(w wish.Wish) (solved bool, rating wish.Rating) {
	said, rating := w.Solved, w.Rating
	if rating == "" {
		said, rating = w.CalledSolved, w.CalledRating
	}
	return said != nil && *said, rating
}

// AnswersFor is the unit that answers for a wish: the first, where it was moved up.
func AnswersFor(w wish.Wish) string {
	if w.First != "" {
		return w.First
	}
	return w.Unit
}

func countTopic(_ *rule.Book, w wish.Wish, add func(Key, int)) {
	if !w.FiledAt.IsZero() {
		add(Key{metric.MonthOf(w.FiledAt), w.Community, string(w.Topic)}, 0)
	}
}

func countUnit(b *rule.Book, w wish.Wish, add func(Key, int)) {
	if w.ClosedAt.IsZero() || w.ClassifiedAt.IsZero() {
		return
	}
	taken, ended := w.TakenAt, w.ClosedAt
	if taken.IsZero() {
		taken = w.AnsweredAt // of one that came answered from elsewhere
	}
	limit, limited := takeUp(b, w)
	within := func(days int) bool { return !limited || days <= limit }
	if taken.IsZero() && within(b.Calendar().Workdays(w.ClassifiedAt, ended)) {
		return
	}
	answered := !w.AnsweredAt.IsZero()
	if answered {
		ended = w.AnsweredAt
	}
	solved, rating := Judgement(w)
	key := Key{metric.MonthOf(w.ClosedAt), w.Community, AnswersFor(w)}
	for what, yes := range [Results]bool{
		Dispatched:     true,
		TakenInTime:    !taken.IsZero() && within(b.Calendar().Workdays(w.ClassifiedAt, taken)),
		Answered:       answered && !w.AnswerDue.IsZero(),
		AnsweredInTime: answered && !w.AnsweredAt.After(w.AnswerDue),
		Judged:         rating != "",
		Solved:         rating != "" && solved,
		Satisfied:      rating == wish.Satisfied,
		Basically:      rating == wish.Basically,
		Unreached:      answered && rating == "" && !w.UnreachedAt.IsZero(),
		Redone:         w.Reopened > 0,
		Late:           !w.AnswerDue.IsZero() && ended.After(w.AnswerDue),
	} {
		if yes {
			add(key, what)
		}
	}
}

// takeUp is within how many working days a unit takes up what is sorted to it; false where no rule held on that day.
func takeUp(b *rule.Book, w wish.Wish) (days int, ok bool) {
	if _, ok := b.Find("metric.take", w.Community, w.ClassifiedAt); !ok {
		return 0, false
	}
	return b.Int("metric.take", w.Community, w.ClassifiedAt), true
}

package figure

import (
	"cmp"
	"slices"

	"linli/internal/metric"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/figure/tally"
)

// Measure is something that is counted of wishes by month, in the transaction of the act that changes it.
type Measure uint8

// The measures, each with the month by which it is counted.
const (
	Unsorted       Measure = iota // filed and not sorted yet; by the month of filing
	Blue                          // filed, now blue
	Yellow                        // filed, now yellow
	Red                           // filed, now red
	Received                      // accepted by the community and sorted, or ended; by the month of filing
	ReceivedInTime                // of these, accepted until the end of its clock
	Answered                      // answered and ended; by the month in which the answer was due
	AnsweredInTime                // of these, answered until it was due
	Judged                        // judged by the submitter, also in a call-back; by the month of the end
	Solved                        // judged to be solved
	Satisfied                     // 满意
	Basically                     // 基本满意
	Silent                        // ended answered and without a judgement

	Heard // ended: working days from filing to acceptance; this and the five after it, one for each span
	_
	_
	_
	_
	_
	Done     // ended: working days from filing to the last answer; this and the eight after it
	measures = iota + 8
)

// columns are the columns of wish_figure, by measure.
var columns = [measures]string{
	"unsorted", "blue", "yellow", "red", "received", "received_in_time", "answered", "answered_in_time", "judged", "solved", "satisfied", "basically", "silent",
	"heard_0", "heard_1", "heard_2", "heard_3", "heard_4", "heard_6",
	"done_0", "done_2", "done_4", "done_6", "done_11", "done_16", "done_21", "done_31", "done_61",
}

// The spans of how long it took, each by its first working day; the last has no end. Those of Done meet the clocks that are shipped:
// five, fifteen and thirty working days. A column of wish_figure is named by each.
var (
	heardFrom = metric.Spans{0, 1, 2, 3, 4, 6}
	doneFrom  = metric.Spans{0, 2, 4, 6, 11, 16, 21, 31, 61}
)

// Counts is how many there are of each measure.
type Counts [measures]int

// Add adds other counts.
func (c *Counts) Add(x Counts) {
	for m, n := range x {
		c[m] += n
	}
}

// sub takes other counts away.
func (c *Counts) sub(x Counts) {
	for m, n := range x {
		c[m] -= n
	}
}

// key is a row of wish_figure.
type key struct {
	width int
	month metric.Month
	place string
}

func (k key) compare(x key) int {
	return cmp.Or(cmp.Compare(k.width, x.width), cmp.Compare(k.month, x.month), cmp.Compare(k.place, x.place))
}

// Widths of place codes. A row of wish_figure has the width of a community or of a 邻里.
const (
	districtWidth      = 6
	townWidth          = 9
	communityWidth     = wish.CommunityWidth
	neighbourhoodWidth = 15
)

// ledger is counts by row.
type ledger map[key]Counts

// of is what one wish counts for, by month: the one definition of every measure. It depends on the wish and on which days are
// worked, never on the present moment, and changes when the wish is filed, sorted and ended, not between: each change costs a
// write. The book is asked of wishes that have ended.
func of(b *rule.Book, w wish.Wish, count func(metric.Month, Measure)) {
	if w.FiledAt.IsZero() {
		return
	}
	filed := metric.MonthOf(w.FiledAt)
	count(filed, filedAs(w.Colour))
	if !w.AcceptedAt.IsZero() && (w.Colour != wish.Unsorted || !w.ClosedAt.IsZero()) {
		count(filed, Received)
		if !w.AcceptedAt.After(w.AcceptDue) {
			count(filed, ReceivedInTime)
		}
	}
	if w.ClosedAt.IsZero() {
		return
	}
	if !w.AnsweredAt.IsZero() && !w.AnswerDue.IsZero() {
		due := metric.MonthOf(w.AnswerDue)
		count(due, Answered)
		if !w.AnsweredAt.After(w.AnswerDue) {
			count(due, AnsweredInTime)
		}
	}
	judged(w, metric.MonthOf(w.ClosedAt), count)
	took(b.Calendar(), w, metric.MonthOf(w.ClosedAt), count)
}

// judged is what an ended wish counts for by its judgement, or by there being none.
func judged(w wish.Wish, month metric.Month, count func(metric.Month, Measure)) {
	solved, rating := tally.Judgement(w)
	if rating == "" {
		if !w.AnsweredAt.IsZero() {
			count(month, Silent)
		}
		return
	}
	count(month, Judged)
	if solved {
		count(month, Solved)
	}
	switch rating {
	case wish.Satisfied:
		count(month, Satisfied)
	case wish.Basically:
		count(month, Basically)
	}
}

func filedAs(c wish.Colour) Measure {
	switch c {
	case wish.Blue:
		return Blue
	case wish.Yellow:
		return Yellow
	case wish.Red:
		return Red
	}
	return Unsorted
}

// put counts a wish n times: once, or away.
func (l ledger) put(b *rule.Book, w wish.Wish, n int) {
	of(b, w, func(month metric.Month, m Measure) {
		for _, width := range []int{communityWidth, neighbourhoodWidth} {
			k := key{width, month, w.Place[:min(len(w.Place), width)]}
			c := l[k]
			c[m] += n
			l[k] = c
		}
	})
}

// together are measures that one act changes, from the first to the last of each: all of them stand in a statement when one of them
// does, so that there are few statements, which stay prepared.
var together = [][2]Measure{{Unsorted, ReceivedInTime}, {Answered, AnsweredInTime}, {Judged, measures - 1}}

// changed is the rows that are not zero, in the order in which every writer takes them.
func (l ledger) changed() (rows []key, used []Measure) {
	var any [measures]bool
	for k, c := range l {
		if c == (Counts{}) {
			continue
		}
		rows = append(rows, k)
		for m, n := range c {
			any[m] = any[m] || n != 0
		}
	}
	slices.SortFunc(rows, key.compare)
	for _, g := range together {
		if slices.Contains(any[g[0]:g[1]+1], true) {
			for m := g[0]; m <= g[1]; m++ {
				used = append(used, m)
			}
		}
	}
	return rows, used
}

package figure

import (
	"context"
	"strconv"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/figure/tally"
)

// ChangedTx counts what an act has changed of a wish, for its community and its 邻里, its unit and its topic. It is added up at the
// commit, together with what others commit at the same time; nothing is written when nothing that is counted has changed. The book
// is that by which the act was done.
func ChangedTx(tx *db.Tx, b *rule.Book, old, now wish.Wish) {
	l := ledger{}
	l.put(b, old, -1)
	l.put(b, now, 1)
	l.keep(tx)
	tally.ChangedTx(tx, b, old, now)
}

// MovedTx counts open wishes at another place that have followed a recoding from the code at which they stood.
func MovedTx(tx *db.Tx, moved []wish.Wish, from string) {
	stood := func(w wish.Wish) wish.Wish {
		w.Place, w.Community = from, from[:communityWidth]
		return w
	}
	l := ledger{}
	for _, w := range moved {
		l.put(nil, w, 1)
		l.put(nil, stood(w), -1)
	}
	l.keep(tx)
	tally.MovedTx(tx, moved, stood)
}

// keep leaves the counts to the commit, if there are any.
func (l ledger) keep(tx *db.Tx) {
	for _, c := range l {
		if c != (Counts{}) {
			tx.AtCommit(l)
			return
		}
	}
}

// Add adds other counts, for db.Sums.
func (l ledger) Add(more db.Sums) bool {
	x, ok := more.(ledger)
	for k, c := range x {
		have := l[k]
		have.Add(c)
		l[k] = have
	}
	return ok
}

// Write adds the counts up, for db.Sums.
func (l ledger) Write(ctx context.Context, tx *db.Tx) (err error) {
	defer errs.Wrap(&err, "figure.Write")
	return l.addTx(ctx, tx)
}

// most is how many rows one statement adds to.
const most = 50

// addTx adds to the counts. Additions commute, so that it does not matter who is first; the order of the rows is the same
// for everybody, so that nobody waits in a circle.
func (l ledger) addTx(ctx context.Context, tx *db.Tx) error {
	rows, used := l.changed()
	for len(rows) > 0 {
		part := rows[:min(len(rows), most)]
		rows = rows[len(part):]
		args := make([]any, 0, len(part)*(3+len(used)))
		for _, k := range part {
			args = append(args, k.width, int(k.month), k.place)
			for _, m := range used {
				args = append(args, l[k][m])
			}
		}
		if _, err := tx.Exec(ctx, tally.Addition("wish_figure", []string{"width", "month", "place"}, names(used), len(part)), args...); err != nil {
			return err
		}
	}
	return nil
}

// names are the columns of measures.
func names(used []Measure) []string {
	out := make([]string, len(used))
	for i, m := range used {
		out[i] = columns[m]
	}
	return out
}

// sum is counts of a place for a month, the place cut to a width.
type sum struct {
	place  string
	month  metric.Month
	counts Counts
}

// sums adds up the rows of a width in subtrees by month and by the places one step below.
func sums(ctx context.Context, q db.Querier, width, below int, months []metric.Month, within []string) ([]sum, error) {
	text := "SELECT SUBSTR(place, 1, " + strconv.Itoa(below) + "), month"
	for _, c := range columns {
		text += ", SUM(" + c + ")"
	}
	var w db.Where
	marks, args := "", []any(nil)
	for i, m := range months {
		if i > 0 {
			marks += ", "
		}
		marks, args = marks+"?", append(args, int(m))
	}
	w.And("width = "+strconv.Itoa(width)+" AND month IN ("+marks+")", args...)
	w.Within("place", within)
	return db.All(ctx, q, scanSum, text+" FROM wish_figure WHERE "+w.SQL()+" GROUP BY 1, 2", w.Args()...)
}

func scanSum(r db.Row) (s sum, err error) {
	to := []any{&s.place, &s.month}
	for m := range s.counts {
		to = append(to, &s.counts[m])
	}
	return s, r.Scan(to...)
}

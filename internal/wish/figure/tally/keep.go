package tally

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/rule"
	"linli/internal/wish"
)

// Ledger is counts of a table that are to be added.
type Ledger struct {
	table *Table
	rows  map[Key][]int
}

// New is a ledger without counts.
func (t *Table) New() *Ledger { return &Ledger{t, map[Key][]int{}} }

// Put counts a wish n times: once, or away. The book is asked of wishes that have ended.
func (l *Ledger) Put(b *rule.Book, w wish.Wish, n int) {
	l.table.count(b, w, func(k Key, what int) { l.row(k)[what] += n })
}

func (l *Ledger) row(k Key) []int {
	c := l.rows[k]
	if c == nil {
		c = make([]int, len(l.table.columns))
		l.rows[k] = c
	}
	return c
}

// ChangedTx counts what an act has changed of a wish.
func ChangedTx(tx *db.Tx, b *rule.Book, old, now wish.Wish) {
	for _, t := range All() {
		if t.still(old, now) {
			continue
		}
		l := t.New()
		l.Put(b, old, -1)
		l.Put(b, now, 1)
		l.keep(tx)
	}
}

// MovedTx counts open wishes at another community that have followed a recoding; from is where a wish stood.
func MovedTx(tx *db.Tx, moved []wish.Wish, from func(wish.Wish) wish.Wish) {
	for _, t := range All() {
		l := t.New()
		for _, w := range moved {
			l.Put(nil, w, 1)
			l.Put(nil, from(w), -1)
		}
		l.keep(tx)
	}
}

// keep leaves the counts to the commit, if there are any.
func (l *Ledger) keep(tx *db.Tx) {
	if l.Wrong() > 0 {
		tx.AtCommit(l)
	}
}

// Wrong is how many counts are not zero.
func (l *Ledger) Wrong() (n int) {
	for _, c := range l.rows {
		for _, x := range c {
			if x != 0 {
				n++
			}
		}
	}
	return n
}

// Add adds other counts of the table, for db.Sums.
func (l *Ledger) Add(more db.Sums) bool {
	x, ok := more.(*Ledger)
	if !ok || x.table != l.table {
		return false
	}
	for k, c := range x.rows {
		own := l.row(k)
		for i, n := range c {
			own[i] += n
		}
	}
	return true
}

// most is how many rows one statement adds to.
const most = 50

// Write adds the counts up, for db.Sums: rows in the same order for everybody, so that nobody waits in a circle.
func (l *Ledger) Write(ctx context.Context, tx *db.Tx) (err error) {
	defer errs.Wrap(&err, "tally.Write")
	for part := range slices.Chunk(l.changed(), most) {
		args := make([]any, 0, len(part)*(3+len(l.table.columns)))
		for _, k := range part {
			args = append(args, int(k.Month), k.Community, k.Of)
			for _, n := range l.rows[k] {
				args = append(args, n)
			}
		}
		if _, err := tx.Exec(ctx, Addition(l.table.name, []string{"month", "community", l.table.of}, l.table.columns, len(part)), args...); err != nil {
			return err
		}
	}
	return nil
}

// changed is the rows that are not zero, in order. All columns stand in the statement: one text stays prepared.
func (l *Ledger) changed() (keys []Key) {
	for k, c := range l.rows {
		if slices.ContainsFunc(c, func(n int) bool { return n != 0 }) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(x, y Key) int {
		return cmp.Or(cmp.Compare(x.Month, y.Month), cmp.Compare(x.Community, y.Community), cmp.Compare(x.Of, y.Of))
	})
	return keys
}

// Addition is the statement that adds to some columns of some rows of a table with a key.
func Addition(table string, key, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(key, ", "))
	for _, c := range columns {
		b.WriteString(", " + c)
	}
	b.WriteString(") VALUES ")
	width := len(key) + len(columns)
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(db.Placeholders(1+i*width, width))
	}
	b.WriteString(" ON CONFLICT (" + strings.Join(key, ", ") + ") DO UPDATE SET ")
	for i, c := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c + " = " + table + "." + c + " + EXCLUDED." + c)
	}
	return b.String()
}

// Less takes away what is stored of a community, so that what is left is what the table lacks.
func (l *Ledger) Less(ctx context.Context, q db.Querier, community string) error {
	months, err := db.One(ctx, q, func(r db.Row) (m [2]int, err error) { return m, r.Scan(&m[0], &m[1]) },
		"SELECT COALESCE(MIN(month), 0), COALESCE(MAX(month), -1) FROM "+l.table.name)
	if err != nil {
		return err
	}
	all := make([]metric.Month, 0, max(months[1]-months[0]+1, 0))
	for m := months[0]; m <= months[1]; m++ {
		all = append(all, metric.Month(m))
	}
	rows, err := l.table.Read(ctx, q, all, []string{community})
	for _, r := range rows {
		own := l.row(r.Key)
		for i, n := range r.N {
			own[i] -= n
		}
	}
	return err
}

// Communities are those of which something is stored.
func (t *Table) Communities(ctx context.Context, q db.Querier) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (code string, err error) { return code, r.Scan(&code) }, "SELECT DISTINCT community FROM "+t.name)
}

// Row is a stored row.
type Row struct {
	Key
	N []int
}

// Read is the rows of months and of the communities in subtrees; a community is one, too. of narrows to some units or topics.
func (t *Table) Read(ctx context.Context, q db.Querier, months []metric.Month, within []string, of ...string) (_ []Row, err error) {
	defer errs.Wrap(&err, "tally.Read")
	if len(months) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(months)), make([]any, len(months))
	for i, m := range months {
		marks[i], args[i] = "?", int(m)
	}
	var w db.Where
	w.And("month IN ("+strings.Join(marks, ", ")+")", args...)
	w.Within("community", within)
	if len(of) > 0 {
		w.In(t.of, of)
	}
	return db.All(ctx, q, func(r db.Row) (x Row, err error) {
		x.N = make([]int, len(t.columns))
		to := []any{&x.Month, &x.Community, &x.Of}
		for i := range x.N {
			to = append(to, &x.N[i])
		}
		return x, r.Scan(to...)
	}, "SELECT month, community, "+t.of+", "+strings.Join(t.columns, ", ")+" FROM "+t.name+" WHERE "+w.SQL(), w.Args()...)
}

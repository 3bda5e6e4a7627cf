package figure

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/recode"
	"linli/internal/rule"
	"linli/internal/wish/figure/tally"
)

// Recounted is what the last recount found.
type Recounted struct {
	At    time.Time // when it ended; zero: wishes from before the counts were kept are not counted yet
	Wrong int       // counts that it had to put right
}

// Last is the last recount.
func Last(ctx context.Context, q db.Querier) (_ Recounted, err error) {
	defer errs.Wrap(&err, "figure.Last")
	return db.One(ctx, q, func(r db.Row) (x Recounted, err error) { return x, r.Scan(db.Time(&x.At), &x.Wrong) },
		"SELECT counted_at, wrong FROM wish_recount")
}

// recent is how long after a recount none is due.
const recent = 20 * time.Hour

// RecountDue is Recount unless one ended not long ago: a server that starts again, or beside another, has nothing to count.
func (s *Service) RecountDue(ctx context.Context) (wrong int, err error) {
	defer errs.Wrap(&err, "figure.RecountDue")
	ended, err := db.Value[int64](ctx, s.d, "SELECT COALESCE(counted_at, 0) FROM wish_recount")
	if err != nil || s.d.Now().Sub(time.UnixMicro(ended)) < recent {
		return 0, err
	}
	return s.Recount(ctx)
}

// Recount compares every count with the wishes themselves and puts it right, community by community, and tells how many
// were wrong. Others may write meanwhile: an act changes a wish and its counts together, so that the difference between
// them, as one snapshot shows it, stays the same and can be added later. Of two recounts at a time the earlier stops. It
// may be interrupted and run again.
func (s *Service) Recount(ctx context.Context) (wrong int, err error) {
	defer errs.Wrap(&err, "figure.Recount")
	run, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	codes, err := s.communities(ctx)
	if err != nil {
		return 0, err
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	for _, code := range codes {
		n, err := s.recount(ctx, run, book, code)
		if wrong += n; err != nil {
			return wrong, err
		}
	}
	n, err := s.recountUnits(ctx, run)
	if wrong += n; err != nil {
		return wrong, err
	}
	return wrong, s.write(ctx, run, func(ctx context.Context, tx *db.Tx) error {
		// What was never counted before was not wrong.
		_, err := tx.Exec(ctx, "UPDATE wish_recount SET wrong = CASE WHEN counted_at IS NULL THEN 0 ELSE $2 END, counted_at = $1", tx.Now.UnixMicro(), wrong)
		return err
	})
}

// begin takes the number of this run.
func (s *Service) begin(ctx context.Context) (run int64, err error) {
	return run, recode.Write(ctx, s.d, func(ctx context.Context, tx *db.Tx) (err error) {
		run, err = db.Value[int64](ctx, tx, "UPDATE wish_recount SET run = run + 1 RETURNING run")
		return err
	})
}

// write writes as long as this run is the latest. Conflict otherwise.
func (s *Service) write(ctx context.Context, run int64, do func(ctx context.Context, tx *db.Tx) error) error {
	return recode.Write(ctx, s.d, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE wish_recount SET run = run WHERE run = $1", run)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "error.busy")
		}
		if err != nil {
			return err
		}
		return do(ctx, tx)
	})
}

// communities are those with wishes or with counts, by code.
func (s *Service) communities(ctx context.Context) ([]string, error) {
	codes, err := recode.Standing(ctx, s.d, "SELECT MIN(community) FROM wish WHERE community >= $1")
	if err != nil {
		return nil, err
	}
	counted, err := db.All(ctx, s.d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		"SELECT DISTINCT place FROM wish_figure WHERE width = 12")
	codes = append(codes, counted...)
	for _, t := range tally.All() {
		if err == nil {
			counted, err = t.Communities(ctx, s.d)
			codes = append(codes, counted...)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes), err
}

// recount puts one community right.
func (s *Service) recount(ctx context.Context, run int64, book *rule.Book, community string) (wrong int, err error) {
	var off lack
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		off, err = difference(ctx, q, book, community)
		return err
	})
	if err != nil {
		return 0, err
	}
	if wrong = off.wrong(); wrong == 0 {
		return 0, nil
	}
	return wrong, s.write(ctx, run, off.addTx)
}

// lack is what the counts of a community lack.
type lack struct {
	places ledger
	more   []*tally.Ledger
}

func (x lack) wrong() (n int) {
	for _, c := range x.places {
		for _, off := range c {
			if off != 0 {
				n++
			}
		}
	}
	for _, l := range x.more {
		n += l.Wrong()
	}
	return n
}

func (x lack) addTx(ctx context.Context, tx *db.Tx) error {
	if err := x.places.addTx(ctx, tx); err != nil {
		return err
	}
	for _, l := range x.more {
		if err := l.Write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// difference is what the counts of a community lack, in one snapshot.
func difference(ctx context.Context, q db.Querier, book *rule.Book, community string) (off lack, err error) {
	off.places = ledger{}
	for _, t := range tally.All() {
		off.more = append(off.more, t.New())
	}
	err = db.Each(ctx, q, func(r db.Row) error {
		w, err := tally.Scan(r)
		if err != nil {
			return err
		}
		off.places.put(book, w, 1)
		for _, l := range off.more {
			l.Put(book, w, 1)
		}
		return nil
	}, "SELECT "+tally.Read+" FROM wish WHERE community = $1", community)
	if err != nil {
		return off, err
	}
	for _, l := range off.more {
		if err := l.Less(ctx, q, community); err != nil {
			return off, err
		}
	}
	return off, off.places.less(ctx, q, community)
}

// less takes away what is stored of a community.
func (l ledger) less(ctx context.Context, q db.Querier, community string) error {
	var w db.Where
	w.Within("place", []string{community})
	return db.Each(ctx, q, func(r db.Row) error {
		var k key
		var had Counts
		to := []any{&k.width, &k.month, &k.place}
		for m := range had {
			to = append(to, &had[m])
		}
		err := r.Scan(to...)
		c := l[k]
		c.sub(had)
		l[k] = c
		return err
	}, "SELECT width, month, place, "+strings.Join(columns[:], ", ")+" FROM wish_figure WHERE "+w.SQL(), w.Args()...)
}

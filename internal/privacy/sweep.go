package privacy

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/few"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/retain"
	"linli/internal/rule"
	"linli/internal/workday"
)

// chunk is how many records one write erases, so that others get their turn in between.
const chunk = 50

// Sweep erases what has been kept long enough, or makes it anonymous, kind by kind as the rules retention.* say, and then
// what granted deletions had left. It may be stopped anywhere and run again, also by two at a time: a record is done whole
// or not at all, and what is done is not found again. Each run leaves a report, also one that was stopped. It returns how
// many records were erased.
func (s *Service) Sweep(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "privacy.Sweep")
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	run := id.At(s.DB.Now())
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO retention_run (id, began_at) VALUES ($1, $2)", run, tx.Now.UnixMicro())
		return err
	})
	counts := map[string]int{}
	for _, e := range s.expiries() {
		if err != nil {
			return n, err
		}
		var done int
		done, err = s.expire(ctx, run, e, book)
		if n += done; done > 0 {
			counts[e.Entity] = done
		}
	}
	if err != nil {
		return n, err
	}
	rest, err := s.EraseRest(ctx)
	if err != nil {
		return n, err
	}
	return n + rest, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE retention_run SET ended_at = $2 WHERE id = $1", run, tx.Now.UnixMicro()); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, actor.Job("retention"), journal.Entry{
			Act: "retention.run", Kind: "retention", Subject: run, After: map[string]any{"erased": counts, "rest": rest},
		})
	})
}

// expiries are those of all rooms, this one's included.
func (s *Service) expiries() []retain.Expiry { return append(expiries(), s.Expiries...) }

// since is the moment before which a kind of thing has been kept long enough.
func since(r rule.Rule, now time.Time) (time.Time, error) {
	span, err := workday.ParseSpan(r.Value)
	if err != nil || span.Unit != workday.Month {
		return time.Time{}, errs.New(errs.Internal, "rule.error.months", 1, 1200)
	}
	return now.In(workday.Zone).AddDate(0, -span.N, 0), nil
}

// expire ends one kind of thing.
func (s *Service) expire(ctx context.Context, run string, e retain.Expiry, book *rule.Book) (n int, err error) {
	now := s.DB.Now()
	r, ok := book.Find("retention."+e.Entity, "", now)
	if !ok {
		return 0, errs.New(errs.Internal, "rule.error.key", "retention."+e.Entity)
	}
	before, err := since(r, now)
	if err != nil {
		return 0, err
	}
	if err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO retention_count (run, entity, span, from_day, source, before_at, done) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
			run, e.Entity, r.Value, r.From, r.Source, before.UnixMicro())
		return err
	}); err != nil {
		return 0, err
	}
	if e.Run != nil {
		n, err = e.Run(ctx, before, r.Value+": "+r.Source)
		return n, errors.Join(err, s.DB.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
			return addTx(ctx, tx, run, e.Entity, n)
		}))
	}
	return s.expireAll(ctx, run, e, before)
}

// expireAll goes through all records of a kind, chunk by chunk.
func (s *Service) expireAll(ctx context.Context, run string, e retain.Expiry, before time.Time) (n int, err error) {
	for after := ""; ; {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		ids, err := e.Find(ctx, s.DB, before, after, chunk)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		done, err := s.expireChunk(ctx, run, e, ids, before)
		if n += done; err != nil {
			return n, err
		}
		after = ids[len(ids)-1]
	}
}

// expireChunk erases the records of a list that nothing needs, and counts them in the same write. A list without any is no
// write.
func (s *Service) expireChunk(ctx context.Context, run string, e retain.Expiry, ids []string, before time.Time) (n int, err error) {
	if ids, err = s.unneeded(ctx, s.DB, e, ids, before); err != nil || len(ids) == 0 {
		return 0, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		still, err := s.unneeded(ctx, tx, e, ids, before) // somebody may have come back since the list was read
		if err != nil || len(still) == 0 {
			n = 0
			return err
		}
		if n, err = s.endTx(ctx, tx, e, still, before); err != nil {
			return err
		}
		return addTx(ctx, tx, run, e.Entity, n)
	})
	return n, err
}

// addTx counts what was erased into the report of a run.
func addTx(ctx context.Context, tx *db.Tx, run, entity string, n int) error {
	_, err := tx.Exec(ctx, "UPDATE retention_count SET done = done + $3 WHERE run = $1 AND entity = $2", run, entity, n)
	return err
}

// endTx erases the records. A person goes with everything that all rooms hold of the person.
func (s *Service) endTx(ctx context.Context, tx *db.Tx, e retain.Expiry, ids []string, before time.Time) (n int, err error) {
	if e.EraseTx != nil {
		return e.EraseTx(ctx, tx, ids, before)
	}
	for _, personID := range ids {
		if _, _, err := s.eraseTx(ctx, tx, personID, false); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// unneeded leaves out the persons whom a room still needs.
func (s *Service) unneeded(ctx context.Context, q db.Querier, e retain.Expiry, ids []string, before time.Time) (out []string, err error) {
	if !e.Persons {
		return ids, nil
	}
	needed, err := s.needed(ctx, q, ids, before)
	for _, personID := range ids {
		if !needed[personID] {
			out = append(out, personID)
		}
	}
	return out, err
}

// Period is how long one kind of thing is kept.
type Period struct {
	Entity string
	Months int
	Source string
}

// Periods are how long each kind of thing is kept today, as Sweep goes by them.
func (s *Service) Periods(ctx context.Context) (out []Period, err error) {
	defer errs.Wrap(&err, "privacy.Periods")
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return nil, err
	}
	now := s.DB.Now()
	for _, e := range s.expiries() {
		if r, ok := book.Find("retention."+e.Entity, "", now); ok {
			out = append(out, Period{e.Entity, book.Span(r.Key, "", now).N, r.Source})
		}
	}
	return out, nil
}

// Report is what one run has erased.
type Report struct {
	ID     string
	Began  time.Time
	Ended  time.Time // zero: it was stopped, or runs still
	Counts []Count
}

// Count is one kind of thing in a report.
type Count struct {
	Entity   string
	Span     string // the rule's value, the day from which it held, and its source
	From     string
	Source   string
	Before   time.Time
	Done     int
	reportID string
}

// Reports are the last runs, the latest first. NotFound for who may not read them.
func (s *Service) Reports(ctx context.Context, a actor.Actor, limit int) (out []Report, err error) {
	defer errs.Wrap(&err, "privacy.Reports")
	if !MayReadReports(a) {
		return nil, notFound()
	}
	err = s.DB.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		out, err = db.All(ctx, q, func(r db.Row) (x Report, err error) { return x, r.Scan(&x.ID, db.Time(&x.Began), db.Time(&x.Ended)) },
			"SELECT id, began_at, ended_at FROM retention_run ORDER BY id DESC LIMIT $1", limit)
		if err != nil || len(out) == 0 {
			return err
		}
		place := map[string]int{}
		ids := make([]string, len(out))
		for i, x := range out {
			place[x.ID], ids[i] = i, x.ID
		}
		var w db.Where
		w.In("run", ids)
		return db.Each(ctx, q, func(r db.Row) error {
			var c Count
			err := r.Scan(&c.reportID, &c.Entity, &c.Span, &c.From, &c.Source, db.Time(&c.Before), &c.Done)
			x := &out[place[c.reportID]]
			x.Counts = append(x.Counts, c)
			return err
		}, "SELECT run, entity, span, from_day, source, before_at, done FROM retention_count WHERE "+w.SQL()+" ORDER BY run, entity", w.Args()...)
	})
	return out, err
}

// FigureStates are the columns of Figures.
func FigureStates() []State { return []State{Granted, Refused, Open} }

// Figures are how many requests there were in the last twelve months, kind by kind (Kinds) and by state (FigureStates),
// for everybody to see: as package few shows figures about people.
func (s *Service) Figures(ctx context.Context) (_ few.Shown, least int, err error) {
	defer errs.Wrap(&err, "privacy.Figures")
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return few.Shown{}, 0, err
	}
	counts := make([][]int, len(Kinds()))
	for i, kind := range Kinds() {
		for _, state := range FigureStates() {
			n, err := db.Value[int](ctx, s.DB, "SELECT COUNT(*) FROM privacy_request WHERE kind = $1 AND state = $2 AND filed_at >= $3",
				string(kind), string(state), s.DB.Now().AddDate(-1, 0, 0).UnixMicro())
			if err != nil {
				return few.Shown{}, 0, err
			}
			counts[i] = append(counts[i], n)
		}
	}
	least = book.Int("statistic.least", "", s.DB.Now())
	return few.Table(counts, least), least, nil
}

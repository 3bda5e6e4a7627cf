package rule

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/journal"
	"linli/internal/workday"
)

// refresh is how old a Book may become: a change made by another process is seen within this time.
const refresh = 10 * time.Second

// Store reads rules and keeps the Book.
type Store struct {
	d    *db.DB
	sink event.Sink
	mu   sync.Mutex // one reload at a time
	book atomic.Pointer[Book]
	at   atomic.Int64 // when book was read, in microseconds of the process's clock
}

// NewStore is a store over a database. The sink hears of imported calendars.
func NewStore(d *db.DB, sink event.Sink) *Store { return &Store{d: d, sink: sink} }

// Book is the current book, at most ten seconds old. When the database does not answer, the last one serves on.
func (s *Store) Book(ctx context.Context) (*Book, error) {
	b := s.book.Load()
	if b != nil && time.Since(time.UnixMicro(s.at.Load())) < refresh {
		return b, nil
	}
	if b != nil && !s.mu.TryLock() {
		return b, nil // somebody is reading it; the old one is right enough
	}
	if b == nil {
		s.mu.Lock()
	}
	defer s.mu.Unlock()
	fresh, err := s.read(ctx)
	if err != nil && b != nil {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	s.book.Store(fresh)
	s.at.Store(time.Now().UnixMicro())
	return fresh, nil
}

// read makes a book. Its calendar has the office hours that hold today (workday.hours): one calendar answers for all
// moments and all places, so a change of them holds for what is reckoned from that day on, and a place has none of its own.
func (s *Store) read(ctx context.Context) (*Book, error) {
	rules, err := db.All(ctx, s.d, scanRule, "SELECT "+columns+" FROM rule")
	if err != nil {
		return nil, err
	}
	b := NewBook(rules, workday.Calendar{})
	office, ok := b.Find("workday.hours", "", s.d.Now())
	if !ok {
		return nil, errors.New("rule: no workday.hours on this day")
	}
	hours, err := workday.ParseHours(office.Value)
	if err != nil {
		return nil, err
	}
	days, err := db.All(ctx, s.d, scanDay, "SELECT date, notice_year, kind FROM calendar_day")
	if err != nil {
		return nil, err
	}
	b.calendar, err = workday.New(hours, days)
	return b, err
}

const columns = "key, place, value, valid_from, valid_to, source"

func scanRule(r db.Row) (v Rule, err error) {
	return v, r.Scan(&v.Key, &v.Place, &v.Value, &v.From, db.Text(&v.To), &v.Source)
}

func scanDay(r db.Row) (d workday.Day, err error) {
	var date string
	if err = r.Scan(&date, &d.NoticeYear, &d.Kind); err != nil {
		return d, err
	}
	d.Date, err = workday.ParseDate(date)
	return d, err
}

// Ensure puts the shipped rules and the shipped calendar into a database that has none of a key, or no calendar at all.
// What an installation has changed stays. It is safe to call at every start.
func (s *Store) Ensure(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "rule.Ensure")
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "rule", "ensure"); err != nil {
			return err
		}
		for _, r := range Shipped() {
			_, err := tx.Exec(ctx, `INSERT INTO rule (key, place, value, valid_from, valid_to, source)
				SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT)
				WHERE NOT EXISTS (SELECT 1 FROM rule WHERE key = CAST($1 AS TEXT))`,
				r.Key, r.Place, r.Value, r.From, db.Null(r.To), r.Source)
			if err != nil {
				return err
			}
		}
		n, err := db.Value[int64](ctx, tx, "SELECT COUNT(*) FROM calendar_day")
		if err != nil || n > 0 {
			return err
		}
		return insertDays(ctx, tx, workday.Default())
	})
}

func insertDays(ctx context.Context, tx *db.Tx, days []workday.Day) error {
	for _, d := range days {
		_, err := tx.Exec(ctx, "INSERT INTO calendar_day (date, notice_year, kind) VALUES ($1, $2, $3) ON CONFLICT (date) DO UPDATE SET notice_year = excluded.notice_year, kind = excluded.kind",
			d.Date.String(), d.NoticeYear, string(d.Kind))
		if err != nil {
			return err
		}
	}
	return nil
}

// CalendarImported says that days of some years have changed: what was computed from them is computed again.
type CalendarImported struct{ Years []int }

// EventName is the event's name in docs/events.md.
func (CalendarImported) EventName() string { return "rule.calendar_imported" }

// ImportCalendar replaces the days of every notice year that the file names, after checking all of it. It returns the
// years. Invalid with a field per bad line; nothing is written then. Only a system administrator or the command line
// (System) may.
func (s *Store) ImportCalendar(ctx context.Context, a actor.Actor, r io.Reader) (years []int, err error) {
	defer errs.Wrap(&err, "rule.ImportCalendar")
	if !a.System && !a.Has(actor.SystemAdmin) {
		return nil, errs.New(errs.Forbidden, "error.forbidden")
	}
	days, err := workday.Parse(r)
	if err != nil {
		return nil, err
	}
	seen := map[int]bool{}
	for _, d := range days {
		if !seen[d.NoticeYear] {
			seen[d.NoticeYear] = true
			years = append(years, d.NoticeYear)
		}
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, y := range years {
			if _, err := tx.Exec(ctx, "DELETE FROM calendar_day WHERE notice_year = $1", y); err != nil {
				return err
			}
		}
		if err := insertDays(ctx, tx, days); err != nil {
			return err
		}
		if err := journal.WriteTx(ctx, tx, a, journal.Entry{Act: "rule.import_calendar", Kind: "calendar", Subject: "china", After: years}); err != nil {
			return err
		}
		tx.AfterCommit(s.forget)
		return s.sink.Emit(ctx, tx, CalendarImported{Years: years})
	})
	return years, err
}

// NoticeYear is the last year whose holiday notice the calendar has; 0 when it has none.
func NoticeYear(ctx context.Context, q db.Querier) (int, error) {
	return db.Value[int](ctx, q, "SELECT COALESCE(MAX(notice_year), 0) FROM calendar_day")
}

package notice

import (
	"context"
	"errors"
	"time"

	"linli/internal/notice/text"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
)

// Line is a notice as its reader reads it.
type Line struct {
	ID    string
	Kind  Kind
	About chain.Subject
	At    time.Time
	Read  bool
	Text  string // empty: there is nothing to see any more
	Path  string
}

// Page is some of them, newest first.
type Page struct {
	Lines []Line
	Next  string // cursor; empty: the last
}

// pageSize is how many stand on a page.
const pageSize = 20

// List is the actor's notices in a language, behind a cursor. What the actor may not see any more has no text. Unauthenticated;
// Invalid: the cursor.
func (s *Service) List(ctx context.Context, a actor.Actor, l text.Lang, cursor string) (out Page, err error) {
	defer errs.Wrap(&err, "notice.List")
	if !MayChoose(a) {
		return out, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	before := "g" // behind every id
	if cursor != "" {
		keys, err := db.Keys(cursor, 1)
		if err != nil {
			return out, err
		}
		before = keys[0]
	}
	events, err := listed(ctx, s.DB, a.Person, before, pageSize+1)
	if err != nil {
		return out, err
	}
	if len(events) > pageSize {
		events = events[:pageSize]
		out.Next = db.Cursor(events[pageSize-1].ID)
	}
	for _, e := range events {
		line := Line{ID: e.ID, Kind: e.Kind, About: e.About, At: e.At, Read: e.read}
		w, err := s.words(ctx, a.Person, l, e.event)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return out, err
		}
		if err == nil {
			line.Text = w.Line
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// had is an event as somebody has it.
type had struct {
	event
	read bool
}

func listed(ctx context.Context, q db.Querier, person, before string, limit int) ([]had, error) {
	return db.All(ctx, q, func(r db.Row) (x had, err error) {
		var readAt time.Time
		err = r.Scan(&x.ID, &x.Kind, &x.About.Kind, &x.About.ID, db.Time(&x.Day), db.Time(&x.At), &x.Unit, &x.What, db.Time(&readAt))
		x.read = !readAt.IsZero()
		return x, err
	}, `SELECT e.id, e.kind, e.subject_kind, e.subject, e.day, e.at, e.unit, e.what, n.read_at FROM notification n JOIN notification_event e ON e.id = n.event
		WHERE n.person = $1 AND n.event < $2 ORDER BY n.event DESC LIMIT $3`, person, before, limit)
}

// Most is the number at which Unread stops to count.
const Most = 100

// Unread is how many notices a person has not read, at most Most: one look into an index.
func (s *Service) Unread(ctx context.Context, person string) (_ int, err error) {
	defer errs.Wrap(&err, "notice.Unread")
	return db.Value[int](ctx, s.DB, "SELECT COUNT(*) FROM (SELECT 1 FROM notification WHERE person = $1 AND read_at IS NULL LIMIT $2) AS n", person, Most)
}

// Open marks a notice of the actor's as read and tells what it is about. NotFound.
func (s *Service) Open(ctx context.Context, a actor.Actor, eventID string) (about chain.Subject, err error) {
	defer errs.Wrap(&err, "notice.Open")
	if !id.Valid(eventID) || !MayChoose(a) {
		return about, errs.New(errs.NotFound, "error.not_found")
	}
	var read time.Time
	err = db.Each(ctx, s.DB, func(r db.Row) error { return r.Scan(&about.Kind, &about.ID, db.Time(&read)) },
		`SELECT e.subject_kind, e.subject, n.read_at FROM notification n JOIN notification_event e ON e.id = n.event WHERE n.person = $1 AND n.event = $2`, a.Person, eventID)
	switch {
	case err != nil:
		return about, err
	case about.ID == "":
		return about, errs.New(errs.NotFound, "error.not_found")
	case !read.IsZero():
		return about, nil
	}
	return about, s.readTx(ctx, a.Person, "AND event = $3", eventID)
}

// ReadAll marks all notices of the actor's as read. Unauthenticated.
func (s *Service) ReadAll(ctx context.Context, a actor.Actor) (err error) {
	defer errs.Wrap(&err, "notice.ReadAll")
	if !MayChoose(a) {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return s.readTx(ctx, a.Person, "")
}

func (s *Service) readTx(ctx context.Context, person, which string, args ...any) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE notification SET read_at = $2 WHERE person = $1 AND read_at IS NULL "+which, append([]any{person, tx.Now.UnixMicro()}, args...)...)
		return err
	})
}

// template is the words of a kind that hold: the installation's own, or the shipped ones.
func (s *Service) template(ctx context.Context, k Kind) (Template, error) {
	t, err := templateOf(ctx, s.DB, k)
	if errors.Is(err, db.NoRows) {
		return shipped[k], nil
	}
	return t, err
}

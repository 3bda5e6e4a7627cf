package reception

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/workday"
)

const sessionColumns = `id, place, title, about, spot, starts_at, ends_at, state, why, topic, counted, host, post, residents, minutes,
	decisions, publisher, cancelled, planned_at, announced_at, held_at, published_at, ended_at, rev`

func scanSession(r db.Row) (s Session, err error) {
	return s, r.Scan(&s.ID, &s.Place, &s.Title, &s.About, &s.Spot, db.Time(&s.StartsAt), db.Time(&s.EndsAt), &s.State, &s.Reason.Why,
		&s.Reason.Topic, &s.Reason.N, &s.Host, &s.Post, &s.Residents, &s.Minutes, &s.Decisions, &s.Publisher, &s.Cancel,
		db.Time(&s.PlannedAt), db.Time(&s.AnnouncedAt), db.Time(&s.HeldAt), db.Time(&s.PublishedAt), db.Time(&s.EndedAt), &s.Rev)
}

func insertTx(ctx context.Context, tx *db.Tx, s Session) error {
	_, err := tx.Exec(ctx, "INSERT INTO reception ("+sessionColumns+") VALUES "+db.Placeholders(1, 24),
		s.ID, s.Place, s.Title, s.About, s.Spot, s.StartsAt.UnixMicro(), db.Micros(s.EndsAt), string(s.State), string(s.Reason.Why),
		string(s.Reason.Topic), s.Reason.N, s.Host, s.Post, s.Residents, s.Minutes, s.Decisions, s.Publisher, s.Cancel,
		s.PlannedAt.UnixMicro(), db.Micros(s.AnnouncedAt), db.Micros(s.HeldAt), db.Micros(s.PublishedAt), db.Micros(s.EndedAt), s.Rev)
	return err
}

// updateTx writes what an act may change of the tea itself, if nobody has changed it since it was read as old. Conflict
// otherwise.
func updateTx(ctx context.Context, tx *db.Tx, old, s Session) error {
	n, err := tx.Exec(ctx, `UPDATE reception SET title = $4, about = $5, spot = $6, starts_at = $7, ends_at = $8, state = $9, residents = $10,
		minutes = $11, decisions = $12, publisher = $13, cancelled = $14, announced_at = $15, held_at = $16, published_at = $17,
		ended_at = $18, rev = rev + 1 WHERE id = $1 AND rev = $2 AND state = $3`,
		s.ID, old.Rev, string(old.State), s.Title, s.About, s.Spot, s.StartsAt.UnixMicro(), db.Micros(s.EndsAt), string(s.State), s.Residents,
		s.Minutes, s.Decisions, s.Publisher, s.Cancel, db.Micros(s.AnnouncedAt), db.Micros(s.HeldAt), db.Micros(s.PublishedAt), db.Micros(s.EndedAt))
	return moved(n, err)
}

// stillTx holds a tea in its state until the commit, for an act that only adds something to it: one that changes the state
// waits, or this one is refused. Conflict then.
func stillTx(ctx context.Context, tx *db.Tx, id string, states ...State) error {
	var w db.Where
	w.And("id = ?", id)
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	w.In("state", names)
	n, err := tx.Exec(ctx, "UPDATE reception SET title = title WHERE "+w.SQL(), w.Args()...)
	return moved(n, err)
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "reception.conflict")
	}
	return err
}

func byID(ctx context.Context, q db.Querier, id string) (Session, error) {
	return db.One(ctx, q, scanSession, "SELECT "+sessionColumns+" FROM reception WHERE id = $1", id)
}

// sessions are those that fulfil a condition, the latest first.
func sessions(ctx context.Context, q db.Querier, w db.Where, limit int) ([]Session, error) {
	return db.All(ctx, q, scanSession, "SELECT "+sessionColumns+" FROM reception WHERE "+w.SQL()+" ORDER BY starts_at DESC, id DESC LIMIT "+itoa(limit), w.Args()...)
}

func inviteesOf(ctx context.Context, q db.Querier, session string) ([]Invitee, error) {
	return db.All(ctx, q, func(r db.Row) (x Invitee, err error) {
		var link string
		err = r.Scan(&x.ID, &x.Role, &x.Name, &x.Unit, &x.Came, db.Text(&link), db.Time(&x.OpenedAt))
		x.Linked = link != ""
		return x, err
	}, "SELECT id, role, name, unit, came, link, opened_at FROM reception_invitee WHERE reception = $1 ORDER BY id", session)
}

const promiseColumns = `id, reception, place, text, unit, post, owner, made, due, at, by_who, kept, kept_word, kept_by, kept_at, word, word_by, word_at`

func scanPromise(r db.Row) (p Promise, err error) {
	var made, due, kept string
	err = r.Scan(&p.ID, &p.Session, &p.Place, &p.Text, &p.Unit, db.Text(&p.Post), &p.Owner, &made, &due, db.Time(&p.At), &p.By, db.Text(&kept),
		db.Text(&p.KeptWord), db.Text(&p.KeptBy), db.Time(&p.KeptAt), db.Text(&p.Word), db.Text(&p.WordBy), db.Time(&p.WordAt))
	for _, d := range []struct {
		to   *workday.Date
		text string
	}{{&p.Made, made}, {&p.Due, due}, {&p.Kept, kept}} {
		if err == nil && d.text != "" {
			*d.to, err = workday.ParseDate(d.text)
		}
	}
	return p, err
}

func insertPromiseTx(ctx context.Context, tx *db.Tx, p Promise) error {
	_, err := tx.Exec(ctx, `INSERT INTO reception_promise (id, reception, place, text, unit, post, owner, made, due, at, by_who)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.ID, p.Session, p.Place, p.Text, p.Unit, db.Null(p.Post), p.Owner, p.Made.String(), p.Due.String(), p.At.UnixMicro(), p.By)
	return err
}

// promises are those that fulfil a condition, the first given first.
func promises(ctx context.Context, q db.Querier, w db.Where) ([]Promise, error) {
	return db.All(ctx, q, scanPromise, "SELECT "+promiseColumns+" FROM reception_promise WHERE "+w.SQL()+" ORDER BY made, id", w.Args()...)
}

func promiseByID(ctx context.Context, q db.Querier, session, id string) (Promise, error) {
	p, err := db.One(ctx, q, scanPromise, "SELECT "+promiseColumns+" FROM reception_promise WHERE id = $1 AND reception = $2", id, session)
	return p, orNotFound(err)
}

// keepTx is Conflict when the promise was kept meanwhile.
func keepTx(ctx context.Context, tx *db.Tx, p Promise) error {
	n, err := tx.Exec(ctx, "UPDATE reception_promise SET kept = $2, kept_word = $3, kept_by = $4, kept_at = $5 WHERE id = $1 AND kept IS NULL",
		p.ID, p.Kept.String(), p.KeptWord, p.KeptBy, p.KeptAt.UnixMicro())
	return moved(n, err)
}

func explainTx(ctx context.Context, tx *db.Tx, p Promise) error {
	n, err := tx.Exec(ctx, "UPDATE reception_promise SET word = $2, word_by = $3, word_at = $4 WHERE id = $1 AND kept IS NULL",
		p.ID, p.Word, p.WordBy, p.WordAt.UnixMicro())
	return moved(n, err)
}

// unkept is how many promises of a tea are not kept.
func unkept(ctx context.Context, q db.Querier, session string) (int, error) {
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM reception_promise WHERE reception = $1 AND kept IS NULL", session)
}

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

func orNotFound(err error) error {
	if errors.Is(err, db.NoRows) {
		return notFound()
	}
	return err
}

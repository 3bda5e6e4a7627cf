package org

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
)

const columns = "o.id, o.kind, o.place, o.name, o.short_name, o.phone, o.hours, o.uscc, o.uscc_by, o.uscc_at"

func scanOrg(r db.Row) (o Org, err error) {
	return o, r.Scan(&o.ID, &o.Kind, &o.Place, &o.Name, &o.ShortName, &o.Phone, &o.Hours, &o.USCC,
		db.Text(&o.USCCOverride.By), db.Time(&o.USCCOverride.At))
}

func (o Org) values() []any {
	return []any{
		o.ID, string(o.Kind), o.Place, o.Name, o.ShortName, o.Phone, o.Hours, o.USCC,
		db.Null(o.USCCOverride.By), db.Micros(o.USCCOverride.At),
	}
}

func insertTx(ctx context.Context, tx *db.Tx, o Org) error {
	_, err := tx.Exec(ctx, `INSERT INTO org (id, kind, place, name, short_name, phone, hours, uscc, uscc_by, uscc_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, o.values()...)
	return err
}

func updateTx(ctx context.Context, tx *db.Tx, o Org) error {
	_, err := tx.Exec(ctx, `UPDATE org SET kind = $2, place = $3, name = $4, short_name = $5, phone = $6, hours = $7, uscc = $8,
		uscc_by = $9, uscc_at = $10 WHERE id = $1`, o.values()...)
	return err
}

func byID(ctx context.Context, q db.Querier, orgID string) (Org, error) {
	return db.One(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE o.id = $1", orgID)
}

func committeeOf(ctx context.Context, q db.Querier, community string) (Org, error) {
	return db.One(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE o.place = $1 AND o.kind = 'community_committee'", community)
}

// listed are the organisations of the condition, the nearest first.
func listed(ctx context.Context, q db.Querier, w *db.Where) ([]Org, error) {
	return db.All(ctx, q, scanOrg, "SELECT "+columns+" FROM org o WHERE "+w.SQL()+" ORDER BY LENGTH(o.place) DESC, o.kind, o.name, o.id", w.Args()...)
}

func names(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	var w db.Where
	w.In("id", ids)
	out := map[string]string{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var orgID, name string
		err := r.Scan(&orgID, &name)
		out[orgID] = name
		return err
	}, "SELECT id, CASE WHEN short_name <> '' THEN short_name ELSE name END FROM org WHERE "+w.SQL(), w.Args()...)
	return out, err
}

const postColumns = "p.id, p.org, o.place, p.role, p.title"

func scanPost(r db.Row) (p actor.Post, err error) {
	return p, r.Scan(&p.ID, &p.Org, &p.Place, &p.Role, &p.Title)
}

func insertPostTx(ctx context.Context, tx *db.Tx, p actor.Post) error {
	_, err := tx.Exec(ctx, "INSERT INTO post (id, org, role, title) VALUES ($1, $2, $3, $4)", p.ID, p.Org, string(p.Role), p.Title)
	return err
}

func postByID(ctx context.Context, q db.Querier, postID string) (actor.Post, error) {
	return db.One(ctx, q, scanPost, "SELECT "+postColumns+" FROM post p JOIN org o ON o.id = p.org WHERE p.id = $1", postID)
}

// seat is a post and until when it is given away, in microseconds: for ever, or 0 when it never was.
type seat struct {
	actor.Post
	until int64
}

// alikeTx are the posts of an organisation with the same role and title, the latest given away first.
func alikeTx(ctx context.Context, tx *db.Tx, p actor.Post) ([]seat, error) {
	return db.All(ctx, tx, func(r db.Row) (x seat, err error) {
		return x, r.Scan(&x.ID, &x.Org, &x.Place, &x.Role, &x.Title, &x.until)
	}, "SELECT "+postColumns+`, COALESCE((SELECT MAX(COALESCE(h.to_at, 9223372036854775807)) FROM appointment h WHERE h.post = p.id), 0) AS until
		FROM post p JOIN org o ON o.id = p.org WHERE p.org = $1 AND p.role = $2 AND p.title = $3 ORDER BY until DESC, p.id`,
		p.Org, string(p.Role), p.Title)
}

// held is the condition that an appointment h counts at a moment, written so that the moment stands in it once.
const held = "? BETWEEN h.from_at AND COALESCE(h.to_at - 1, 9223372036854775807)"

// VacantSQL is the condition, with one `?` for now in microseconds, that nobody holds the post whose id stands in the
// column: for lists of work that belongs to posts.
func VacantSQL(column string) string {
	// The inner names are its own: a bare column of the outer table is not mistaken for one of the appointment's.
	return "NOT EXISTS (SELECT 1 FROM (SELECT post AS held_post, from_at, to_at FROM appointment) AS h WHERE h.held_post = " + column + " AND " + held + ")"
}

func vacant(ctx context.Context, q db.Querier, postID string, at time.Time) (bool, error) {
	held, err := db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM appointment WHERE post = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2))`,
		postID, at.UnixMicro())
	return !held, err
}

// CommitteesSQL are the ids of the community committees, for conditions on a column of organisations.
const CommitteesSQL = "SELECT id FROM org WHERE kind = 'community_committee'"

// HeldBelowSQL is the condition, with three `?` for db.Subtree's two ends and now in microseconds, that the person whose
// id stands in the column holds a post in the subtree.
func HeldBelowSQL(column string) string {
	return `EXISTS (SELECT 1 FROM (SELECT a.person AS holder, a.from_at, a.to_at FROM appointment a JOIN post p ON p.id = a.post
		JOIN org o ON o.id = p.org WHERE o.place >= ? AND o.place < ?) AS h WHERE h.holder = ` + column + " AND " + held + ")"
}

func postsOf(ctx context.Context, q db.Querier, persons []string, at time.Time) (map[string][]actor.Post, error) {
	var w db.Where
	w.In("h.person", persons)
	w.And(held, at.UnixMicro())
	out := map[string][]actor.Post{}
	err := db.Each(ctx, q, func(r db.Row) error {
		var holder string
		var p actor.Post
		err := r.Scan(&holder, &p.ID, &p.Org, &p.Place, &p.Role, &p.Title)
		out[holder] = append(out[holder], p)
		return err
	}, "SELECT h.person, "+postColumns+` FROM appointment h JOIN post p ON p.id = h.post JOIN org o ON o.id = p.org
		WHERE `+w.SQL()+" ORDER BY h.person, h.from_at, p.id", w.Args()...)
	return out, err
}

func holdersOf(ctx context.Context, q db.Querier, orgID string, at time.Time) ([]Holder, error) {
	return db.All(ctx, q, func(r db.Row) (h Holder, err error) {
		return h, r.Scan(&h.Post.ID, &h.Post.Org, &h.Post.Place, &h.Post.Role, &h.Post.Title,
			db.Text(&h.Person), db.Text(&h.Appointment), db.Time(&h.From))
	}, "SELECT "+postColumns+`, h.person, h.id, h.from_at FROM post p JOIN org o ON o.id = p.org LEFT JOIN appointment h ON h.post = p.id
		AND h.from_at <= $2 AND (h.to_at IS NULL OR h.to_at > $2) WHERE p.org = $1 ORDER BY p.id`, orgID, at.UnixMicro())
}

func holdersOfRole(ctx context.Context, q db.Querier, role actor.Role, at time.Time) ([]string, error) {
	return db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
		`SELECT DISTINCT h.person FROM appointment h JOIN post p ON p.id = h.post
		WHERE p.role = $1 AND h.from_at <= $2 AND (h.to_at IS NULL OR h.to_at > $2) ORDER BY h.person`, string(role), at.UnixMicro())
}

// postsFrom are the posts that a person holds at any moment of a period; without an end it is open.
func postsFrom(ctx context.Context, q db.Querier, personID string, from, to time.Time) ([]actor.Post, error) {
	var w db.Where
	w.And("h.person = ?", personID)
	w.And("h.to_at IS NULL OR h.to_at > ?", from.UnixMicro())
	if !to.IsZero() {
		w.And("h.from_at < ?", to.UnixMicro())
	}
	return db.All(ctx, q, scanPost, "SELECT "+postColumns+` FROM appointment h JOIN post p ON p.id = h.post JOIN org o ON o.id = p.org
		WHERE `+w.SQL()+" ORDER BY h.from_at, p.id", w.Args()...)
}

const appointmentColumns = "id, post, person, from_at, to_at"

func scanAppointment(r db.Row) (x Appointment, err error) {
	return x, r.Scan(&x.ID, &x.Post, &x.Person, db.Time(&x.From), db.Time(&x.To))
}

func appointmentByID(ctx context.Context, q db.Querier, appointmentID string) (Appointment, error) {
	return db.One(ctx, q, scanAppointment, "SELECT "+appointmentColumns+" FROM appointment WHERE id = $1", appointmentID)
}

func insertAppointmentTx(ctx context.Context, tx *db.Tx, x Appointment) error {
	_, err := tx.Exec(ctx, "INSERT INTO appointment ("+appointmentColumns+") VALUES ($1, $2, $3, $4, $5)",
		x.ID, x.Post, x.Person, db.Micros(x.From), db.Micros(x.To))
	return err
}

// takenTx tells whether somebody holds the post at any moment of the appointment.
func takenTx(ctx context.Context, tx *db.Tx, x Appointment) (bool, error) {
	var w db.Where
	w.And("post = ?", x.Post)
	w.And("to_at IS NULL OR to_at > ?", x.From.UnixMicro())
	if !x.To.IsZero() {
		w.And("from_at < ?", x.To.UnixMicro())
	}
	return db.Value[bool](ctx, tx, "SELECT EXISTS (SELECT 1 FROM appointment WHERE "+w.SQL()+")", w.Args()...)
}

// endAppointmentTx ends an appointment that still runs at that moment; the number of rows says whether it did.
func endAppointmentTx(ctx context.Context, tx *db.Tx, appointmentID string, at time.Time) (int64, error) {
	return tx.Exec(ctx, "UPDATE appointment SET to_at = $2 WHERE id = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)", appointmentID, at.UnixMicro())
}

func history(ctx context.Context, q db.Querier, postID string) ([]Appointment, error) {
	return db.All(ctx, q, scanAppointment, "SELECT "+appointmentColumns+" FROM appointment WHERE post = $1 ORDER BY from_at, id", postID)
}

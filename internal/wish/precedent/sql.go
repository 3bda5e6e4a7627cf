package precedent

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/recode"
	"linli/internal/veil"
	"linli/internal/wish"
)

const columns = "id, place, topic, colour, unit, helpers, ground, text, wish, tier, made_by, valid_from, valid_to, ended_by, ended_text"

// own is columns of the table p.
const own = "p.id, p.place, p.topic, p.colour, p.unit, p.helpers, p.ground, p.text, p.wish, p.tier, p.made_by, p.valid_from, p.valid_to, p.ended_by, p.ended_text"

func (p *Precedent) fields(helpers *string) []any {
	return []any{
		&p.ID, &p.Place, &p.Topic, &p.Colour, &p.Unit, helpers, &p.Ground, &p.Text, &p.Wish, &p.Tier, &p.By, db.Time(&p.From), db.Time(&p.To),
		db.Text(&p.EndedBy), db.Text(&p.Ended),
	}
}

// clear takes out of the words what tells of persons: every unit of the place reads a precedent, whoever may see its wish.
func (p *Precedent) clear() { p.Text, p.Ended = veil.Mask(p.Text), veil.Mask(p.Ended) }

// scan reads own, with how often it was proposed and followed.
func scan(r db.Row) (p Precedent, err error) {
	var helpers string
	err = r.Scan(append(p.fields(&helpers), &p.Offered, &p.Followed)...)
	p.Helpers = strings.Fields(helpers)
	p.clear()
	return p, err
}

// counts are how often a precedent was proposed and followed.
const counts = ", (SELECT COUNT(*) FROM wish_precedent u WHERE u.precedent = p.id), (SELECT COUNT(*) FROM wish_precedent u WHERE u.precedent = p.id AND u.followed)"

const from = " FROM precedent p WHERE "

// candidate is a precedent that may be proposed, with the words of its wish.
type candidate struct {
	Precedent
	title, text string
}

// fitting are the precedents that hold at the place of a wish, of a topic of its path, the newest first.
func fitting(ctx context.Context, q db.Querier, x wish.Wish, path []string) ([]candidate, error) {
	var w db.Where
	w.And("p.valid_to IS NULL")
	w.In("p.topic", path)
	w.In("p.place", append(place.Ancestors(x.Place), x.Place))
	w.And("p.wish <> ?", x.ID)
	return db.All(ctx, q, func(r db.Row) (c candidate, err error) {
		var helpers string
		err = r.Scan(append(c.fields(&helpers), &c.title, &c.text)...)
		c.Helpers = strings.Fields(helpers)
		c.clear()
		return c, err
	}, "SELECT "+own+", w.title, w.text FROM precedent p JOIN wish w ON w.id = p.wish WHERE "+w.SQL()+" ORDER BY p.id DESC LIMIT 100", w.Args()...)
}

// pageful is how many precedents a list shows.
const pageful = 25

func listed(ctx context.Context, q db.Querier, f Filter) (out Page, err error) {
	var w db.Where
	var any db.Alternatives
	any.In("p.place", place.Ancestors(f.Place))
	any.Within("p.place", []string{f.Place})
	any.Into(&w)
	if f.Ended {
		w.And("p.valid_to IS NOT NULL")
	} else {
		w.And("p.valid_to IS NULL")
	}
	if f.After != "" {
		keys, err := db.Keys(f.After, 1)
		if err != nil {
			return out, err
		}
		w.And("p.id < ?", keys[0])
	}
	out.Precedents, err = db.All(ctx, q, scan, "SELECT "+own+counts+from+w.SQL()+" ORDER BY p.id DESC LIMIT "+strconv.Itoa(pageful+1), w.Args()...)
	if len(out.Precedents) > pageful {
		out.Precedents = out.Precedents[:pageful]
		out.Next = db.Cursor(out.Precedents[pageful-1].ID)
	}
	return out, err
}

func byID(ctx context.Context, q db.Querier, precedentID string) (Precedent, error) {
	p, err := db.One(ctx, q, scan, "SELECT "+own+counts+from+"p.id = $1", precedentID)
	if errors.Is(err, db.NoRows) {
		err = notFound()
	}
	return p, err
}

func insertTx(ctx context.Context, tx *db.Tx, p Precedent) error {
	_, err := tx.Exec(ctx, "INSERT INTO precedent ("+columns+") VALUES "+db.Placeholders(1, 15),
		p.ID, p.Place, p.Topic, string(p.Colour), p.Unit, strings.Join(p.Helpers, " "), p.Ground, p.Text, p.Wish, string(p.Tier), p.By,
		p.From.UnixMicro(), db.Micros(p.To), db.Null(p.EndedBy), db.Null(p.Ended))
	return err
}

// endTx is Conflict when it has ended.
func endTx(ctx context.Context, tx *db.Tx, p Precedent) error {
	n, err := tx.Exec(ctx, "UPDATE precedent SET valid_to = $2, ended_by = $3, ended_text = $4 WHERE id = $1 AND valid_to IS NULL",
		p.ID, p.To.UnixMicro(), p.EndedBy, p.Ended)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "precedent.conflict")
	}
	return err
}

func useTx(ctx context.Context, tx *db.Tx, wishID, precedentID string, followed bool) error {
	_, err := tx.Exec(ctx, "INSERT INTO wish_precedent (wish, precedent, followed, at) VALUES ($1, $2, $3, $4)", wishID, precedentID, followed, tx.Now.UnixMicro())
	return err
}

// lastGround is why the wish was last returned, of the returns that its ruling settles; empty where there are none.
func lastGround(ctx context.Context, q db.Querier, wishID string) (string, error) {
	found, err := db.All(ctx, q, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
		"SELECT ground FROM wish_return WHERE wish = $1 ORDER BY nth DESC LIMIT 1", wishID)
	if len(found) == 0 {
		return "", err
	}
	return found[0], err
}

// Standing are the places that have precedents that hold.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "precedent.Standing")
	return db.All(ctx, s.d, func(r db.Row) (code string, err error) { return code, r.Scan(&code) },
		"SELECT DISTINCT place FROM precedent WHERE valid_to IS NULL ORDER BY place")
}

// Recode lets the precedents of a recoded place hold at its new code, and tells how many.
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "precedent.Recode")
	return c.Rows(ctx, s.d, "precedent.recode", "SELECT DISTINCT place FROM precedent WHERE valid_to IS NULL AND place >= $1 AND place < $2",
		"UPDATE precedent SET place = $2 WHERE id IN (SELECT id FROM precedent WHERE place = $1 AND valid_to IS NULL LIMIT $3)")
}

// StandingIn counts the precedents that hold in a range of codes, [from, until) in byte order.
func StandingIn(ctx context.Context, q db.Querier, from, until string) (n int, err error) {
	defer errs.Wrap(&err, "precedent.StandingIn")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM precedent WHERE valid_to IS NULL AND place >= $1 AND place < $2", from, until)
}

package publish

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/recode"
	"linli/internal/wish"
)

// partColumns are those of scanPart: the title's or an entry's own, then the decision's (p).
const decisionColumns = "p.state, p.decided_at, p.decided_by, COALESCE(p.reason, ''), COALESCE(p.rev, 0)"

func scanPart(r db.Row) (p Part, err error) {
	var state string
	err = r.Scan(&p.ID, &p.Act, db.Text(&p.Original), db.Text(&p.Public), db.Time(&p.At), db.Text(&state), db.Time(&p.DecidedAt), db.Text(&p.DecidedBy), &p.Reason, &p.Rev)
	switch p.State = wish.Publicity(state); {
	case p.State == "" && p.Public != "":
		p.State = wish.Published // by the rule
	case p.State == "":
		p.State = wish.Unexamined
	}
	return p, err
}

// entryParts are the entries of a timeline that have words for neighbours.
const entryParts = "SELECT e.id, e.act, e.text, e.public_text, e.at, " + decisionColumns + ` FROM wish_event e
	LEFT JOIN wish_publication p ON p.wish = e.wish AND p.part = e.id
	WHERE e.wish = $1 AND e.audience = 'public' AND e.text IS NOT NULL AND (e.detail IS NULL OR e.detail NOT LIKE '%"words":%')`

const titlePart = "SELECT 0, '', w.title, w.public_title, w.accepted_at, " + decisionColumns + ` FROM wish w
	LEFT JOIN wish_publication p ON p.wish = w.id AND p.part = 0 WHERE w.id = $1`

// partsOf are the parts of a wish, the title first, then its timeline in its order.
func partsOf(ctx context.Context, q db.Querier, wishID string) ([]Part, error) {
	title, err := db.One(ctx, q, scanPart, titlePart, wishID)
	if err != nil {
		return nil, err
	}
	rest, err := db.All(ctx, q, scanPart, entryParts+" ORDER BY e.id", wishID)
	return append([]Part{title}, rest...), err
}

// partOf is one of them; NotFound where there is none.
func partOf(ctx context.Context, q db.Querier, wishID string, part int64) (p Part, err error) {
	if part == wish.TitlePart {
		p, err = db.One(ctx, q, scanPart, titlePart, wishID)
	} else {
		p, err = db.One(ctx, q, scanPart, entryParts+" AND e.id = $2", wishID, part)
	}
	if errors.Is(err, db.NoRows) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return p, err
}

// decided is a decision as it is stored.
type decided struct {
	Decision
	state            wish.Publicity
	by, post, person string
	since            time.Time
}

// recordTx keeps a decision if nobody has decided since Seen. Conflict otherwise.
func recordTx(ctx context.Context, tx *db.Tx, w wish.Wish, x decided) error {
	if x.Seen == 0 {
		n, err := tx.Exec(ctx, `INSERT INTO wish_publication (wish, part, community, state, waits_at, decided_at, decided_by, post, person, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (wish, part) DO NOTHING`,
			w.ID, x.Part, w.Community, string(x.state), x.since.UnixMicro(), tx.Now.UnixMicro(), x.by, x.post, x.person, x.Reason)
		return moved(n, err)
	}
	n, err := tx.Exec(ctx, `UPDATE wish_publication SET state = $3, decided_at = $4, decided_by = $5, post = $6, person = $7, reason = $8, rev = rev + 1
		WHERE wish = $1 AND part = $2 AND rev = $9`, w.ID, x.Part, string(x.state), tx.Now.UnixMicro(), x.by, x.post, x.person, x.Reason, x.Seen)
	return moved(n, err)
}

// showTx puts what neighbours read where they read it. A wish that was made private or anonymous meanwhile has nothing to
// show: Conflict.
func showTx(ctx context.Context, tx *db.Tx, wishID string, part int64, to wish.Publicity, text string) error {
	if part == wish.TitlePart {
		n, err := tx.Exec(ctx, `UPDATE wish SET publicity = $2, public_title = $3, rev = rev + 1
			WHERE id = $1 AND visibility = 'public' AND accepted_at IS NOT NULL`, wishID, string(to), db.Null(text))
		return moved(n, err)
	}
	n, err := tx.Exec(ctx, `UPDATE wish_event SET public_text = $3 WHERE wish = $1 AND id = $2 AND audience = 'public' AND text IS NOT NULL
		AND EXISTS (SELECT 1 FROM wish WHERE id = $1 AND visibility = 'public')`, wishID, part, db.Null(text))
	return moved(n, err)
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "publish.conflict")
	}
	return err
}

// scanWaiting reads a row of List.
func scanWaiting(r db.Row) (w Waiting, err error) {
	return w, r.Scan(&w.Wish, &w.Part, db.Time(&w.Since), &w.Number, &w.Title, &w.Place, &w.Act)
}

// waitingIn are the parts that wait in some communities, the longest first, behind a cursor's keys.
func waitingIn(ctx context.Context, q db.Querier, codes, after []string, limit int) ([]Waiting, error) {
	var w db.Where
	w.And("p.state = 'waiting'")
	w.Within("p.community", codes)
	if after != nil {
		since, err1 := strconv.ParseInt(after[0], 10, 64)
		part, err2 := strconv.ParseInt(after[2], 10, 64)
		if errors.Join(err1, err2) != nil {
			return nil, errs.New(errs.Invalid, "error.cursor")
		}
		w.And("(p.waits_at, p.wish, p.part) > (?, ?, ?)", since, after[1], part)
	}
	return db.All(ctx, q, scanWaiting, `SELECT p.wish, p.part, p.waits_at, w.number, w.title, w.place, COALESCE(e.act, '') FROM wish_publication p
		JOIN wish w ON w.id = p.wish LEFT JOIN wish_event e ON e.id = p.part AND e.wish = p.wish
		WHERE `+w.SQL()+" ORDER BY p.waits_at, p.wish, p.part LIMIT "+strconv.Itoa(limit), w.Args()...)
}

// Standing are the codes at which texts wait, one of each community.
func (s *Service) Standing(ctx context.Context) (codes []string, err error) {
	defer errs.Wrap(&err, "publish.Standing")
	return recode.Standing(ctx, s.d, "SELECT MIN(community) FROM wish_publication WHERE community >= $1 AND state = 'waiting'")
}

// Recode gives what waits in a recoded community its new code, and tells how much that was.
func (s *Service) Recode(ctx context.Context, c recode.Change) (n int, err error) {
	defer errs.Wrap(&err, "publish.Recode")
	return c.Rows(ctx, s.d, "wish.publication.recode",
		"SELECT DISTINCT community FROM wish_publication WHERE community >= $1 AND community < $2 AND state = 'waiting' ORDER BY community",
		`UPDATE wish_publication SET community = $2 WHERE community = $1 AND state = 'waiting'
		AND (wish, part) IN (SELECT wish, part FROM wish_publication WHERE community = $1 AND state = 'waiting' LIMIT $3)`)
}

// DroppedTx forgets the decisions on a wish that is being made anonymous.
func DroppedTx(ctx context.Context, tx *db.Tx, wishID string) (err error) {
	defer errs.Wrap(&err, "publish.DroppedTx")
	_, err = tx.Exec(ctx, "DELETE FROM wish_publication WHERE wish = $1", wishID)
	return err
}

// unexamined are wishes from before the rule, behind an id.
func unexamined(ctx context.Context, q db.Querier, after string, limit int) ([]wish.Wish, error) {
	return db.All(ctx, q, wish.Scan, "SELECT "+wish.Columns+" FROM wish WHERE publicity = 'old' AND id > $1 ORDER BY id LIMIT $2", after, limit)
}

// examinedTx keeps what the rule says of a wish, if nobody has changed it since.
func examinedTx(ctx context.Context, tx *db.Tx, w wish.Wish) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE wish SET publicity = $3, public_title = $4 WHERE id = $1 AND rev = $2 AND publicity = 'old'",
		w.ID, w.Rev, string(w.Publicity), db.Null(w.PublicTitle))
	return n > 0, err
}

func countWaiting(ctx context.Context, q db.Querier, a actor.Actor) (int, error) {
	codes := scope(a)
	if len(codes) == 0 {
		return 0, nil
	}
	var w db.Where
	w.And("state = 'waiting'")
	w.Within("community", codes)
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish_publication WHERE "+w.SQL(), w.Args()...)
}

// answersOf reads the last answer of each wish, in one query; of a title that was published later than the answer, that
// moment counts.
func answersOf(ctx context.Context, q db.Querier, wishes []wish.Wish) (map[string]Answer, error) {
	out := map[string]Answer{}
	if len(wishes) == 0 {
		return out, nil
	}
	ids := make([]string, len(wishes))
	for i, w := range wishes {
		ids[i] = w.ID
	}
	var w db.Where
	w.In("e.wish", ids)
	w.And("e.act = 'answer'")
	return out, db.Each(ctx, q, func(r db.Row) error {
		var id, text string
		var at, decided, titled time.Time
		if err := r.Scan(&id, db.Text(&text), db.Time(&at), db.Time(&decided), db.Time(&titled)); err != nil {
			return err
		}
		for _, later := range []time.Time{decided, titled} {
			if later.After(at) {
				at = later
			}
		}
		if delete(out, id); text != "" { // the last one counts, published or not
			out[id] = Answer{text, at}
		}
		return nil
	}, `SELECT e.wish, e.public_text, e.at, p.decided_at, t.decided_at FROM wish_event e
		LEFT JOIN wish_publication p ON p.wish = e.wish AND p.part = e.id LEFT JOIN wish_publication t ON t.wish = e.wish AND t.part = 0
		WHERE `+w.SQL()+" ORDER BY e.id", w.Args()...)
}

func lastDecided(ctx context.Context, q db.Querier, communities []string) (at time.Time, err error) {
	var w db.Where
	w.In("community", communities)
	w.And("decided_at IS NOT NULL")
	return db.One(ctx, q, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.Time(&at)) },
		"SELECT MAX(decided_at) FROM wish_publication WHERE "+w.SQL(), w.Args()...)
}

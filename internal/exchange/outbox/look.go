package outbox

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
)

// Load is what waits at a target, and what is dead.
type Load struct {
	Waiting, Dead int
	Oldest        time.Time // when the first of what waits happened
}

// TargetByID is a target. NotFound.
func TargetByID(ctx context.Context, q db.Querier, targetID string) (_ Target, err error) {
	defer errs.Wrap(&err, "outbox.TargetByID")
	t, err := db.One(ctx, q, scanTarget, "SELECT "+targetColumns+" FROM outbox_target WHERE id = $1", targetID)
	if errors.Is(err, db.NoRows) {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	return t, err
}

// LoadOf is what stands at a target.
func LoadOf(ctx context.Context, q db.Querier, targetID string) (l Load, err error) {
	defer errs.Wrap(&err, "outbox.LoadOf")
	return db.One(ctx, q, func(r db.Row) (l Load, err error) {
		return l, r.Scan(&l.Waiting, &l.Dead, db.Time(&l.Oldest))
	}, `SELECT (SELECT COUNT(*) FROM outbox_delivery WHERE target = $1 AND state = 'waiting'), (SELECT COUNT(*) FROM outbox_delivery WHERE target = $1 AND state = 'dead'),
		(SELECT MIN(at) FROM outbox_delivery WHERE target = $1 AND state = 'waiting')`, targetID)
}

// Trouble is a target that is paused, takes nothing, or has dead rows: for whoever looks at an installation from outside.
type Trouble struct {
	Target
	Load
}

// Ill tells whether an open one takes nothing: it has failed as often in a row as makes it be asked less and less often.
func (t Trouble) Ill() bool { return t.State == Open && t.Failures >= patient }

// Troubles are those of an installation, of a class.
func Troubles(ctx context.Context, q db.Querier, class string) (out []Trouble, err error) {
	defer errs.Wrap(&err, "outbox.Troubles")
	all, err := db.All(ctx, q, scanTarget, "SELECT "+targetColumns+" FROM outbox_target WHERE state <> 'ended' AND class = $1 ORDER BY id", class)
	for _, t := range all {
		l, err := LoadOf(ctx, q, t.ID)
		if err != nil {
			return nil, err
		}
		if t.State == Paused || t.Failures >= patient || l.Dead > 0 {
			out = append(out, Trouble{t, l})
		}
	}
	return out, err
}

// Rows is a page of the rows of some targets, the newest first, those of one phase where one is named. after is the cursor of the
// page before.
func Rows(ctx context.Context, q db.Querier, targets []string, phase Phase, after string, limit int) (_ []Row, next string, err error) {
	defer errs.Wrap(&err, "outbox.Rows")
	if len(targets) == 0 {
		return nil, "", nil
	}
	var w db.Where
	w.In("target", targets)
	if phase != "" {
		w.And("state = ?", string(phase))
	}
	if after != "" {
		keys, err := db.Keys(after, 1)
		if err != nil {
			return nil, "", err
		}
		seq, err := strconv.ParseInt(keys[0], 10, 64)
		if err != nil {
			return nil, "", errs.New(errs.Invalid, "error.cursor")
		}
		w.And("seq < ?", seq)
	}
	rows, err := db.All(ctx, q, scanRow, "SELECT "+rowColumns+" FROM outbox_delivery WHERE "+w.SQL()+" ORDER BY seq DESC LIMIT "+strconv.Itoa(limit+1), w.Args()...)
	if err == nil && len(rows) > limit {
		rows = rows[:limit]
		next = db.Cursor(strconv.FormatInt(rows[limit-1].Seq, 10))
	}
	return rows, next, err
}

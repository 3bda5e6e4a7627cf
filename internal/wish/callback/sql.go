package callback

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/workday"
)

// insertCall keeps a call of now, by the actor under the act's post.
func insertCall(ctx context.Context, c *wish.Change, x Call) error {
	var solved any
	if x.Solved != nil {
		solved = *x.Solved
	}
	_, err := c.Tx.Exec(ctx, `INSERT INTO wish_call (wish, nth, round, at, day, outcome, solved, rating, text, phone, person, post)
		VALUES ($1, (SELECT COALESCE(MAX(nth), 0) + 1 FROM wish_call WHERE wish = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.Old.ID, c.Old.Reopened, c.Now.UnixMicro(), workday.DateOf(c.Now).String(), string(x.Outcome), solved,
		db.Null(string(x.Rating)), x.Text, x.Phone, db.Null(c.Actor.Person), c.Post.ID)
	return db.Taken(err, "wish.conflict")
}

// daysTried is on how many days it was tried since the answer; two tries on one day are one.
func daysTried(ctx context.Context, q db.Querier, w wish.Wish) (int, error) {
	return db.Value[int](ctx, q, "SELECT COUNT(DISTINCT day) FROM wish_call WHERE wish = $1 AND round = $2 AND outcome <> 'reached'", w.ID, w.Reopened)
}

// unreached sets or clears when the submitter counted as not reached. It leaves the row's revision: a judgement that comes at
// the same moment is not refused for it.
func unreached(ctx context.Context, tx *db.Tx, w wish.Wish) error {
	_, err := tx.Exec(ctx, "UPDATE wish SET unreached_at = $2 WHERE id = $1", w.ID, db.Micros(w.UnreachedAt))
	return err
}

// CallsOf are the calls of a wish, the newest first: for who sees it as staff.
func CallsOf(ctx context.Context, q db.Querier, wishID string) (_ []Call, err error) {
	defer errs.Wrap(&err, "callback.CallsOf")
	return db.All(ctx, q, scanCall, "SELECT nth, round, at, day, outcome, solved, rating, text, phone FROM wish_call WHERE wish = $1 ORDER BY nth DESC", wishID)
}

func scanCall(r db.Row) (x Call, err error) {
	var day, rating string
	if err := r.Scan(&x.Nth, &x.Round, db.Time(&x.At), &day, &x.Outcome, &x.Solved, db.Text(&rating), &x.Text, &x.Phone); err != nil {
		return x, err
	}
	x.Rating = wish.Rating(rating)
	x.Day, err = workday.ParseDate(day)
	return x, err
}

// triesOf is what has been tried of each wish since its answer.
func triesOf(ctx context.Context, q db.Querier, wishes []wish.Wish) (map[string]Tried, error) {
	out := map[string]Tried{}
	if len(wishes) == 0 {
		return out, nil
	}
	round, ids := map[string]int{}, make([]string, len(wishes))
	for i, w := range wishes {
		ids[i], round[w.ID] = w.ID, w.Reopened
	}
	var w db.Where
	w.In("wish", ids)
	w.And("outcome <> 'reached'")
	days := map[string]string{} // the last one counted
	err := db.Each(ctx, q, func(r db.Row) error {
		var id, day string
		var of int
		var t Tried
		if err := r.Scan(&id, &of, db.Time(&t.Last), &day, &t.How); err != nil || of != round[id] {
			return err
		}
		if t.Days = out[id].Days; days[id] != day {
			t.Days, days[id] = t.Days+1, day
		}
		out[id] = t
		return nil
	}, "SELECT wish, round, at, day, outcome FROM wish_call WHERE "+w.SQL()+" ORDER BY wish, nth", w.Args()...)
	return out, err
}

// ElsewhereTx keeps the call in which the submitter of a wish was asked in the system from which it came, and what was said.
func ElsewhereTx(ctx context.Context, tx *db.Tx, w wish.Wish, at time.Time) (err error) {
	defer errs.Wrap(&err, "callback.ElsewhereTx")
	_, err = tx.Exec(ctx, `INSERT INTO wish_call (wish, nth, round, at, day, outcome, solved, rating, post)
		VALUES ($1, (SELECT COALESCE(MAX(nth), 0) + 1 FROM wish_call WHERE wish = $1), $2, $3, $4, $5, $6, $7, '')`,
		w.ID, w.Reopened, at.UnixMicro(), workday.DateOf(at).String(), string(Reached), *w.CalledSolved, string(w.CalledRating))
	return err
}

// ReachedAt is when the submitters of wishes were last reached in a call, by wish.
func ReachedAt(ctx context.Context, q db.Querier, ids []string) (_ map[string]time.Time, err error) {
	defer errs.Wrap(&err, "callback.ReachedAt")
	out := map[string]time.Time{}
	var w db.Where
	w.In("wish", ids)
	w.And("outcome = 'reached'")
	return out, db.Each(ctx, q, func(r db.Row) error {
		var id string
		var at time.Time
		err := r.Scan(&id, db.Time(&at))
		out[id] = at
		return err
	}, "SELECT wish, at FROM wish_call WHERE "+w.SQL()+" ORDER BY wish, nth", w.Args()...)
}

package side

import (
	"context"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/wish"
)

// insertReturn keeps a return, and tells the how manyeth it is of this wish.
func insertReturn(ctx context.Context, c *wish.Change, in Returning) (nth int, err error) {
	nth, err = db.Value[int](ctx, c.Tx, `INSERT INTO wish_return (wish, nth, ground, text, unit, sender, post, person, at)
		VALUES ($1, (SELECT COALESCE(MAX(nth), 0) + 1 FROM wish_return WHERE wish = $1), $2, $3, $4, $5, $6, $7, $8) RETURNING nth`,
		c.Wish.ID, string(in.Ground), in.Text, c.Old.Unit, c.Wish.Unit, db.Null(c.Post.ID), db.Null(c.Actor.Person), c.Now.UnixMicro())
	return nth, db.Taken(err, "wish.conflict")
}

// ruleReturns writes down what a ruling has made of the returns that it settles: who returned and now leads was overruled.
func ruleReturns(ctx context.Context, c *wish.Change) error {
	_, err := c.Tx.Exec(ctx, `UPDATE wish_return SET outcome = CASE WHEN unit = $2 THEN 'overruled' ELSE 'upheld' END, ruled_at = $3
		WHERE wish = $1 AND outcome IS NULL`, c.Wish.ID, c.Wish.Unit, c.Now.UnixMicro())
	return err
}

// insertReopening keeps what a reopening sets aside.
func insertReopening(ctx context.Context, c *wish.Change, text string) error {
	old := c.Old
	if old.AnswerFrom.IsZero() {
		old.AnswerFrom = old.ClassifiedAt
	}
	var solved any
	if old.Solved != nil {
		solved = *old.Solved
	}
	_, err := c.Tx.Exec(ctx, `INSERT INTO wish_reopening (wish, nth, text, at, unit, to_unit, colour, answerer, answer_from, answer_due, answered_at, solved, rating, answered_for)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		old.ID, c.Wish.Reopened, text, c.Now.UnixMicro(), old.Unit, c.Wish.Unit, string(old.Colour), db.Null(old.Answerer),
		db.Micros(old.AnswerFrom), db.Micros(old.AnswerDue), db.Micros(old.AnsweredAt), solved, db.Null(string(old.Rating)), db.Null(old.AnsweredFor))
	if err == nil && !old.UnreachedAt.IsZero() { // who was not reached is asked about the new answer
		_, err = c.Tx.Exec(ctx, "UPDATE wish SET unreached_at = NULL WHERE id = $1", old.ID)
	}
	return db.Taken(err, "wish.conflict")
}

func insertTask(ctx context.Context, tx *db.Tx, t Task) error {
	_, err := tx.Exec(ctx, "INSERT INTO wish_task (id, wish, unit, text, due, given_at, given_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		t.ID, t.Wish, t.Unit, t.Text, t.Due.UnixMicro(), t.At.UnixMicro(), t.By)
	return err
}

// finishTask is Conflict when the task is done already.
func finishTask(ctx context.Context, tx *db.Tx, t Task, by, text string) error {
	n, err := tx.Exec(ctx, "UPDATE wish_task SET done_at = $2, done_by = $3, done_text = $4 WHERE id = $1 AND done_at IS NULL",
		t.ID, tx.Now.UnixMicro(), by, text)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "wish.conflict")
	}
	return err
}

// TasksOf are the tasks in a wish, the first given first.
func TasksOf(ctx context.Context, q db.Querier, wishID string) (_ []Task, err error) {
	defer errs.Wrap(&err, "side.TasksOf")
	return db.All(ctx, q, scanTask, "SELECT id, wish, unit, text, due, given_at, given_by, done_at, done_by, done_text FROM wish_task WHERE wish = $1 ORDER BY id", wishID)
}

func scanTask(r db.Row) (t Task, err error) {
	return t, r.Scan(&t.ID, &t.Wish, &t.Unit, &t.Text, db.Time(&t.Due), db.Time(&t.At), &t.By, db.Time(&t.DoneAt), db.Text(&t.DoneBy), db.Text(&t.Done))
}

// ArriveTx gives units that helped with a wish where it came from their tasks in it, as one task says, until the wish's own date; of
// what has ended they are done.
func ArriveTx(ctx context.Context, tx *db.Tx, w wish.Wish, units []string, as Task) (err error) {
	defer errs.Wrap(&err, "side.ArriveTx")
	as.Wish, as.Due, as.At = w.ID, w.AnswerDue, w.FiledAt
	if as.Due.IsZero() {
		as.Due = w.ClosedAt
	}
	for _, as.Unit = range units {
		as.ID = id.At(tx.Now)
		if err := insertTask(ctx, tx, as); err != nil {
			return err
		}
		if w.Open() {
			continue
		}
		if _, err := tx.Exec(ctx, "UPDATE wish_task SET done_at = $2, done_by = $3, done_text = $4 WHERE id = $1", as.ID, w.ClosedAt.UnixMicro(), as.By, as.Done); err != nil {
			return err
		}
	}
	return nil
}

package wish

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish/await"
)

// Columns are those of the table wish, in the order of Scan.
const Columns = `id, number, code, community, place, spot, channel, topic, title, text, visibility, anonymous, submitter, proxy,
	registrar, state, colour, urgency, unit, post, filed_at, accepted_at, classified_at, taken_at, answered_at, closed_at,
	accept_due, classify_due, answer_due, evaluate_due, due, due_span, due_provisional, answerer, solved, rating, sender,
	returned, reopened, answer_from, ruling_due, beside, rev, asked, asked_by, asked_role, asked_unit, asked_colour, extended,
	paused_from, paused_until, noted_at, main,
	called_solved, called_rating, unreached_at, answered_for, publicity, public_title, first_unit`

// Scan reads a row of Columns.
func Scan(r db.Row) (w Wish, err error) {
	var rating, calledRating, beside, ask, colour string
	err = r.Scan(&w.ID, &w.Number, &w.Code, &w.Community, &w.Place, &w.Spot, &w.Channel, &w.Topic, &w.Title, &w.Text,
		&w.Visibility, &w.Anonymous, db.Text(&w.Submitter), db.Text(&w.Proxy), db.Text(&w.Registrar), &w.State, &w.Colour,
		&w.Urgency, &w.Unit, db.Text(&w.Post), db.Time(&w.FiledAt), db.Time(&w.AcceptedAt), db.Time(&w.ClassifiedAt),
		db.Time(&w.TakenAt), db.Time(&w.AnsweredAt), db.Time(&w.ClosedAt), db.Time(&w.AcceptDue), db.Time(&w.ClassifyDue),
		db.Time(&w.AnswerDue), db.Time(&w.EvaluateDue), db.Time(&w.Due), &w.DueSpan, &w.DueProvisional,
		db.Text(&w.Answerer), &w.Solved, db.Text(&rating), db.Text(&w.Sender), &w.Returned, &w.Reopened,
		db.Time(&w.AnswerFrom), db.Time(&w.RulingDue), &beside, &w.Rev,
		db.Text(&ask), db.Text(&w.Asked.By), db.Text(&w.Asked.Role), db.Text(&w.Asked.Unit), db.Text(&colour), &w.Extended,
		db.Time(&w.PausedFrom), db.Time(&w.PausedUntil), db.Time(&w.NotedAt), db.Text(&w.Main),
		&w.CalledSolved, db.Text(&calledRating), db.Time(&w.UnreachedAt), db.Text(&w.AnsweredFor), &w.Publicity, db.Text(&w.PublicTitle), db.Text(&w.First))
	w.CalledRating = Rating(calledRating)
	w.Rating, w.Beside, w.Asked.For, w.Asked.Colour = Rating(rating), strings.Fields(beside), Ask(ask), Colour(colour)
	return w, err
}

func (w Wish) values() []any {
	return []any{
		w.ID, w.Number, w.Code, w.Community, w.Place, w.Spot, string(w.Channel), string(w.Topic), w.Title, w.Text,
		string(w.Visibility), w.Anonymous, db.Null(w.Submitter), db.Null(w.Proxy), db.Null(w.Registrar), string(w.State), string(w.Colour),
		string(w.Urgency), w.Unit, db.Null(w.Post), db.Micros(w.FiledAt), db.Micros(w.AcceptedAt), db.Micros(w.ClassifiedAt),
		db.Micros(w.TakenAt), db.Micros(w.AnsweredAt), db.Micros(w.ClosedAt), db.Micros(w.AcceptDue), db.Micros(w.ClassifyDue),
		db.Micros(w.AnswerDue), db.Micros(w.EvaluateDue), db.Micros(w.Due), w.DueSpan, w.DueProvisional,
		db.Null(w.Answerer), db.Flag(w.Solved), db.Null(w.Rating), db.Null(w.Sender), w.Returned, w.Reopened,
		db.Micros(w.AnswerFrom), db.Micros(w.RulingDue), w.beside(), w.Rev,
		db.Null(w.Asked.For), db.Null(w.Asked.By), db.Null(w.Asked.Role), db.Null(w.Asked.Unit), db.Null(w.Asked.Colour), w.Extended,
		db.Micros(w.PausedFrom), db.Micros(w.PausedUntil), db.Micros(w.NotedAt), db.Null(w.Main),
		db.Flag(w.CalledSolved), db.Null(w.CalledRating), db.Micros(w.UnreachedAt), db.Null(w.AnsweredFor), string(w.Publicity), db.Null(w.PublicTitle), db.Null(w.First),
	}
}

// beside are the units as the column holds them: a space around each, so that one is found by its id between spaces.
func (w Wish) beside() string {
	if len(w.Beside) == 0 {
		return ""
	}
	return " " + strings.Join(w.Beside, " ") + " "
}

var insertWish = "INSERT INTO wish (" + Columns + ") VALUES " + db.Placeholders(1, len(columns))

func insertTx(ctx context.Context, tx *db.Tx, w Wish) error {
	_, err := tx.Exec(ctx, insertWish, w.values()...)
	return err
}

// was is the condition that a wish still has its old state. The state stands in the text: SQLite would compare a bound
// one with the partial indexes and prepare the statement anew for each value, at every act. It comes from the table.
func was(old Wish) string { return "state = '" + string(old.State) + "'" }

// columns are the names of values, in its order; fixed those that no act writes.
var (
	columns = strings.Fields(strings.ReplaceAll(Columns, ",", " "))
	fixed   = strings.Fields("id number code community place spot channel text visibility anonymous submitter proxy registrar filed_at accept_due unreached_at rev")
)

// updateTx writes what an act has changed, if nobody has changed the wish since it was read as old. Conflict otherwise.
// Only what differs stands in the statement: SQLite writes every index of a column that does, of twenty an act changes four.
func updateTx(ctx context.Context, tx *db.Tx, c *Change) error {
	set, args := "rev = rev + 1", []any{c.Wish.ID, c.Old.Rev}
	before, now := c.Old.values(), c.Wish.values()
	for i, column := range columns {
		if before[i] != now[i] && !slices.Contains(fixed, column) {
			args = append(args, now[i])
			set += ", " + column + " = $" + strconv.Itoa(len(args))
		}
	}
	return moved(tx.Exec(ctx, "UPDATE wish SET "+set+" WHERE id = $1 AND rev = $2 AND "+was(c.Old), args...))
}

// stillTx holds a wish as it is until the commit, for an act that only adds to its timeline: it must still be possible,
// from whichever of its states. Conflict otherwise.
func stillTx(ctx context.Context, tx *db.Tx, c *Change) error {
	from := make([]string, 0, 4)
	for _, s := range Flow.From(string(c.Act)) {
		from = append(from, "'"+string(s)+"'")
	}
	set, args := "title = title", []any{c.Wish.ID, c.handles()}
	if !c.Wish.NotedAt.Equal(c.Old.NotedAt) {
		set, args = "noted_at = $3", append(args, c.Wish.NotedAt.UnixMicro())
	}
	return moved(tx.Exec(ctx, "UPDATE wish SET "+set+" WHERE id = $1 AND ($2 = '' OR unit = $2) AND state IN ("+strings.Join(from, ", ")+")", args...))
}

// lapseTx ends what was asked for without a decision.
func lapseTx(ctx context.Context, tx *db.Tx, wishID string) error {
	_, err := tx.Exec(ctx, "UPDATE wish_request SET outcome = 'lapsed', decided_at = $2 WHERE wish = $1 AND outcome IS NULL", wishID, tx.Now.UnixMicro())
	return err
}

// handles is the unit for which an act is done, empty when it is not done for one.
func (c *Change) handles() string {
	if c.Act == Note {
		return c.Old.Unit
	}
	return ""
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "wish.conflict")
	}
	return err
}

// redueTx moves the running clock's due date, if the wish still stands as it was read.
func redueTx(ctx context.Context, tx *db.Tx, old, w Wish) (int64, error) {
	return tx.Exec(ctx, `UPDATE wish SET accept_due = $3, classify_due = $4, answer_due = $5, evaluate_due = $6, due = $7,
		due_provisional = $8, rev = rev + 1 WHERE id = $1 AND rev = $2 AND `+was(old),
		w.ID, old.Rev, db.Micros(w.AcceptDue), db.Micros(w.ClassifyDue), db.Micros(w.AnswerDue), db.Micros(w.EvaluateDue),
		db.Micros(w.Due), w.DueProvisional)
}

func byID(ctx context.Context, q db.Querier, id string) (Wish, error) {
	return db.One(ctx, q, Scan, "SELECT "+Columns+" FROM wish WHERE id = $1", id)
}

func byNumber(ctx context.Context, q db.Querier, number string) (Wish, error) {
	w, err := db.One(ctx, q, Scan, "SELECT "+Columns+" FROM wish WHERE number = $1", number)
	if errors.Is(err, db.NoRows) {
		return byFormerNumber(ctx, q, number)
	}
	return w, err
}

// NumberedTx is a wish by its full number, and FoundTx by its id, as the transaction finds it, whoever asks: for acts that
// touch more than one. NotFound.
func NumberedTx(ctx context.Context, tx *db.Tx, full string) (Wish, error) {
	w, err := byNumber(ctx, tx, full)
	return w, orNotFound(err)
}

// FoundTx is NumberedTx by id.
func FoundTx(ctx context.Context, tx *db.Tx, id string) (Wish, error) {
	w, err := byID(ctx, tx, id)
	return w, orNotFound(err)
}

// RedateTx moves the running clock's due date of a wish that another's act touches. Conflict when it has changed since it
// was read as old.
func RedateTx(ctx context.Context, tx *db.Tx, old, w Wish) error {
	return moved(redueTx(ctx, tx, old, w))
}

// TellTx adds an entry to the timeline of a wish that another's act touches. It publishes no words.
func TellTx(ctx context.Context, tx *db.Tx, wishID string, e Entry) error {
	return insertEntryTx(ctx, tx, Wish{ID: wishID}, e)
}

// insertEntryTx adds to the timeline of a wish; what neighbours may not read yet waits for a moderator.
func insertEntryTx(ctx context.Context, tx *db.Tx, w Wish, e Entry) error {
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return err
	}
	var d driver.Value
	if len(detail) > 2 {
		d = string(detail)
	}
	const insert = `INSERT INTO wish_event (wish, at, act, audience, person, post, who, text, detail, public_text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	args := []any{w.ID, e.At.UnixMicro(), e.Act, string(e.Audience), db.Null(e.Person), db.Null(e.Post), db.Null(e.Who), db.Null(e.Text), d, db.Null(e.Public)}
	if w.Visibility != Public || !e.waits() {
		_, err = tx.Exec(ctx, insert, args...)
		return err
	}
	part, err := db.Value[int64](ctx, tx, insert+" RETURNING id", args...)
	if err != nil {
		return err
	}
	return await.AskTx(ctx, tx, w.ID, w.Community, part)
}

// entries is the timeline of a wish for an audience, newest first.
func entries(ctx context.Context, q db.Querier, wish string, view View) ([]Entry, error) {
	var w db.Where
	w.And("wish = ?", wish)
	switch view {
	case PublicView:
		w.And("audience = ?", string(ForPublic))
	case SubmitterView:
		w.And("audience IN (?, ?)", string(ForPublic), string(ForSubmitter))
	}
	out, err := db.All(ctx, q, scanEntry, "SELECT at, act, audience, person, post, who, text, detail, public_text FROM wish_event WHERE "+w.SQL()+" ORDER BY id DESC", w.Args()...)
	for i := range out {
		switch e := &out[i]; {
		case view == PublicView:
			e.Held = e.waits()
			e.Text, e.Person, e.Detail.Proxy, e.Detail.Title, e.Detail.Phone = e.Public, "", "", "", ""
		case view == SubmitterView && e.Detail.Words == ForStaff:
			e.Text = "" // that it was handed on is for everybody, what was said to each other is not
		}
	}
	return out, err
}

func scanEntry(r db.Row) (e Entry, err error) {
	var detail string
	err = r.Scan(db.Time(&e.At), &e.Act, &e.Audience, db.Text(&e.Person), db.Text(&e.Post), db.Text(&e.Who), db.Text(&e.Text), db.Text(&detail), db.Text(&e.Public))
	if err == nil && detail != "" {
		err = json.Unmarshal([]byte(detail), &e.Detail)
	}
	return e, err
}

// lastChange is who added to a wish's timeline last, and when: what a loser of a race is told.
func lastChange(ctx context.Context, q db.Querier, wish string) (Entry, error) {
	return db.One(ctx, q, func(r db.Row) (e Entry, err error) {
		return e, r.Scan(db.Text(&e.Person), db.Text(&e.Who), db.Time(&e.At))
	}, "SELECT person, who, at FROM wish_event WHERE wish = $1 ORDER BY id DESC LIMIT 1", wish)
}

func insertEvaluationTx(ctx context.Context, tx *db.Tx, e Evaluation, wish string) error {
	_, err := tx.Exec(ctx, `INSERT INTO wish_evaluation (wish, nth, solved, rating, text, person, at)
		VALUES ($1, (SELECT COALESCE(MAX(nth), 0) + 1 FROM wish_evaluation WHERE wish = $1), $2, $3, $4, $5, $6)`,
		wish, *e.Solved, string(e.Rating), e.Text, db.Null(e.Person), tx.Now.UnixMicro())
	return err
}

// earlier is who had answered a wish before it was reopened.
func earlier(ctx context.Context, q db.Querier, wish string) ([]Answering, error) {
	return db.All(ctx, q, func(r db.Row) (x Answering, err error) {
		return x, r.Scan(&x.Unit, db.Text(&x.Person), db.Text(&x.For))
	},
		"SELECT unit, answerer, answered_for FROM wish_reopening WHERE wish = $1 ORDER BY nth", wish)
}

// endedWindows are answered wishes whose evaluation window has ended.
func endedWindows(ctx context.Context, q db.Querier, now time.Time, limit int) ([]string, error) {
	return db.All(ctx, q, scanID, "SELECT id FROM wish WHERE state = 'answered' AND due <= $1 ORDER BY due LIMIT $2", now.UnixMicro(), limit)
}

// ended are closed, rejected or withdrawn wishes that ended before a moment, oldest first.
func ended(ctx context.Context, q db.Querier, before time.Time, limit int) ([]string, error) {
	return db.All(ctx, q, scanID, "SELECT id FROM wish WHERE closed_at IS NOT NULL AND state <> 'archived' AND closed_at < $1 ORDER BY closed_at LIMIT $2",
		before.UnixMicro(), limit)
}

func scanID(r db.Row) (id string, err error) { return id, r.Scan(&id) }

package tally

import (
	"linli/internal/db"
	"linli/internal/wish"
)

// Read are the columns of a wish by which it is counted, in the order of Scan.
const Read = `id, community, place, colour, filed_at, accepted_at, accept_due, classified_at, taken_at, answered_at, answer_due, closed_at, solved,
	rating, called_solved, called_rating, unit, first_unit, topic, reopened, unreached_at`

// Scan reads a wish as far as it is counted.
func Scan(r db.Row) (w wish.Wish, err error) {
	var rating, called string
	err = r.Scan(&w.ID, &w.Community, &w.Place, &w.Colour, db.Time(&w.FiledAt), db.Time(&w.AcceptedAt), db.Time(&w.AcceptDue), db.Time(&w.ClassifiedAt),
		db.Time(&w.TakenAt), db.Time(&w.AnsweredAt), db.Time(&w.AnswerDue), db.Time(&w.ClosedAt), &w.Solved, db.Text(&rating), &w.CalledSolved,
		db.Text(&called), &w.Unit, db.Text(&w.First), &w.Topic, &w.Reopened, db.Time(&w.UnreachedAt))
	w.Rating, w.CalledRating = wish.Rating(rating), wish.Rating(called)
	return w, err
}

// Answers is the condition, with one `?`, that a unit answers for a wish.
const Answers = "COALESCE(first_unit, unit) = ?"

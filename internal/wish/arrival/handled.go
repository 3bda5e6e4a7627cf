package arrival

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"linli/internal/db"
	"linli/internal/sheet"
	"linli/internal/wish"
	"linli/internal/workday"
)

// handled is what a line says of how its wish was handled; what it says nothing of is empty.
type handled struct {
	said   bool // it says whether the wish has ended
	ended  bool
	inHand bool

	end    time.Time
	colour wish.Colour
	named  bool // it names a unit
	unit   string
	level  wish.Colour // of the unit
	beside []string
	due    time.Time
	taken  time.Time
	solved bool
	rating wish.Rating // empty: nobody has judged
	called time.Time
}

// handling are the columns that say how a wish was handled.
var handling = []int{state, ended, colour, handler, due, taken, solved, rating, called}

// said is those columns of a line as a hash: what is compared with the next table. Empty where it says nothing in them.
func said(cells []string) string {
	var all []string
	for _, i := range handling {
		if cells[i] != "" {
			all = append(all, columns[i].Key+"="+cells[i])
		}
	}
	if len(all) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(all, "\x00")))
	return hex.EncodeToString(sum[:12])
}

// handledBy understands how a wish was handled. w is what is known of it: where it stands, when it was raised, who has it, and
// whether it has ended.
func (t *taker) handledBy(ctx context.Context, q db.Querier, cells []string, w wish.Wish, bad *wish.Checker) (h handled, err error) {
	h.said, h.ended = cells[state] != "", !w.Open()
	if h.said {
		yes, known := isEnded(cells[state])
		if h.ended = yes; !known {
			bad.Add("state", "intake.wishes.state")
		}
		h.inHand = slices.Contains(handWords, strings.ToLower(cells[state]))
	}
	var ok bool
	if h.colour, ok = colourWords[strings.ToLower(cells[colour])]; !ok {
		bad.Add("colour", "wish.error.colour")
	}
	t.end(cells, w, &h, bad)
	h.due = t.deadline(cells[due], w, bad)
	h.taken = t.moment("taken", cells[taken], w.FiledAt, "intake.wishes.taken_early", bad)
	h.called = t.moment("called", cells[called], w.FiledAt, "intake.wishes.called_early", bad)
	judged(cells, &h, bad)
	if err := t.unitsOf(ctx, q, cells[handler], w, &h, bad); err != nil {
		return h, err
	}
	h.inHand = h.inHand || !h.taken.IsZero()
	return h, nil
}

// end reads when it ended.
func (t *taker) end(cells []string, w wish.Wish, h *handled, bad *wish.Checker) {
	switch {
	case !h.ended && cells[ended] != "":
		bad.Add("ended", "intake.wishes.open_ended")
	case h.ended && h.said && cells[ended] == "":
		bad.Add("ended", "intake.wishes.no_end")
	case h.ended:
		h.end = t.moment("ended", cells[ended], w.FiledAt, "intake.wishes.backwards", bad)
	}
}

// moment reads a time that has passed and was not before another; zero where the cell is empty.
func (t *taker) moment(name, cell string, after time.Time, early string, bad *wish.Checker) time.Time {
	if cell == "" {
		return time.Time{}
	}
	at, ok := sheet.Moment(cell, workday.Zone)
	switch {
	case !ok:
		bad.Add(name, "intake.error.time")
	case at.After(t.now):
		bad.Add(name, "intake.error.future")
	case before(at, after):
		bad.Add(name, early)
	case at.Before(after):
		at = after // of a day no hour is known
	}
	return at.UTC()
}

// before tells whether a time is before another; where it names a day only, that whole day is meant.
func before(at, other time.Time) bool {
	if workday.DateOf(at).At(0).Equal(at) {
		return workday.DateOf(at) < workday.DateOf(other)
	}
	return at.Before(other.Truncate(time.Second))
}

// deadline reads until when it is to be answered; of a day, until it closes.
func (t *taker) deadline(cell string, w wish.Wish, bad *wish.Checker) time.Time {
	if cell == "" {
		return time.Time{}
	}
	at, ok := sheet.Moment(cell, workday.Zone)
	if !ok {
		bad.Add("due", "intake.error.time")
		return time.Time{}
	}
	if day := workday.DateOf(at); day.At(0).Equal(at) {
		if at = t.book.Calendar().Closing(day); day == workday.DateOf(w.FiledAt) && at.Before(w.FiledAt) {
			at = (day + 1).At(0).Add(-time.Second)
		}
	}
	if at.Before(w.FiledAt) {
		bad.Add("due", "intake.wishes.due_early")
	}
	return at.UTC()
}

// judged reads what the submitter has said in a call-back: whether it is solved, and one of the three ratings; both or neither, for
// the rates are of the same wishes.
func judged(cells []string, h *handled, bad *wish.Checker) {
	says := func(i int) bool { return !slices.Contains(silentWords, strings.ToLower(cells[i])) }
	if !says(solved) && !says(rating) {
		return
	}
	if !h.ended {
		bad.Add(columns[firstOf(says, solved, rating)].Key, "intake.wishes.open_judged")
		return
	}
	if !says(solved) || !says(rating) {
		bad.Add(columns[firstOf(func(i int) bool { return !says(i) }, solved, rating)].Key, "intake.wishes.judged_both")
		return
	}
	var ok bool
	if h.solved, ok = solvedWords[strings.ToLower(cells[solved])]; !ok {
		bad.Add("solved", "intake.wishes.solved")
	}
	if h.rating, ok = ratingWords[strings.ToLower(cells[rating])]; !ok {
		bad.Add("rating", "intake.wishes.rating")
	}
}

func firstOf(is func(int) bool, all ...int) int { return all[slices.IndexFunc(all, is)] }

// fits checks that what a line says of a wish can be, and that the actor may bring it: an open wish that is sorted has a unit of
// its colour's level.
func (t *taker) fits(h handled, w wish.Wish, bad *wish.Checker) {
	switch d := t.desks[w.Community]; {
	case h.ended:
	case !h.named && h.colour != wish.Unsorted:
		bad.Add("colour", "intake.wishes.open_colour")
	case h.unit != "" && h.colour != wish.Unsorted && h.colour != h.level:
		bad.Add("unit", "intake.wishes.unit_level")
	case h.unit != "" && w.Community != "":
		if _, ok := MaySort(t.a, w.Community, h.unit == d.committee && len(h.beside) == 0); !ok {
			bad.Add("unit", "intake.wishes.may_sort")
		}
	}
	if _, ok := MayJudge(t.a, w.Place); h.rating != "" && w.Place != "" && !ok {
		bad.Add("rating", "intake.wishes.may_judge")
	}
}

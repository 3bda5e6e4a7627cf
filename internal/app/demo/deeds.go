package demo

import (
	"fmt"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/callback"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// by is a deed of somebody of the cast.
func by(who string, do func(t *teller, a actor.Actor, id string) (wish.Wish, error)) deed {
	return func(t *teller, id string) error {
		a, ok := t.people[who]
		if !ok {
			return fmt.Errorf("nobody is called %s", who)
		}
		if _, err := do(t, a, id); err != nil {
			return fmt.Errorf("%s, %s: %w", who, t.clock.Now().In(workday.Zone).Format("2006-01-02 15:04"), err)
		}
		return nil
	}
}

// both is one deed after the other at the same moment.
func both(a, b deed) deed {
	return func(t *teller, id string) error {
		if err := a(t, id); err != nil {
			return err
		}
		return b(t, id)
	}
}

// after is the n-th working day after a day.
func (t *teller) after(day workday.Date, n int) workday.Date {
	for n > 0 {
		if day++; t.cal.IsWorkday(day.At(0)) {
			n--
		}
	}
	return day
}

func takesUp(who string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) { return t.Wishes.TakeUp(t.ctx, a, id, "") })
}

func notes(who, text string) deed { return noting(who, text, wish.ForPublic) }

func noting(who, text string, to wish.Audience) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Wishes.Note(t.ctx, a, id, wish.Progress{Text: text, Audience: to})
	})
}

func answers(who, text string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Wishes.Answer(t.ctx, a, id, wish.Reply{Text: text})
	})
}

// judges is the submitter's word, solved unless it is not satisfied.
func judges(who string, r wish.Rating, text string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		solved := r != wish.Unsatisfied
		return t.Wishes.Evaluate(t.ctx, a, id, wish.Evaluation{Solved: &solved, Rating: r, Text: text})
	})
}

func adds(who, text string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Wishes.Supplement(t.ctx, a, id, text, "")
	})
}

func reopens(who, text string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Sides.Reopen(t.ctx, a, id, text, "")
	})
}

// hearsNo is the officer being told on the telephone that it is not solved, and writing down what is missing.
func hearsNo(text string) deed {
	const officer = "辛言"
	return both(by(officer, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		no := false
		return t.Calls.Record(t.ctx, a, id, callback.Words{Solved: &no, Rating: wish.Unsatisfied, Text: text})
	}), reopens(officer, text))
}

// wantsTime asks for n working days more.
func wantsTime(who string, n int, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		seen, err := t.Wishes.See(t.ctx, a, id)
		if err != nil {
			return wish.Wish{}, err
		}
		return t.Asks.Extend(t.ctx, a, id, ask.Wanted{Day: t.after(workday.DateOf(seen.Wish.Due), n), Text: why})
	})
}

// wantsUntil asks for time until the n-th working day after the day on which the demonstration is started.
func wantsUntil(who string, n int, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Extend(t.ctx, a, id, ask.Wanted{Day: t.after(workday.DateOf(t.now), n), Text: why})
	})
}

// wantsPause asks to stop the clock for n working days.
func wantsPause(who string, n int, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Suspend(t.ctx, a, id, ask.Wanted{Day: t.after(workday.DateOf(t.clock.Now()), n), Text: why})
	})
}

// plans asks for a place in the list of a year's people's service items (年度清单): this year's, from July on the next one's.
func plans(who, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		at := t.clock.Now().In(workday.Zone)
		year := at.Year()
		if at.Month() > 6 {
			year++
		}
		return t.Asks.Suspend(t.ctx, a, id, ask.Wanted{Year: year, Text: why})
	})
}

func grants(who, word string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Approve(t.ctx, a, id, ask.Word{Text: word})
	})
}

func refuses(who, word string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Refuse(t.ctx, a, id, ask.Word{Text: word})
	})
}

func resumes(who, word string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Resume(t.ctx, a, id, ask.Word{Text: word})
	})
}

// turns asks a unit of another colour to take the wish.
func turns(who string, to wish.Colour, unit, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Recolour(t.ctx, a, id, ask.Turn{Colour: to, Unit: t.orgs[unit], Text: why})
	})
}

func receives(who, word string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Receive(t.ctx, a, id, ask.Word{Text: word})
	})
}

func returns(who string, ground side.Ground, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Sides.Return(t.ctx, a, id, side.Returning{Ground: ground, Text: why})
	})
}

func hands(who, unit, word string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Sides.Hand(t.ctx, a, id, side.Handing{Unit: t.orgs[unit], Text: word})
	})
}

// task is what a unit has to do beside the lead, within some working days.
type task struct {
	unit, text string
	within     int
}

func (t *teller) share(x task) side.Share {
	return side.Share{Unit: t.orgs[x.unit], Text: x.text, Day: t.after(workday.DateOf(t.clock.Now()), x.within)}
}

// rules names the lead, and who helps.
func rules(who, lead, why string, helpers ...task) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		in := side.Ruling{Lead: t.orgs[lead], Text: why}
		for _, x := range helpers {
			in.Shares = append(in.Shares, t.share(x))
		}
		return t.Sides.Rule(t.ctx, a, id, in)
	})
}

func joins(who string, x task) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Sides.Join(t.ctx, a, id, t.share(x), "")
	})
}

// finishes says that the task of a unit is done.
func finishes(who, unit, done string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		tasks, err := side.TasksOf(t.ctx, t.DB, id)
		if err != nil {
			return wish.Wish{}, err
		}
		i := slices.IndexFunc(tasks, func(x side.Task) bool { return x.Unit == t.orgs[unit] })
		if i < 0 {
			return wish.Wish{}, fmt.Errorf("%s has no task", unit)
		}
		return t.Sides.Finish(t.ctx, a, id, tasks[i].ID, done, "")
	})
}

// merges makes the wish part of the last one told so far whose text begins so.
func merges(who, into, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		i := t.lastTold(func(w wish.Wish) bool { return w.ID != id && strings.HasPrefix(w.Text, into) })
		if i < 0 {
			return wish.Wish{}, fmt.Errorf("nobody wishes %s", into)
		}
		return t.Asks.Merge(t.ctx, a, id, ask.Merging{Number: t.told[i].Number, Text: why})
	})
}

func unmerges(who, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Asks.Unmerge(t.ctx, a, id, ask.Word{Text: why})
	})
}

// lastTold is the place in told of the last wish of which something is true, -1 when there is none.
func (t *teller) lastTold(is func(wish.Wish) bool) int {
	for i := len(t.told) - 1; i >= 0; i-- {
		if is(t.told[i]) {
			return i
		}
	}
	return -1
}

// Package callback is the call-back (回访; domain.md 3.1, B6): an officer who has nothing to do with how a wish was handled
// asks its submitter by telephone what came of it, and writes down the submitter's own words. What is written down closes the
// wish and stands apart from an own judgement for good: wish_call and wish.called_*, never wish.solved and wish.rating. Who
// judges first wins, the submitter or the call; the other is told.
//
// A call that reaches nobody is a try. After tries on as many days in China as the rule wish.call_back.days says, the
// submitter counts as not reached: the wish leaves the list of calls, and the submitter may still judge it until its window
// ends. When it ends, it is closed as not evaluated, as any other.
//
// Who must be called: the submitters of answered wishes without a judgement, from wish.call_back.after working days after the
// answer on, who have left a telephone. Who left none, or no name, is counted beside the list.
//
// Journal acts: wish.call_back, wish.call_missed.
package callback

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/workday"
)

// Outcome is how a call ended.
type Outcome string

// Outcomes.
const (
	Reached     Outcome = "reached"      // 接通
	NoAnswer    Outcome = "no_answer"    // 没人接
	Busy        Outcome = "busy"         // 占线
	WrongNumber Outcome = "wrong_number" // 号码不对
	Refused     Outcome = "refused"      // 不愿意说
)

// Misses are those of a try that reached nobody, in the order of the form.
func Misses() []Outcome { return []Outcome{NoAnswer, Busy, WrongNumber, Refused} }

// Call is one call. Solved, Rating and Text are the submitter's words, only where Reached.
type Call struct {
	Nth     int
	Round   int // how often the wish had been reopened: each answer is judged anew
	At      time.Time
	Day     workday.Date // in China
	Outcome Outcome
	Solved  *bool
	Rating  wish.Rating
	Text    string
	Phone   string // masked: 138****0123
}

// Service is the calls. Each verb answers as those of wish.Service do: NotFound for who may not see the wish, Forbidden for
// who may not do it, Conflict when it stands otherwise than it was seen.
type Service struct {
	d      *db.DB
	wishes *wish.Service
	lists  *list.Lists
	rules  *rule.Store
	people *person.Service
}

// New is the calls over the wishes.
func New(d *db.DB, wishes *wish.Service, lists *list.Lists, rules *rule.Store, people *person.Service) *Service {
	return &Service{d, wishes, lists, rules, people}
}

// Words are what the submitter has said. Nothing is preselected.
type Words struct {
	Solved *bool
	Rating wish.Rating
	Text   string
	Key    string // idempotency key
}

// Record writes down what the submitter said, and closes the wish: evaluated in a call-back. Invalid: solved, rating, text
// (needed with 不满意). Conflict when the submitter has judged already, the window has ended, or there is no telephone.
func (s *Service) Record(ctx context.Context, a actor.Actor, wishID string, in Words) (_ wish.Wish, err error) {
	phone, err := s.phone(ctx, a, wishID)
	if err != nil {
		return wish.Wish{}, err
	}
	return s.wishes.Do(ctx, a, wish.CallBack, wishID, in.Key, func(ctx context.Context, c *wish.Change) error {
		in.Text = strings.TrimSpace(in.Text)
		var bad wish.Checker
		bad.Judgement(in.Solved, in.Rating, in.Text)
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if err := ready(ctx, c, phone); err != nil {
			return err
		}
		w := &c.Wish
		w.CalledSolved, w.CalledRating, w.ClosedAt = in.Solved, in.Rating, c.Now
		c.Stop()
		if !w.UnreachedAt.IsZero() {
			w.UnreachedAt = time.Time{} // reached after all, before the window has ended
			if err := unreached(ctx, c.Tx, *w); err != nil {
				return err
			}
		}
		if err := insertCall(ctx, c, Call{Outcome: Reached, Solved: in.Solved, Rating: in.Rating, Text: in.Text, Phone: phone}); err != nil {
			return err
		}
		c.Tell(wish.CallBack, wish.ForPublic, in.Text, wish.Detail{Solved: in.Solved, Rating: in.Rating, Phone: phone, Words: wish.ForSubmitter})
		return nil
	})
}

// Miss writes down a call that reached nobody; on the last day that the rule asks for the submitter counts as not reached.
// Invalid: outcome. Conflict as Record, and when the submitter counts as not reached already.
func (s *Service) Miss(ctx context.Context, a actor.Actor, wishID string, outcome Outcome, key string) (_ wish.Wish, err error) {
	phone, err := s.phone(ctx, a, wishID)
	if err != nil {
		return wish.Wish{}, err
	}
	return s.wishes.Do(ctx, a, wish.CallMissed, wishID, key, func(ctx context.Context, c *wish.Change) error {
		var bad wish.Checker
		if !slices.Contains(Misses(), outcome) {
			bad.Add("outcome", "callback.error.outcome")
		}
		if err := errs.BadFields(bad); err != nil {
			return err
		}
		if err := ready(ctx, c, phone); err != nil {
			return err
		}
		if err := insertCall(ctx, c, Call{Outcome: outcome, Phone: phone}); err != nil {
			return err
		}
		days, err := daysTried(ctx, c.Tx, c.Old)
		if err != nil {
			return err
		}
		c.Stay()
		if days >= c.Book.Int("wish.call_back.days", "", c.Now) {
			c.Wish.UnreachedAt = c.Now
			if err := unreached(ctx, c.Tx, c.Wish); err != nil {
				return err
			}
		}
		c.Tell(wish.CallMissed, wish.ForSubmitter, "", wish.Detail{Outcome: string(outcome), Phone: phone, Nth: days})
		return nil
	})
}

// phone is the submitter's number as pages show it. Empty where there is none, or who asks does not see the wish as staff.
func (s *Service) phone(ctx context.Context, a actor.Actor, wishID string) (_ string, err error) {
	defer errs.Wrap(&err, "callback.phone")
	seen, err := s.wishes.See(ctx, a, wishID)
	if err != nil || seen.View != wish.StaffView || seen.Wish.Submitter == "" {
		return "", err
	}
	masked, err := s.people.Masked(ctx, seen.Wish.Submitter)
	return masked.Phone, err
}

// ready refuses a call without a number, and after the window; of two at the same wish one writes first.
func ready(ctx context.Context, c *wish.Change, phone string) error {
	if phone == "" {
		return errs.New(errs.Conflict, "callback.error.no_phone")
	}
	if !c.Now.Before(c.Old.EvaluateDue) {
		return errs.New(errs.Conflict, "wish.conflict") // it has ended since it was looked at
	}
	return c.Tx.Lock(ctx, "wish_call", c.Old.ID)
}

package callback

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/wish/list"
	"linli/internal/workday"
)

// Tried is what has been tried of a wish since its answer: on how many days, and how the last call ended.
type Tried struct {
	Days int
	Last time.Time
	How  Outcome
}

// Page is a stretch of the list of calls.
type Page struct {
	list.Page
	Total, Before int              // of the list as it is narrowed; rows before this stretch
	Tries         map[string]Tried // by wish; absent where nobody has called yet
	Nameless      int              // answered as long ago, but nobody can be called: no name was left
	Phoneless     int              // a name and no telephone
}

// List is whom the actor must call, by the end of the window, earliest first. Unauthenticated; NotFound for who calls nobody.
func (s *Service) List(ctx context.Context, a actor.Actor, f list.Filter) (out Page, err error) {
	defer errs.Wrap(&err, "callback.List")
	if err := officer(a); err != nil {
		return Page{}, err
	}
	due, err := s.due(ctx)
	if err != nil {
		return Page{}, err
	}
	w := due.With("TRUE") // due goes on without it
	callable(&w, a)
	w.And("unreached_at IS NULL AND " + person.ReachableSQL("wish.submitter"))
	if out.Page, err = s.lists.ByDeadline(ctx, a, w, f); err != nil {
		return Page{}, err
	}
	f.Before = out.Prev
	if out.Total, out.Before, err = s.lists.Measure(ctx, w, f); err != nil {
		return Page{}, err
	}
	if out.Tries, err = triesOf(ctx, s.d, out.Wishes); err != nil {
		return Page{}, err
	}
	out.Nameless, out.Phoneless, err = s.beside(ctx, a, due)
	return out, err
}

// Waiting is how many the actor must call; zero for who calls nobody.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (n int, err error) {
	defer errs.Wrap(&err, "callback.Waiting")
	if officer(a) != nil {
		return 0, nil
	}
	w, err := s.due(ctx)
	if err != nil {
		return 0, err
	}
	callable(&w, a)
	w.And("unreached_at IS NULL AND " + person.ReachableSQL("wish.submitter"))
	n, _, err = s.lists.Measure(ctx, w, list.Filter{})
	return n, err
}

// officer lets those pass who call.
func officer(a actor.Actor) error {
	switch {
	case a.Has(actor.CallBackOfficer):
		return nil
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	return errs.New(errs.NotFound, "error.not_found")
}

// due are the answered wishes whose submitters have had their days to judge without being asked, and can still judge.
func (s *Service) due(ctx context.Context) (w db.Where, err error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return w, err
	}
	now := s.d.Now()
	w.And("answered_at < ? AND due > ?", answeredBefore(book, now).UnixMicro(), now.UnixMicro())
	return w, nil
}

// answeredBefore is the moment before which an answer was given wish.call_back.after working days ago: the last of them is
// over at closing time.
func answeredBefore(book *rule.Book, now time.Time) time.Time {
	span := workday.Span{N: book.Int("wish.call_back.after", "", now), Unit: workday.Workday}
	if span.N == 0 {
		return now.Add(time.Microsecond)
	}
	day := workday.DateOf(now)
	for due, _ := book.Calendar().Due(day.At(0), span); due.After(now); due, _ = book.Calendar().Due(day.At(0), span) {
		day--
	}
	return (day + 1).At(0)
}

// beside counts what is as long ago in the officer's places, and has nobody to call.
func (s *Service) beside(ctx context.Context, a actor.Actor, due db.Where) (nameless, phoneless int, err error) {
	var places []string
	for _, p := range a.Posts {
		if p.Role == actor.CallBackOfficer {
			places = append(places, a.Scope(p)...)
		}
	}
	due.And("state = 'answered'")
	due.Within("place", places)
	row := func(r db.Row) (n [2]int, err error) { return n, r.Scan(&n[0], &n[1]) }
	n, err := db.One(ctx, s.d, row, "SELECT COUNT(*) - COUNT(submitter), COUNT(CASE WHEN submitter IS NOT NULL AND NOT "+
		person.ReachableSQL("wish.submitter")+" THEN 1 END) FROM wish WHERE "+due.SQL(), due.Args()...)
	return n[0], n[1], err
}

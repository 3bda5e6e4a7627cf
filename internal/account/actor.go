package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/workday"
)

// maxActors is how many actors are remembered at a time.
const maxActors = 20_000

// ActorFor is who stands behind an account at a moment: the person, the posts held then and those stood in
// for, those acted for. Unauthenticated
// when the account is not there or disabled.
func ActorFor(ctx context.Context, q db.Querier, accountID string, at time.Time) (_ actor.Actor, err error) {
	defer errs.Wrap(&err, "account.ActorFor")
	acc, err := ByID(ctx, q, accountID)
	if errs.Is(err, errs.NotFound) || err == nil && !acc.DisabledAt.IsZero() {
		return actor.Actor{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if err != nil {
		return actor.Actor{}, err
	}
	p, err := person.ByID(ctx, q, acc.Person)
	if err != nil {
		return actor.Actor{}, err
	}
	a := actor.Actor{Account: acc.ID, Person: p.ID, Name: p.Name, Home: p.Place}
	if a.Posts, a.Away, err = org.ActsIn(ctx, q, p.ID, at); err != nil {
		return actor.Actor{}, err
	}
	if a.Former, err = formers(ctx, q, a.Posts); err != nil {
		return actor.Actor{}, err
	}
	proxies, err := person.ActsFor(ctx, q, p.ID, at)
	for _, x := range proxies {
		a.ActsFor = append(a.ActsFor, x.For)
	}
	return a, err
}

// formers are the codes that the places of posts had before.
func formers(ctx context.Context, q db.Querier, posts []actor.Post) (map[string][]string, error) {
	var codes []string
	for _, p := range posts {
		if p.Place != "" && !slices.Contains(codes, p.Place) {
			codes = append(codes, p.Place)
		}
	}
	return place.Formers(ctx, q, codes)
}

// Duty is what somebody who has signed in must do before anything else.
type Duty string

// Duties.
const (
	NoDuty      Duty = ""
	NewPassword Duty = "password" // the password has lived longer than the rule allows
	SetFactor   Duty = "factor"   // a second factor is required and there is none
)

// standing is who somebody is, and what must be done first.
type standing struct {
	actor.Actor
	duty Duty
}

// Actor is ActorFor now, remembered for some seconds.
func (s *Service) Actor(ctx context.Context, accountID string) (actor.Actor, error) {
	a, _, err := s.Standing(ctx, accountID)
	return a, err
}

// Standing is Actor, and what must be done before anything else.
func (s *Service) Standing(ctx context.Context, accountID string) (actor.Actor, Duty, error) {
	now := s.d.Now()
	key := accountID + workday.DateOf(now).String() // who stands in does so from midnight to midnight, to the second
	x, ok, epoch := s.actors.Get(key, now)
	if ok {
		return x.Actor, x.duty, nil
	}
	var err error
	if x.Actor, err = ActorFor(ctx, s.d, accountID, now); err != nil {
		return actor.Actor{}, NoDuty, err
	}
	if x.duty, err = s.duty(ctx, x.Actor); err != nil {
		return actor.Actor{}, NoDuty, err
	}
	s.actors.Put(key, x, now, epoch)
	return x.Actor, x.duty, nil
}

// duty is what the rules ask of an account: a password not older than account.password.days, and a second factor.
func (s *Service) duty(ctx context.Context, a actor.Actor) (Duty, error) {
	acc, err := ByID(ctx, s.d, a.Account)
	if err != nil || acc.Kind != Staff {
		return NoDuty, err
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return NoDuty, err
	}
	now := s.d.Now()
	days := book.Int("account.password.days", "", now)
	switch {
	case acc.HasPassword && days > 0 && !now.Before(acc.PasswordAt.AddDate(0, 0, days)):
		return NewPassword, nil
	case acc.Second:
		return NoDuty, nil
	}
	must, err := s.MustHaveFactor(ctx, a)
	if !must {
		return NoDuty, err
	}
	return SetFactor, err
}

// MustHaveFactor tells whether somebody must have a second factor: the three administrators always (GB/T 22239-2019 8.1.4.1
// d), other staff where the rule account.totp.staff says so.
func (s *Service) MustHaveFactor(ctx context.Context, a actor.Actor) (bool, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return false, err
	}
	return a.Has(actor.Administrators()...) || a.Staff() && book.Yes("account.totp.staff", "", s.d.Now()), nil
}

// ForgetActors makes this process learn at once that posts, names or proxies have changed.
func (s *Service) ForgetActors() { s.actors.Clear() }

func unknown(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.NotFound, "account.unknown")
	}
	return err
}

// ByID is an account. NotFound.
func ByID(ctx context.Context, q db.Querier, accountID string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.ByID")
	if !id.Valid(accountID) {
		return Account{}, unknown(db.NoRows)
	}
	a, err := byID(ctx, q, accountID)
	return a, unknown(err)
}

// ByLogin is a staff account by its login as somebody types it, for the command line. NotFound.
func ByLogin(ctx context.Context, q db.Querier, login string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.ByLogin")
	a, err := byLogin(ctx, q, NormalLogin(login))
	return a, unknown(err)
}

// ByPerson is a person's account. NotFound when there is none.
func ByPerson(ctx context.Context, q db.Querier, personID string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.ByPerson")
	a, err := byPerson(ctx, q, personID)
	return a, unknown(err)
}

// ByID is ByID on the service's database.
func (s *Service) ByID(ctx context.Context, accountID string) (Account, error) {
	return ByID(ctx, s.d, accountID)
}

// StaffOf tells who of several persons works here: has a staff account.
func StaffOf(ctx context.Context, q db.Querier, persons []string) (_ map[string]bool, err error) {
	defer errs.Wrap(&err, "account.StaffOf")
	out := map[string]bool{}
	ids, err := staffOf(ctx, q, persons)
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

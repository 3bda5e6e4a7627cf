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
)

// maxActors is how many actors are remembered at a time.
const maxActors = 20_000

// ActorFor is who stands behind an account at a moment: the person, the posts held then, those acted for. Unauthenticated
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
	if a.Posts, err = org.PostsOf(ctx, q, p.ID, at); err != nil {
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

// Actor is ActorFor now, remembered for some seconds.
func (s *Service) Actor(ctx context.Context, accountID string) (actor.Actor, error) {
	now := s.d.Now()
	a, ok, epoch := s.actors.Get(accountID, now)
	if ok {
		return a, nil
	}
	a, err := ActorFor(ctx, s.d, accountID, now)
	if err == nil {
		s.actors.Put(accountID, a, now, epoch)
	}
	return a, err
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

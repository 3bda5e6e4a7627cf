// Package view keeps the lists of wishes that a member of staff has put together: filters under a name of one's own. They
// are a habit of work, no record: nobody else sees them, and they go with the person.
package view

import (
	"context"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// The lists that a view may be of, as their addresses name them.
const (
	Inbox  = "inbox"
	Wishes = "wishes"
)

// View is a list under a name.
type View struct {
	ID    string
	Name  string
	List  string // Inbox or Wishes
	Query string // filters as list.Address writes them
}

// most is how many somebody keeps: a line of links, not an archive.
const most = 20

// maxName is the longest name, in characters.
const maxName = 20

// Service is the use cases.
type Service struct{ d *db.DB }

// New is the service over a database.
func New(d *db.DB) *Service { return &Service{d: d} }

// own lets those pass who have lists of wishes. For anybody else there is no such page.
func own(a actor.Actor) error {
	switch {
	case !a.SignedIn() || a.Person == "":
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !list.HasDesk(a):
		return errs.New(errs.NotFound, "error.not_found")
	}
	return nil
}

// Save keeps a list under a name; the same name means the newer one from then on. Invalid: name, or too many.
func (s *Service) Save(ctx context.Context, a actor.Actor, v View) (_ View, err error) {
	defer errs.Wrap(&err, "view.Save")
	if err := own(a); err != nil {
		return View{}, err
	}
	if v.Name, err = named(v.Name); err != nil {
		return View{}, err
	}
	if v.List != Inbox {
		v.List = Wishes
	}
	v.Query = list.Address(list.Said(v.Query))
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "wish_view", a.Person); err != nil {
			return err
		}
		n, err := db.Value[int](ctx, tx, "SELECT COUNT(*) FROM wish_view WHERE person = $1 AND name <> $2", a.Person, v.Name)
		if err != nil {
			return err
		}
		if n >= most {
			return errs.BadFields([]errs.Field{{Name: "name", Key: "view.error.most", Args: []any{most}}})
		}
		v.ID, err = db.Value[string](ctx, tx, `INSERT INTO wish_view (id, person, name, list, query, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person, name) DO UPDATE SET list = excluded.list, query = excluded.query, at = excluded.at RETURNING id`,
			id.At(tx.Now), a.Person, v.Name, v.List, v.Query, tx.Now.UnixMicro())
		return err
	})
	return v, err
}

// named is a name as it is kept. Invalid: name.
func named(name string) (string, error) {
	var bad wish.Checker
	name = strings.TrimSpace(name)
	bad.Line("name", name, 1, maxName)
	return name, errs.BadFields(bad)
}

const columns = "id, name, list, query"

func scan(r db.Row) (v View, err error) { return v, r.Scan(&v.ID, &v.Name, &v.List, &v.Query) }

// Of is what the actor has kept, by name; nothing for who keeps none.
func (s *Service) Of(ctx context.Context, a actor.Actor) (_ []View, err error) {
	defer errs.Wrap(&err, "view.Of")
	if err := own(a); err != nil {
		return nil, err
	}
	return db.All(ctx, s.d, scan, "SELECT "+columns+" FROM wish_view WHERE person = $1 ORDER BY name, id", a.Person)
}

// See is one of the actor's own. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, viewID string) (_ View, err error) {
	defer errs.Wrap(&err, "view.See")
	if err := own(a); err != nil {
		return View{}, err
	}
	v, err := db.One(ctx, s.d, scan, "SELECT "+columns+" FROM wish_view WHERE id = $1 AND person = $2", viewID, a.Person)
	return v, missing(err)
}

// Rename gives one of the actor's own another name. Invalid: name (also one that another has). NotFound.
func (s *Service) Rename(ctx context.Context, a actor.Actor, viewID, name string) (err error) {
	defer errs.Wrap(&err, "view.Rename")
	if err := own(a); err != nil {
		return err
	}
	if _, err := s.See(ctx, a, viewID); err != nil {
		return err
	}
	if name, err = named(name); err != nil {
		return err
	}
	err = s.change(ctx, "UPDATE wish_view SET name = $3 WHERE id = $1 AND person = $2", viewID, a.Person, name)
	if db.IsUnique(err) {
		return errs.BadFields([]errs.Field{{Name: "name", Key: "view.error.same"}})
	}
	return err
}

// Delete drops one of the actor's own. NotFound.
func (s *Service) Delete(ctx context.Context, a actor.Actor, viewID string) (err error) {
	defer errs.Wrap(&err, "view.Delete")
	if err := own(a); err != nil {
		return err
	}
	return s.change(ctx, "DELETE FROM wish_view WHERE id = $1 AND person = $2", viewID, a.Person)
}

func (s *Service) change(ctx context.Context, sql string, args ...any) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sql, args...)
		if err == nil && n == 0 {
			err = db.NoRows
		}
		return missing(err)
	})
}

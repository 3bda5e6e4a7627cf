package person

import (
	"context"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/seal"
)

// Service is the use cases of people. What the actor may not see is NotFound.
type Service struct {
	d        *db.DB
	ring     *seal.Ring
	consents Consents // nil: nobody asks
}

// New is a service on a database. Without a ring nobody's contact is kept or read.
func New(d *db.DB, ring *seal.Ring) *Service { return &Service{d: d, ring: ring} }

// Create adds a person; key is an idempotency key. Invalid with fields; Forbidden.
func (s *Service) Create(ctx context.Context, a actor.Actor, p Person, key string) (_ Person, err error) {
	defer errs.Wrap(&err, "person.Create")
	post, ok := MayCreate(a, p.Place)
	if !ok {
		return Person{}, errs.New(errs.Forbidden, "error.forbidden")
	}
	var out Person
	again, err := journal.Once(ctx, s.d, a, "person.create", key, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = createTx(ctx, tx, a, post, p, key)
		return err
	})
	if err != nil || again == "" {
		return out, err
	}
	return ByID(ctx, s.d, again)
}

// CreateTx adds a person inside the act of another feature, which has decided that the actor may: the desk writes down a
// newcomer's name with the wish. Invalid with fields.
func CreateTx(ctx context.Context, tx *db.Tx, a actor.Actor, p Person) (_ Person, err error) {
	defer errs.Wrap(&err, "person.CreateTx")
	post, _ := MayCreate(a, p.Place)
	return createTx(ctx, tx, a, post, p, "")
}

func createTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, p Person, key string) (Person, error) {
	p, err := p.checked(tx.Now)
	if err != nil {
		return Person{}, err
	}
	p.ID = id.At(tx.Now)
	if err := insertTx(ctx, tx, p); err != nil {
		return Person{}, err
	}
	return p, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "person.create", Kind: "person", Subject: p.ID, Place: p.Place, Post: post.ID, After: stamp(p, Person{}), Key: key,
	})
}

// Update changes what is kept of a person to p, by p.ID: a new name, a move to another home. Somebody may not move a
// person into a community and keep reading there what was not theirs before: the actor must be allowed at the old home;
// the new one is free. Invalid with fields; Forbidden for who may only see; NotFound.
func (s *Service) Update(ctx context.Context, a actor.Actor, p Person) (_ Person, err error) {
	defer errs.Wrap(&err, "person.Update")
	if !id.Valid(p.ID) {
		return Person{}, unknown(db.NoRows)
	}
	var out Person
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "person", p.ID); err != nil {
			return err
		}
		old, post, err := allowed(ctx, tx, a, p.ID, MayUpdate)
		if err != nil {
			return err
		}
		if out, err = p.checked(tx.Now); err != nil || out == old {
			return err
		}
		if err := updateTx(ctx, tx, out); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "person.update", Kind: "person", Subject: p.ID, Place: out.Place, Post: post.ID, Before: stamp(old, out), After: stamp(out, old),
		})
	})
	return out, err
}

// allowed is the person and the post that gives the right; who may not even see gets NotFound.
func allowed(
	ctx context.Context, q db.Querier, a actor.Actor, personID string, may func(actor.Actor, Person) (actor.Post, bool),
) (Person, actor.Post, error) {
	p, err := byID(ctx, q, personID)
	if err != nil {
		return Person{}, actor.Post{}, unknown(err)
	}
	if _, ok := MaySee(a, p); !ok {
		return Person{}, actor.Post{}, unknown(db.NoRows)
	}
	post, ok := may(a, p)
	if !ok {
		return Person{}, actor.Post{}, errs.New(errs.Forbidden, "error.forbidden")
	}
	return p, post, nil
}

// See is a person as the actor may see one. NotFound.
func (s *Service) See(ctx context.Context, a actor.Actor, personID string) (_ Person, err error) {
	defer errs.Wrap(&err, "person.See")
	if !id.Valid(personID) {
		return Person{}, unknown(db.NoRows)
	}
	p, _, err := allowed(ctx, s.d, a, personID, MaySee)
	return p, err
}

// journalled is what the journal keeps of a person: name and place, and that other fields changed, never their values.
type journalled struct {
	Name    string   `json:"name"`
	Place   string   `json:"place,omitempty"`
	Changed []string `json:"changed,omitempty"`
}

func stamp(p, other Person) journalled {
	j := journalled{Name: p.Name, Place: p.Place}
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"birth", p.Birth != other.Birth},
		{"sex", p.Sex != other.Sex},
	} {
		if f.changed {
			j.Changed = append(j.Changed, f.name)
		}
	}
	return j
}

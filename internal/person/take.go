package person

import (
	"context"
	"errors"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/seal"
)

// KnownAs are those of a name who can be reached under a number, oldest first: how a file that has no other key finds somebody
// again. It asks nobody whether that may be seen.
func (s *Service) KnownAs(ctx context.Context, q db.Querier, name string, phone seal.Value) (out []Person, err error) {
	defer errs.Wrap(&err, "person.KnownAs")
	if s.ring == nil || phone.IsZero() {
		return nil, nil
	}
	all, err := byHash(ctx, q, "phone_key", s.ring.Lookups(phone, field("phone")))
	for _, p := range all {
		if nameKey(p.Name) == nameKey(name) {
			out = append(out, p)
		}
	}
	return out, err
}

// Identified is who has an identity number; NotFound for nobody's. It asks nobody whether that may be seen.
func (s *Service) Identified(ctx context.Context, q db.Querier, number seal.Value) (_ Person, err error) {
	defer errs.Wrap(&err, "person.Identified")
	if s.ring == nil || number.IsZero() {
		return Person{}, unknown(db.NoRows)
	}
	all, err := byHash(ctx, q, "id_number_key", s.ring.Lookups(number, field("id_number")))
	if err == nil && len(all) == 0 {
		err = db.NoRows
	}
	if err != nil {
		return Person{}, unknown(err)
	}
	return all[0], nil
}

// CheckTaken is what is wrong with a person and how to reach that person as somebody has written them down; nothing is written.
// Both come back in normal form. Invalid with fields.
func (s *Service) CheckTaken(p Person, c ContactChange) (_ Person, _ ContactChange, err error) {
	p, err = p.checked(s.d.Now())
	c, born, err2 := c.checked(s.d.Now())
	if bad := slices.Concat(errs.FieldsOf(err), errs.FieldsOf(err2)); len(bad) > 0 || err != nil || err2 != nil {
		if len(bad) == 0 {
			return p, c, errors.Join(err, err2)
		}
		return p, c, errs.BadFields(bad)
	}
	if born.Number != "" {
		p.Birth, p.Sex = born.Birth.String(), born.Sex
	}
	return p, c, nil
}

// Differs tells which columns of a person a change would change, of the person's own by their names (name, place, birth, sex)
// and of the sealed ones. It tells no values.
func (s *Service) Differs(ctx context.Context, q db.Querier, old, p Person, c ContactChange) (columns []string, err error) {
	defer errs.Wrap(&err, "person.Differs")
	for _, f := range []struct {
		name     string
		old, now string
	}{{"name", old.Name, p.Name}, {"place", old.Place, p.Place}, {"birth", old.Birth, p.Birth}, {"sex", string(old.Sex), string(p.Sex)}} {
		if f.now != "" && f.now != f.old {
			columns = append(columns, f.name)
		}
	}
	if s.ring == nil || c == (ContactChange{Consent: c.Consent}) {
		return columns, nil
	}
	_, _, changed, err := s.changeOf(ctx, q, old.ID, c)
	return append(columns, changed...), err
}

// Taking writes down whom files name, many in one transaction.
type Taking struct {
	*Service
	agreed Check
}

// Taking asks for consents as they stand now.
func (s *Service) Taking(ctx context.Context) (Taking, error) {
	agreed, err := s.asking(ctx)
	return Taking{s, agreed}, err
}

// TakeTx writes somebody down whom a file names, inside the act of another feature, which has decided that the actor may: a new
// person where p.ID is empty, else what differs; empty fields of p leave what is there. The number, the consent and the journal
// are as in Create, Update and SetContact. Invalid with fields; NotFound.
func (s Taking) TakeTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, p Person, c ContactChange) (_ Person, err error) {
	defer errs.Wrap(&err, "person.TakeTx")
	if p.ID == "" {
		if p, err = createTx(ctx, tx, a, post, p, ""); err != nil {
			return p, err
		}
	} else if p, err = s.overTx(ctx, tx, a, post, p); err != nil {
		return p, err
	}
	if c == (ContactChange{Consent: c.Consent}) {
		return p, nil
	}
	if s.ring == nil {
		return p, errs.New(errs.Unavailable, "person.no_keys")
	}
	c, born, err := c.checked(tx.Now)
	if err == nil {
		err = s.lockNumber(ctx, tx, p.ID, c)
	}
	if err != nil {
		return p, err
	}
	return p, s.contactTx(ctx, tx, a, post, p, c, born, s.agreed)
}

// overTx changes what a file says otherwise of somebody.
func (s Taking) overTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, p Person) (Person, error) {
	if !id.Valid(p.ID) {
		return p, unknown(db.NoRows)
	}
	if err := tx.Lock(ctx, "person", p.ID); err != nil {
		return p, err
	}
	old, err := byID(ctx, tx, p.ID)
	if err != nil {
		return p, unknown(err)
	}
	next := old
	for _, f := range []struct{ to, from *string }{{&next.Name, &p.Name}, {&next.Place, &p.Place}, {&next.Birth, &p.Birth}, {(*string)(&next.Sex), (*string)(&p.Sex)}} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	if next, err = next.checked(tx.Now); err != nil || next == old {
		return next, err
	}
	if err := updateTx(ctx, tx, next); err != nil {
		return next, err
	}
	return next, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "person.update", Kind: "person", Subject: p.ID, Place: next.Place, Post: post.ID, Before: stamp(old, next), After: stamp(next, old),
	})
}

// contactTx writes a contact, whose number is locked, and the act.
func (s *Service) contactTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, p Person, c ContactChange, born IDNumber, agreed Check) error {
	old, next, changed, err := s.changeOf(ctx, tx, p.ID, c)
	if err != nil || len(changed) == 0 {
		return err
	}
	if err := agreed(ctx, tx, a, p, added(old, next), c.Consent); err != nil {
		return err
	}
	if err := s.keepTx(ctx, tx, p, next, born); err != nil {
		return err
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "person.contact", Kind: "person", Subject: p.ID, Place: p.Place, Post: post.ID, After: journalled{Name: p.Name, Changed: changed},
	})
}

package place

import (
	"context"
	"errors"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/workday"
)

// Service changes the tree below the communities. Every change is journalled.
type Service struct{ d *db.DB }

// New is a service on a database.
func New(d *db.DB) *Service { return &Service{d: d} }

// Addition is a new 邻里 or building.
type Addition struct {
	Parent string // trimmed code of the community, or of the 邻里
	Name   string
	Code   string // trimmed code below the parent; empty: the next free one
	Key    string // idempotency key
}

// AddNeighbourhood adds a 邻里 to a community: community code + 3 digits, counted on from the highest ever given.
// Invalid, Forbidden; NotFound when the community is not there now; Conflict when the code was ever used.
func (s *Service) AddNeighbourhood(ctx context.Context, a actor.Actor, in Addition) (p Place, err error) {
	defer errs.Wrap(&err, "place.AddNeighbourhood")
	return s.add(ctx, a, in, Neighbourhood)
}

// AddBuilding adds a building to a 邻里: its code + 3 digits. Errors as AddNeighbourhood.
func (s *Service) AddBuilding(ctx context.Context, a actor.Actor, in Addition) (p Place, err error) {
	defer errs.Wrap(&err, "place.AddBuilding")
	return s.add(ctx, a, in, Building)
}

func (s *Service) add(ctx context.Context, a actor.Actor, in Addition, l Level) (Place, error) {
	if LevelOf(in.Parent) != l-1 {
		return Place{}, errs.BadFields([]errs.Field{{Name: "parent", Key: "place.parent_level"}})
	}
	post, ok := MayEdit(a, in.Parent+"001")
	if !ok {
		return Place{}, errs.New(errs.Forbidden, "error.forbidden")
	}
	name, err := cleanName(in.Name)
	if err != nil {
		return Place{}, err
	}
	if code, err := Parse(in.Code); in.Code != "" && (err != nil || code != in.Code || LevelOf(code) != l || !actor.Covers(in.Parent, code)) {
		return Place{}, errs.BadFields([]errs.Field{{Name: "code", Key: "place.code"}})
	}
	in.Name = name
	var p Place
	code, err := journal.Once(ctx, s.d, a, "place.add", in.Key, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = PutTx(ctx, tx, a, post, in)
		return err
	})
	if err != nil || code == "" {
		return p, err
	}
	return ByCode(ctx, s.d, code)
}

// PutTx adds a 邻里 or building inside the act of another feature, which has decided that the actor may and that its name is in
// normal form (CheckName). NotFound when the parent is not there now; Conflict when the code was ever used.
func PutTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, in Addition) (p Place, err error) {
	defer errs.Wrap(&err, "place.PutTx")
	p = Place{Code: in.Code, Version: 1, Parent: in.Parent, Name: in.Name}
	if err := addTx(ctx, tx, &p); err != nil {
		return p, err
	}
	return p, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "place.add", Kind: "place", Subject: p.Code, Place: p.Code, Post: post.ID, After: map[string]string{"name": in.Name}, Key: in.Key,
	})
}

// addTx adds a place from today on, under the next free code unless it has one. The lock of the parent keeps two from
// taking the same.
func addTx(ctx context.Context, tx *db.Tx, p *Place) error {
	if err := tx.Lock(ctx, "place", p.Parent); err != nil {
		return err
	}
	if _, err := found(currentOf(ctx, tx, p.Parent)); err != nil {
		return err
	}
	if p.Code == "" {
		code, err := nextCode(ctx, tx, p.Parent, LevelOf(p.Parent)+1)
		if err != nil {
			return err
		}
		p.Code = code
	}
	p.From = workday.DateOf(tx.Now)
	return insertTx(ctx, tx, *p)
}

// AddTx adds many 邻里 and buildings from today on inside the act of another: below.Import has checked and locked them.
// Only Code, Parent and Name count. Conflict when one of the codes was ever used.
func AddTx(ctx context.Context, tx *db.Tx, places []Place) (err error) {
	defer errs.Wrap(&err, "place.AddTx")
	now, err := editionOf(ctx, tx)
	if err != nil {
		return err
	}
	fresh := make([]Place, len(places))
	for i, p := range places {
		fresh[i] = Place{Code: p.Code, Version: 1, Parent: p.Parent, Name: p.Name}
	}
	for part := range slices.Chunk(fresh, StageRows) {
		err := StageTx(ctx, tx, now, workday.DateOf(tx.Now), part)
		if db.IsUnique(err) {
			return errs.New(errs.Conflict, "place.code_taken")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Rename gives a 邻里 or building another name from today on; its former name stays in its history. The same name again
// does nothing. Invalid, Forbidden; NotFound when the place is not there now.
func (s *Service) Rename(ctx context.Context, a actor.Actor, code, name string) (err error) {
	defer errs.Wrap(&err, "place.Rename")
	post, ok := MayEdit(a, code)
	if !ok {
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	if name, err = cleanName(name); err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return RenameTx(ctx, tx, a, post, code, name) })
}

// RenameTx is Rename inside the act of another feature, as PutTx.
func RenameTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, code, name string) (err error) {
	defer errs.Wrap(&err, "place.RenameTx")
	if err := tx.Lock(ctx, "place", code); err != nil {
		return err
	}
	p, err := found(currentOf(ctx, tx, code))
	if err != nil || p.Name == name {
		return err
	}
	before := p.Name
	p.Name, p.From, p.Version = name, workday.DateOf(tx.Now), p.Version+1
	if err := endTx(ctx, tx, code, ""); err != nil {
		return err
	}
	if err := insertTx(ctx, tx, p); err != nil {
		return err
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "place.rename", Kind: "place", Subject: code, Place: code, Post: post.ID,
		Before: map[string]string{"name": before}, After: map[string]string{"name": name},
	})
}

// End ends a 邻里 or building from today on, replaced by another of the same level or, when replacedBy is empty, by
// none. Its code is never given again. Invalid when the successor is not there; Forbidden; NotFound when the place is
// not there now; Conflict while something below it is.
func (s *Service) End(ctx context.Context, a actor.Actor, code, replacedBy string) (err error) {
	defer errs.Wrap(&err, "place.End")
	post, ok := MayEdit(a, code)
	if !ok {
		return errs.New(errs.Forbidden, "error.forbidden")
	}
	if replacedBy != "" && (LevelOf(replacedBy) != LevelOf(code) || replacedBy == code) {
		return errs.BadFields([]errs.Field{{Name: "replaced_by", Key: "place.successor"}})
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "place", code); err != nil {
			return err
		}
		if err := mayEndTx(ctx, tx, code, replacedBy); err != nil {
			return err
		}
		if err := endTx(ctx, tx, code, replacedBy); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "place.end", Kind: "place", Subject: code, Place: code, Post: post.ID,
			After: map[string]string{"replaced_by": replacedBy},
		})
	})
}

// mayEndTx is the rule over more than the row: nothing below it, and a successor that is there.
func mayEndTx(ctx context.Context, tx *db.Tx, code, replacedBy string) error {
	children, err := childrenOf(ctx, tx, code)
	if err != nil {
		return err
	}
	if len(children) > 0 {
		return errs.New(errs.Conflict, "place.has_children", len(children))
	}
	if replacedBy == "" {
		return nil
	}
	if err := tx.Lock(ctx, "place", replacedBy); err != nil {
		return err
	}
	_, err = currentOf(ctx, tx, replacedBy)
	if errors.Is(err, db.NoRows) {
		return errs.BadFields([]errs.Field{{Name: "replaced_by", Key: "place.successor"}})
	}
	return err
}

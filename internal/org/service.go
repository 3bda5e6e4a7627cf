package org

import (
	"context"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/plain"
)

// Service is the use cases of organisations, posts and appointments. What lies outside the actor's scope is Forbidden,
// not NotFound: organisations are public.
type Service struct {
	d      *db.DB
	sink   event.Sink
	single bool
}

// New is a service over a database and whoever hears of events.
func New(d *db.DB, sink event.Sink) *Service { return &Service{d: d, sink: sink} }

// LetOneAdminister lets one person be all three administrators, for a small installation. Call it before the first use.
func (s *Service) LetOneAdminister() { s.single = true }

// OneAdministers tells whether one person may be all three administrators.
func (s *Service) OneAdministers() bool { return s.single }

func forbidden() error { return errs.New(errs.Forbidden, "error.forbidden") }

// CreateOrg adds an organisation; key is an idempotency key. A social credit code that fails its check is kept
// (Org.USCCDoubtful). Invalid with fields; Forbidden; Conflict when the community has its committee.
func (s *Service) CreateOrg(ctx context.Context, a actor.Actor, o Org, key string) (_ Org, err error) {
	defer errs.Wrap(&err, "org.CreateOrg")
	post, ok := MayManage(a, o.Place)
	if !ok {
		return Org{}, forbidden()
	}
	in := o
	again, err := journal.Once(ctx, s.d, a, "org.create", key, func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = createTx(ctx, tx, a, post, in, key)
		return err
	})
	if err != nil {
		return Org{}, err
	}
	if again != "" {
		return ByID(ctx, s.d, again)
	}
	return o, nil
}

// CreateOrgTx is CreateOrg inside the act of another feature.
func (s *Service) CreateOrgTx(ctx context.Context, tx *db.Tx, a actor.Actor, o Org) (_ Org, err error) {
	defer errs.Wrap(&err, "org.CreateOrgTx")
	post, ok := MayManage(a, o.Place)
	if !ok {
		return Org{}, forbidden()
	}
	return createTx(ctx, tx, a, post, o, "")
}

func createTx(ctx context.Context, tx *db.Tx, a actor.Actor, post actor.Post, o Org, key string) (Org, error) {
	o, err := o.checked()
	if err != nil {
		return Org{}, err
	}
	o.ID, o.USCCOverride = id.At(tx.Now), Override{}
	err = insertTx(ctx, tx, o)
	if db.IsUnique(err) {
		return Org{}, errs.New(errs.Conflict, "org.error.committee_exists")
	}
	if err != nil {
		return Org{}, err
	}
	return o, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "org.create", Kind: "org", Subject: o.ID, Place: o.Place, Post: post.ID, After: stamp(o), Key: key,
	})
}

// UpdateOrg changes an organisation to o, by o.ID. Its kind stays; a new social credit code needs a new override. Invalid
// with fields; Forbidden, at the old place or at the new one; NotFound; Conflict as CreateOrg.
func (s *Service) UpdateOrg(ctx context.Context, a actor.Actor, o Org) (_ Org, err error) {
	defer errs.Wrap(&err, "org.UpdateOrg")
	if !id.Valid(o.ID) {
		return Org{}, unknown(db.NoRows)
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = s.UpdateOrgTx(ctx, tx, a, o)
		return err
	})
	return o, err
}

// UpdateOrgTx is UpdateOrg inside the act of another feature.
func (s *Service) UpdateOrgTx(ctx context.Context, tx *db.Tx, a actor.Actor, o Org) (_ Org, err error) {
	defer errs.Wrap(&err, "org.UpdateOrgTx")
	post, ok := MayManage(a, o.Place)
	if !ok {
		return Org{}, forbidden()
	}
	if err := tx.Lock(ctx, "org", o.ID); err != nil {
		return Org{}, err
	}
	old, err := byID(ctx, tx, o.ID)
	if err != nil {
		return Org{}, unknown(err)
	}
	if _, ok := MayManage(a, old.Place); !ok {
		return Org{}, forbidden()
	}
	o.Kind, o.USCCOverride = old.Kind, Override{}
	if o, err = o.checked(); err != nil {
		return Org{}, err
	}
	if o.USCC == old.USCC {
		o.USCCOverride = old.USCCOverride
	}
	return o, saveTx(ctx, tx, a, "org.update", post, old, o)
}

func saveTx(ctx context.Context, tx *db.Tx, a actor.Actor, act string, post actor.Post, old, o Org) error {
	if o == old {
		return nil
	}
	err := updateTx(ctx, tx, o)
	if db.IsUnique(err) {
		return errs.New(errs.Conflict, "org.error.committee_exists")
	}
	if err != nil {
		return err
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: act, Kind: "org", Subject: o.ID, Place: o.Place, Post: post.ID, Before: stamp(old), After: stamp(o),
	})
}

// OverrideUSCC lets a social credit code stand that fails its check. Forbidden; NotFound; Conflict when the code passes or
// stands already.
func (s *Service) OverrideUSCC(ctx context.Context, a actor.Actor, orgID string) (err error) {
	defer errs.Wrap(&err, "org.OverrideUSCC")
	if !id.Valid(orgID) {
		return unknown(db.NoRows)
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "org", orgID); err != nil {
			return err
		}
		old, err := byID(ctx, tx, orgID)
		if err != nil {
			return unknown(err)
		}
		post, ok := MayOverride(a, old.Place)
		if !ok {
			return forbidden()
		}
		if !old.USCCDoubtful() {
			return errs.New(errs.Conflict, "org.uscc.not_doubtful")
		}
		o := old
		o.USCCOverride = Override{By: a.Person, At: tx.Now}
		return saveTx(ctx, tx, a, "org.override_uscc", post, old, o)
	})
}

// journalled is what the journal keeps of an organisation.
type journalled struct {
	Kind       Kind   `json:"kind"`
	Place      string `json:"place"`
	Name       string `json:"name"`
	ShortName  string `json:"short_name,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Hours      string `json:"hours,omitempty"`
	USCC       string `json:"uscc,omitempty"`
	Overridden bool   `json:"overridden,omitempty"`
}

func stamp(o Org) journalled {
	return journalled{
		Kind: o.Kind, Place: o.Place, Name: o.Name, ShortName: o.ShortName, Phone: o.Phone, Hours: o.Hours, USCC: o.USCC,
		Overridden: !o.USCCOverride.At.IsZero(),
	}
}

// CreatePost adds a post to an organisation: p.Org, p.Role, p.Title. key is an idempotency key. Invalid: role, title;
// Forbidden; NotFound.
func (s *Service) CreatePost(ctx context.Context, a actor.Actor, p actor.Post, key string) (_ actor.Post, err error) {
	defer errs.Wrap(&err, "org.CreatePost")
	in := p
	again, err := journal.Once(ctx, s.d, a, "org.create_post", key, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = s.CreatePostTx(ctx, tx, a, in, key)
		return err
	})
	if err != nil {
		return actor.Post{}, err
	}
	if again != "" {
		return PostByID(ctx, s.d, again)
	}
	return p, nil
}

// CreatePostTx is CreatePost inside the act of another feature.
func (s *Service) CreatePostTx(ctx context.Context, tx *db.Tx, a actor.Actor, p actor.Post, key string) (_ actor.Post, err error) {
	defer errs.Wrap(&err, "org.CreatePostTx")
	o, err := ByID(ctx, tx, p.Org)
	if err != nil {
		return p, err
	}
	if p.Title, err = checkedPost(p); err != nil {
		return p, err
	}
	by, err := mayAppointTx(ctx, tx, a, o.Place, p.Role)
	if err != nil {
		return p, err
	}
	p.Place = o.Place
	p.ID = id.At(tx.Now)
	if err := insertPostTx(ctx, tx, p); err != nil {
		return p, err
	}
	return p, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "org.create_post", Kind: "post", Subject: p.ID, Place: p.Place, Post: by.ID, After: map[string]string{
			"org": p.Org, "role": string(p.Role), "title": p.Title,
		}, Key: key,
	})
}

// checkedPost is a post's title in normal form, or what is wrong with the post.
func checkedPost(p actor.Post) (title string, err error) {
	var bad []errs.Field
	if !slices.Contains(actor.Roles(), p.Role) {
		bad = append(bad, errs.Field{Name: "role", Key: "org.error.role"})
	}
	title = strings.Join(strings.Fields(p.Title), " ")
	switch n := plain.Length(title); {
	case n == 0 || !plain.Clean(title, false):
		bad = append(bad, errs.Field{Name: "title", Key: "org.error.empty"})
	case n > maxTitle:
		bad = append(bad, errs.Field{Name: "title", Key: "org.error.long", Args: []any{maxTitle}})
	}
	return title, errs.BadFields(bad)
}

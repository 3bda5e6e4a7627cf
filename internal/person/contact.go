package person

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/plain"
	"linli/internal/seal"
)

// Contact is what is kept sealed of a person. People read it by Masked and Reveal only; Phone is for the house itself.
type Contact struct {
	Phone    seal.Value // in the form of ParsePhone
	IDNumber seal.Value // 18 characters, GB 11643
	Address  seal.Value // the door behind the building: 2单元 502室
	Other    seal.Value // another way to reach somebody, in own words: the daughter's number
}

// ContactChange is what becomes of a contact: nil leaves a value as it is, the empty text removes it.
type ContactChange struct {
	Phone, IDNumber, Address, Other *string
	// Consent is how the person has just agreed that this is kept, before whoever changes it; empty: nothing was said.
	Consent string
}

// Masked is a contact as pages show it: 138****1234, the last four, and that there is an address.
type Masked struct {
	Phone, IDNumber, Address, Other string
}

// Reason is why somebody looks at a contact in full; it goes into the journal.
type Reason string

// Reasons.
const (
	ToCallBack Reason = "call_back" // 电话回访、联系居民
	ToVisit    Reason = "visit"     // 上门
	ToCheck    Reason = "check"     // 核对身份
	Emergency  Reason = "emergency" // 紧急情况
)

// Reasons is all of them, in the order in which a form offers them.
func Reasons() []Reason { return []Reason{ToCallBack, ToVisit, ToCheck, Emergency} }

// Limits of the free texts, in characters.
const (
	maxAddress = 60
	maxOther   = 80
)

// sealed are the four fields: the column, whether it is looked up by, and where the value stands.
var sealedFields = []struct {
	column string
	key    string // column of the keyed hash; empty: never looked up
	value  func(*Contact) *seal.Value
}{
	{"phone", "phone_key", func(c *Contact) *seal.Value { return &c.Phone }},
	{"id_number", "id_number_key", func(c *Contact) *seal.Value { return &c.IDNumber }},
	{"address", "", func(c *Contact) *seal.Value { return &c.Address }},
	{"contact", "", func(c *Contact) *seal.Value { return &c.Other }},
}

// place in which a value is bound: a text moved to another person or field no longer opens.
func bound(column, personID string) string { return "person." + column + "\x00" + personID }

// field names what a keyed hash is of.
func field(column string) string { return "person." + column }

// checked is the change in normal form. born is what an identity number says of its holder.
func (c ContactChange) checked(now time.Time) (_ ContactChange, born IDNumber, err error) {
	var bad []errs.Field
	if given(c.Phone) {
		phone, err := ParsePhone(*c.Phone)
		bad = append(bad, errs.FieldsOf(errs.In("phone", err))...)
		c.Phone = &phone
	}
	if given(c.IDNumber) {
		n, err := ParseIDNumber(*c.IDNumber, now)
		bad = append(bad, errs.FieldsOf(errs.In("id_number", err))...)
		c.IDNumber, born = &n.Number, n
	}
	c.Address, bad = words(c.Address, "address", maxAddress, bad)
	c.Other, bad = words(c.Other, "other", maxOther, bad)
	return c, born, errs.BadFields(bad)
}

func given(s *string) bool { return s != nil && strings.TrimSpace(*s) != "" }

// words is a free text of one line.
func words(s *string, name string, most int, bad []errs.Field) (*string, []errs.Field) {
	if s == nil {
		return nil, bad
	}
	text := strings.Join(strings.Fields(*s), " ")
	switch {
	case !plain.Clean(text, false):
		bad = append(bad, errs.Field{Name: name, Key: "person.name.characters"})
	case plain.Length(text) > most:
		bad = append(bad, errs.Field{Name: name, Key: "person.text.long", Args: []any{most}})
	}
	return &text, bad
}

// apply changes a contact and names the columns that changed.
func (c ContactChange) apply(old Contact) (out Contact, changed []string) {
	out = old
	for i, to := range []*string{c.Phone, c.IDNumber, c.Address, c.Other} {
		if to == nil {
			continue
		}
		v := sealedFields[i].value(&out)
		if next := seal.Of(strings.TrimSpace(*to)); *v != next {
			*v = next
			changed = append(changed, sealedFields[i].column)
		}
	}
	return out, changed
}

// SetContact changes what is kept sealed of a person. An identity number also says when and as what somebody was born.
// Invalid with fields, id_number when another person has that number, consent where something is added that nobody has
// agreed to; Unavailable without keys; Forbidden; NotFound.
func (s *Service) SetContact(ctx context.Context, a actor.Actor, personID string, change ContactChange) (err error) {
	defer errs.Wrap(&err, "person.SetContact")
	switch {
	case s.ring == nil:
		return errs.New(errs.Unavailable, "person.no_keys")
	case !id.Valid(personID):
		return unknown(db.NoRows)
	}
	change, born, err := change.checked(s.d.Now())
	if err != nil {
		return err
	}
	agreed, err := s.asking(ctx)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.lockNumber(ctx, tx, personID, change); err != nil {
			return err
		}
		p, post, err := allowed(ctx, tx, a, personID, MaySetContact)
		if err != nil {
			return err
		}
		return s.contactTx(ctx, tx, a, post, p, change, born, agreed)
	})
}

// changeOf is what is stored of a person, what a change makes of it, and the columns that differ.
func (s *Service) changeOf(ctx context.Context, q db.Querier, personID string, change ContactChange) (old, next Contact, changed []string, err error) {
	if old, err = s.contactOf(ctx, q, personID); err != nil {
		return old, next, nil, err
	}
	next, changed = change.apply(old)
	return old, next, changed, nil
}

// keepTx stores a contact, and when and as what its holder was born where an identity number says it.
func (s *Service) keepTx(ctx context.Context, tx *db.Tx, p Person, c Contact, born IDNumber) error {
	if born.Number != "" {
		p.Birth, p.Sex = born.Birth.String(), born.Sex
		if err := updateTx(ctx, tx, p); err != nil {
			return err
		}
	}
	return s.saveContactTx(ctx, tx, p.ID, c)
}

// lockNumber lets one writer at a time give a person this identity number, and refuses one that is another's.
func (s *Service) lockNumber(ctx context.Context, tx *db.Tx, personID string, change ContactChange) error {
	if given(change.IDNumber) {
		hashes := s.ring.Lookups(seal.Of(*change.IDNumber), field("id_number"))
		if err := tx.Lock(ctx, "person.id_number", slices.Min(hashes)); err != nil {
			return err
		}
		others, err := byHash(ctx, tx, "id_number_key", hashes)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, func(p Person) bool { return p.ID != personID }) {
			return errs.BadFields([]errs.Field{{Name: "id_number", Key: "person.id.taken"}})
		}
	}
	return tx.Lock(ctx, "person", personID)
}

// contactOf opens what is stored.
func (s *Service) contactOf(ctx context.Context, q db.Querier, personID string) (c Contact, err error) {
	texts, err := sealedTexts(ctx, q, personID)
	if err != nil {
		return Contact{}, unknown(err)
	}
	for i, f := range sealedFields {
		if *f.value(&c), err = s.ring.Open(texts[i], bound(f.column, personID)); err != nil {
			return Contact{}, err
		}
	}
	return c, nil
}

func (s *Service) saveContactTx(ctx context.Context, tx *db.Tx, personID string, c Contact) error {
	args := []any{personID}
	for _, f := range sealedFields {
		args = append(args, db.Null(s.ring.Seal(*f.value(&c), bound(f.column, personID))))
	}
	args = append(args, db.Null(s.ring.Lookup(c.Phone, field("phone"))), db.Null(s.ring.Lookup(c.IDNumber, field("id_number"))))
	_, err := tx.Exec(ctx, `UPDATE person SET phone = $2, id_number = $3, address = $4, contact = $5, phone_key = $6, id_number_key = $7
		WHERE id = $1`, args...)
	return err
}

// Masked is how to reach somebody, as a page may show it to whoever sees that person: for use cases that have decided
// that. A value that cannot be opened, because its key is missing, is shown as stars only. NotFound.
func (s *Service) Masked(ctx context.Context, personID string) (m Masked, err error) {
	defer errs.Wrap(&err, "person.Masked")
	texts, err := sealedTexts(ctx, s.d, personID)
	if err != nil {
		return Masked{}, unknown(err)
	}
	const stars = "****"
	masks := []func(string) string{MaskPhone, MaskIDNumber, func(string) string { return stars }, func(string) string { return stars }}
	for i, to := range []*string{&m.Phone, &m.IDNumber, &m.Address, &m.Other} {
		if texts[i] == "" {
			continue
		}
		*to = stars
		if s.ring == nil {
			continue
		}
		if v, err := s.ring.Open(texts[i], bound(sealedFields[i].column, personID)); err == nil {
			*to = masks[i](v.Reveal())
		}
	}
	return m, nil
}

// Phone is the telephone to which the house itself sends something that the person has asked for; empty where none is kept.
// Nobody sees it: it is for a job that hands it to the sender. NotFound.
func (s *Service) Phone(ctx context.Context, personID string) (_ seal.Value, err error) {
	defer errs.Wrap(&err, "person.Phone")
	if s.ring == nil {
		return seal.Value{}, nil
	}
	texts, err := sealedTexts(ctx, s.d, personID)
	if err != nil || texts[0] == "" {
		return seal.Value{}, unknown(err)
	}
	return s.ring.Open(texts[0], bound("phone", personID))
}

// Revealing asks to see a contact in full.
type Revealing struct {
	Person string
	About  chain.Subject // the record for which: a wish
	Post   actor.Post    // under which the actor may, by the policy of the record: wish.MayCall
	Reason Reason
	Key    string // idempotency key of the request
	Phone  bool   // only the telephone is opened: who only calls needs no more
}

// Reveal opens a contact once, for a stated reason, and writes down who looked, why and at which fields. The caller has
// decided that the actor may. The same request again shows nothing: Conflict; a page that is loaded anew asks again.
// Invalid without a reason or key; Unavailable without the keys; NotFound.
func (s *Service) Reveal(ctx context.Context, a actor.Actor, in Revealing) (c Contact, err error) {
	defer errs.Wrap(&err, "person.Reveal")
	switch {
	case !slices.Contains(Reasons(), in.Reason):
		return Contact{}, errs.BadFields([]errs.Field{{Name: "reason", Key: "person.reveal.reason"}})
	case in.Key == "":
		return Contact{}, errs.New(errs.Invalid, "error.idempotency_key")
	case s.ring == nil:
		return Contact{}, errs.New(errs.Unavailable, "person.no_keys")
	}
	p, err := ByID(ctx, s.d, in.Person)
	if err != nil {
		return Contact{}, err
	}
	again, err := journal.Once(ctx, s.d, a, "person.reveal", in.Key, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = s.contactOf(ctx, tx, p.ID); err != nil {
			return err
		}
		if in.Phone {
			c = Contact{Phone: c.Phone}
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "person.reveal", Kind: "person", Subject: p.ID, Place: p.Place, Post: in.Post.ID, After: shown(c, in), Key: in.Key,
		})
	})
	if err != nil || again != "" {
		return Contact{}, errors.Join(err, seenBefore(again))
	}
	return c, nil
}

func seenBefore(again string) error {
	if again == "" {
		return nil
	}
	return errs.New(errs.Conflict, "person.reveal.again")
}

// shown is what the journal keeps of a look: why, for which record, at which fields; never a value.
func shown(c Contact, in Revealing) any {
	out := struct {
		Reason Reason   `json:"reason"`
		About  string   `json:"about,omitempty"`
		Fields []string `json:"fields"`
	}{Reason: in.Reason, Fields: []string{}}
	if in.About.ID != "" {
		out.About = in.About.Kind + "/" + in.About.ID
	}
	for _, f := range sealedFields {
		if !f.value(&c).IsZero() {
			out.Fields = append(out.Fields, f.column)
		}
	}
	return out
}

// ByPhone are the persons who can be reached under a number, oldest first, at most 50; several of a household may share
// one. It asks nobody whether that may be seen: it is for sign-in and for use cases that have decided.
func (s *Service) ByPhone(ctx context.Context, phone seal.Value) (_ []Person, err error) {
	defer errs.Wrap(&err, "person.ByPhone")
	if s.ring == nil || phone.IsZero() {
		return nil, nil
	}
	return byHash(ctx, s.d, "phone_key", s.ring.Lookups(phone, field("phone")))
}

// FindByPhone is ByPhone as the desk looks for somebody: only those whom the actor may see.
func (s *Service) FindByPhone(ctx context.Context, a actor.Actor, phone seal.Value) ([]Person, error) {
	all, err := s.ByPhone(ctx, phone)
	return seenOf(a, all), err
}

// FindByIDNumber is FindByPhone by an identity number in the form of ParseIDNumber.
func (s *Service) FindByIDNumber(ctx context.Context, a actor.Actor, number seal.Value) (_ []Person, err error) {
	defer errs.Wrap(&err, "person.FindByIDNumber")
	if s.ring == nil || number.IsZero() {
		return nil, nil
	}
	all, err := byHash(ctx, s.d, "id_number_key", s.ring.Lookups(number, field("id_number")))
	return seenOf(a, all), err
}

// seenOf are those whom the actor may see.
func seenOf(a actor.Actor, all []Person) (out []Person) {
	for _, p := range all {
		if _, ok := MaySee(a, p); ok {
			out = append(out, p)
		}
	}
	return out
}

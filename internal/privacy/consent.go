package privacy

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/workday"
)

// Purpose is what somebody agrees to.
type Purpose string

// The purposes. Each is a consent of its own (PIPL art. 29).
const (
	ForIDNumber Purpose = "id_number" // the identity number is kept
	ForAddress  Purpose = "address"   // the door behind the building is kept
	ForChild    Purpose = "child"     // how to reach a child is kept; a guardian's to give
)

// Purposes is all of them, in the order in which a page shows them.
func Purposes() []Purpose { return []Purpose{ForIDNumber, ForAddress, ForChild} }

// Way is how a consent was given.
type Way string

// By one's own account, by word before an officer, on paper that the desk keeps.
const (
	ByAccount Way = "account"
	Oral      Way = "oral"
	Paper     Way = "paper"
)

// DeskWays are those that a desk may write down.
func DeskWays() []Way { return []Way{Oral, Paper} }

// Consent is one as it was written down.
type Consent struct {
	ID          string
	Person      string
	Purpose     Purpose
	Notice      int64 // version of the notice that was told
	Way         Way
	Officer     string // before whom; empty by one's own account
	Guardian    string // who agreed for a child
	GivenAt     time.Time
	WithdrawnAt time.Time // zero while it holds
}

// Giving is a consent to write down.
type Giving struct {
	Person  string
	Purpose Purpose
	Way     Way // at the desk; by one's own account it is ByAccount
	Key     string
}

// Give writes down that somebody agrees, with the notice that holds. Given already, it does nothing. For a child a guardian
// or parent on record agrees: by the own account, or before the desk. Invalid with fields: purpose, consent; NotFound.
func (s *Service) Give(ctx context.Context, a actor.Actor, in Giving) (err error) {
	defer errs.Wrap(&err, "privacy.Give")
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return err
	}
	_, err = journal.Once(ctx, s.DB, a, "privacy.consent", in.Key, func(ctx context.Context, tx *db.Tx) error {
		return s.giveTx(ctx, tx, a, in, book)
	})
	return err
}

func (s *Service) giveTx(ctx context.Context, tx *db.Tx, a actor.Actor, in Giving, book *rule.Book) error {
	c, p, post, err := s.giving(ctx, tx, a, in, book)
	if err != nil {
		return err
	}
	n, err := insertConsentTx(ctx, tx, c)
	if err != nil || n == 0 {
		return err
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "privacy.consent", Kind: "person", Subject: p.ID, Place: p.Place, Post: post.ID, OnBehalfOf: behalf(a, p.ID), Key: in.Key,
		After: map[string]any{"purpose": c.Purpose, "notice": c.Notice, "way": c.Way},
	})
}

// giving is the consent, if the actor may write it down.
func (s *Service) giving(ctx context.Context, tx *db.Tx, a actor.Actor, in Giving, book *rule.Book) (c Consent, p person.Person, post actor.Post, err error) {
	whom, p, post, err := s.about(ctx, tx, a, in.Person)
	if err != nil {
		return c, p, post, err
	}
	n, err := NoticeAt(ctx, tx, tx.Now)
	if err != nil {
		return c, p, post, err
	}
	c = Consent{ID: id.At(tx.Now), Person: p.ID, Purpose: in.Purpose, Notice: n.Version, Way: ByAccount, GivenAt: tx.Now}
	if !slices.Contains(Purposes(), in.Purpose) {
		return c, p, post, errs.BadFields([]errs.Field{{Name: "purpose", Key: "privacy.consent.purpose"}})
	}
	if whom == Desk {
		c.Way, c.Officer = in.Way, a.Person
		if !slices.Contains(DeskWays(), in.Way) {
			return c, p, post, errs.BadFields([]errs.Field{{Name: "consent", Key: "privacy.consent.way"}})
		}
	}
	if child(p, book, tx.Now) {
		c.Guardian, err = guardian(ctx, tx, a, whom, p.ID)
	}
	return c, p, post, err
}

// guardian is who agrees for a child: the actor, or, at the desk, a guardian or parent on record.
func guardian(ctx context.Context, tx *db.Tx, a actor.Actor, whom Whom, childID string) (string, error) {
	proxies, err := person.ProxiesOf(ctx, tx, childID, tx.Now)
	for _, x := range proxies {
		if (x.Relation == person.Guardian || x.Relation == person.Parent) && (whom == Desk || x.Person == a.Person) {
			return x.Person, nil
		}
	}
	if err == nil {
		err = errs.BadFields([]errs.Field{{Name: "consent", Key: "privacy.consent.guardian"}})
	}
	return "", err
}

// about is the person, and as whom the actor speaks of the person's data. NotFound.
func (s *Service) about(ctx context.Context, q db.Querier, a actor.Actor, personID string) (Whom, person.Person, actor.Post, error) {
	p, err := person.ByID(ctx, q, personID)
	if errs.Is(err, errs.NotFound) {
		err = notFound()
	}
	if err != nil {
		return "", p, actor.Post{}, err
	}
	whom, post, ok := MayAsk(a, p)
	if !ok {
		return "", p, post, notFound()
	}
	return whom, p, post, nil
}

// behalf is for whom somebody acts, empty for oneself.
func behalf(a actor.Actor, personID string) string {
	if a.Person == personID {
		return ""
	}
	return personID
}

// TakeBack ends a consent, and removes at once what was kept by it. There is nothing to give a reason for, and it takes as
// many steps as giving. Without such a consent it does nothing. NotFound.
func (s *Service) TakeBack(ctx context.Context, a actor.Actor, personID string, purpose Purpose) (err error) {
	defer errs.Wrap(&err, "privacy.TakeBack")
	column, ok := map[Purpose]string{ForIDNumber: "id_number", ForAddress: "address", ForChild: ""}[purpose]
	if !ok {
		return errs.BadFields([]errs.Field{{Name: "purpose", Key: "privacy.consent.purpose"}})
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, p, post, err := s.about(ctx, tx, a, personID)
		if err != nil {
			return err
		}
		n, err := endConsentsTx(ctx, tx, p.ID, purpose, a.Person)
		if err != nil || n == 0 {
			return err
		}
		if err := person.DropTx(ctx, tx, p.ID, column); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "privacy.consent_end", Kind: "person", Subject: p.ID, Place: p.Place, Post: post.ID, OnBehalfOf: behalf(a, p.ID),
			After: map[string]any{"purpose": purpose},
		})
	})
}

// Checking is how package person asks: the check is Invalid, for the field consent, when one of the values is kept by consent
// only and there is none. What the person has just agreed to is given here, in the write that keeps the values.
func (s *Service) Checking(ctx context.Context) (_ person.Check, err error) {
	defer errs.Wrap(&err, "privacy.Checking")
	book, err := s.Rules.Book(ctx)
	return func(ctx context.Context, tx *db.Tx, a actor.Actor, p person.Person, added []string, told string) error {
		if len(added) == 0 {
			return nil
		}
		var needs []Purpose
		for _, x := range []Purpose{ForIDNumber, ForAddress} {
			if slices.Contains(added, string(x)) {
				needs = append(needs, x)
			}
		}
		if child(p, book, s.DB.Now()) {
			needs = append(needs, ForChild)
		}
		for _, purpose := range needs {
			ok, err := agreed(ctx, tx, p.ID, purpose)
			switch {
			case err == nil && !ok && told == "":
				err = errs.BadFields([]errs.Field{{Name: "consent", Key: "privacy.consent.needed." + string(purpose)}})
			case err == nil && !ok:
				err = s.giveTx(ctx, tx, a, Giving{Person: p.ID, Purpose: purpose, Way: Way(told)}, book)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}, err
}

// Consents are a person's, the latest first.
func (s *Service) Consents(ctx context.Context, personID string) (_ []Consent, err error) {
	defer errs.Wrap(&err, "privacy.Consents")
	return consentsOf(ctx, s.DB, personID)
}

// child tells whether somebody is under the age at which one agrees by oneself (PIPL art. 31: fourteen), as far as the
// birth is known. Of a year alone its last day counts: in doubt somebody is a child.
func child(p person.Person, book *rule.Book, at time.Time) bool {
	if p.Birth == "" {
		return false
	}
	born := p.Birth
	if !strings.Contains(born, "-") {
		born += "-12-31"
	}
	day, err := workday.ParseDate(born)
	age := book.Int("privacy.child", p.Place, at)
	return err == nil && day.At(0).AddDate(age, 0, 0).After(at)
}

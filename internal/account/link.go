package account

import (
	"context"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/person"
)

// linkLife is how long a one-time link may be used.
const linkLife = 24 * time.Hour

// gone is the one answer to a link that was used, has expired or never was one.
func gone(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.NotFound, "account.link_gone")
	}
	return err
}

// Link is what a one-time link is for.
type Link struct {
	First bool   // it makes the first administrator
	Login string // of the account whose password it sets
	Name  string // of its holder
}

// FollowLink tells what a link is for without using it up. NotFound.
func (s *Service) FollowLink(ctx context.Context, token string) (_ Link, err error) {
	defer errs.Wrap(&err, "account.FollowLink")
	accountID, err := linkedAccount(ctx, s.d, id.TokenHash(token), s.d.Now())
	if err != nil {
		return Link{}, gone(err)
	}
	if accountID == "" {
		return Link{First: true}, nil
	}
	acc, err := byID(ctx, s.d, accountID)
	if err != nil {
		return Link{}, err
	}
	names, err := person.Names(ctx, s.d, []string{acc.Person})
	return Link{Login: acc.Login, Name: names[acc.Person]}, err
}

// FirstLink is the token of a new one-time link that makes the first administrator, empty when there is one: somebody
// with an account that may be used holds a post of system administrator. A former link of the kind is taken back.
func (s *Service) FirstLink(ctx context.Context) (token string, err error) {
	defer errs.Wrap(&err, "account.FirstLink")
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "account", "first"); err != nil {
			return err
		}
		if there, err := administrator(ctx, tx); err != nil || there {
			return err
		}
		if err := dropLinksTx(ctx, tx, ""); err != nil {
			return err
		}
		var hash string
		token, hash = id.Token()
		return insertLinkTx(ctx, tx, hash, "", tx.Now.Add(linkLife))
	})
	return token, err
}

// administrator tells whether anybody can administer the installation now.
func administrator(ctx context.Context, tx *db.Tx) (bool, error) {
	holders, err := org.HoldersOfRole(ctx, tx, actor.SystemAdmin, tx.Now)
	if err != nil {
		return false, err
	}
	return anyEnabled(ctx, tx, holders)
}

// First is the first administrator.
type First struct {
	Login    string
	Name     string
	Password string
}

// Redeem uses up the link of FirstLink: it makes the person, the installation's own organisation with the post, the
// appointment and the account, or nothing; where one person may be all three administrators, all three posts. Invalid: login, name, password (the link stays); NotFound when the link was
// used, has expired or there is an administrator.
func (s *Service) Redeem(ctx context.Context, from, token string, in First) (_ Account, err error) {
	defer errs.Wrap(&err, "account.Redeem")
	if err := first(linkedAccount(ctx, s.d, id.TokenHash(token), s.d.Now())); err != nil {
		return Account{}, err
	}
	a := actor.Job("first administrator")
	a.From, in.Login = from, NormalLogin(in.Login)
	if in.Password == "" {
		return Account{}, errs.BadFields([]errs.Field{{Name: "password", Key: "account.password.empty"}})
	}
	hash, err := s.newPassword(ctx, a, Creation{Login: in.Login, Password: in.Password})
	if err != nil {
		return Account{}, err
	}
	var out Account
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := tx.Lock(ctx, "account", "first"); err != nil {
			return err
		}
		if err := first(takeLinkTx(ctx, tx, id.TokenHash(token))); err != nil {
			return err
		}
		there, err := administrator(ctx, tx)
		if err == nil && there {
			err = gone(db.NoRows)
		}
		if err != nil {
			return err
		}
		out, err = s.firstTx(ctx, tx, a, in, hash)
		return err
	})
	return out, err
}

// first refuses a link that is not the first administrator's.
func first(accountID string, err error) error {
	if err == nil && accountID != "" {
		err = db.NoRows
	}
	return gone(err)
}

// firstTx makes everything that the first administrator needs.
func (s *Service) firstTx(ctx context.Context, tx *db.Tx, a actor.Actor, in First, hash string) (Account, error) {
	p, err := person.CreateTx(ctx, tx, a, person.Person{Name: in.Name})
	if err != nil {
		return Account{}, err
	}
	home, err := s.installationTx(ctx, tx, a)
	if err != nil {
		return Account{}, err
	}
	roles := []actor.Role{actor.SystemAdmin}
	if s.orgs.OneAdministers() {
		roles = actor.Administrators()
	}
	for _, role := range roles {
		post, err := s.orgs.CreatePostTx(ctx, tx, a, actor.Post{Org: home.ID, Role: role, Title: org.Title(role)}, "")
		if err != nil {
			return Account{}, err
		}
		if _, err := s.orgs.AppointTx(ctx, tx, a, org.Appointment{Post: post.ID, Person: p.ID}, ""); err != nil {
			return Account{}, err
		}
	}
	out, err := s.createTx(ctx, tx, a, actor.Post{}, p, in.Login, hash)
	if err != nil {
		return Account{}, err
	}
	return out, journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.first", Kind: "account", Subject: out.ID, OnBehalfOf: p.ID})
}

// installationTx is the organisation that stands above all places: there may be one from a former administrator.
func (s *Service) installationTx(ctx context.Context, tx *db.Tx, a actor.Actor) (org.Org, error) {
	all, err := org.Units(ctx, tx, "", org.District)
	if err != nil || len(all) > 0 {
		return append(all, org.Org{})[0], err
	}
	return s.orgs.CreateOrgTx(ctx, tx, a, org.Org{Kind: org.District, Name: "邻里+ 系统管理"})
}

// Invite makes a one-time link with which the holder of a staff account sets a password; former links of the account are
// taken back, a former password holds until then. NotFound, also outside the actor's scope and for residents.
func (s *Service) Invite(ctx context.Context, a actor.Actor, accountID string) (token string, err error) {
	defer errs.Wrap(&err, "account.Invite")
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, by, err := managedTx(ctx, tx, a, accountID, MayManage)
		if err != nil {
			return err
		}
		if acc.Kind != Staff {
			return unknown(db.NoRows)
		}
		if token, err = s.inviteTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "account.invite", Kind: "account", Subject: acc.ID, Place: by.Place, Post: by.ID, OnBehalfOf: acc.Person,
		})
	})
	return token, err
}

func (s *Service) inviteTx(ctx context.Context, tx *db.Tx, accountID string) (string, error) {
	if err := dropLinksTx(ctx, tx, accountID); err != nil {
		return "", err
	}
	token, hash := id.Token()
	return token, insertLinkTx(ctx, tx, hash, accountID, tx.Now.Add(linkLife))
}

// Accept uses up an invitation: the account has this password from now on, and its sessions end. Invalid: password (the
// link stays); NotFound.
func (s *Service) Accept(ctx context.Context, from, token, password string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.Accept")
	accountID, err := linkedAccount(ctx, s.d, id.TokenHash(token), s.d.Now())
	if err == nil && accountID == "" {
		err = db.NoRows
	}
	if err != nil {
		return Account{}, gone(err)
	}
	acc, err := ByID(ctx, s.d, accountID)
	if err != nil {
		return Account{}, err
	}
	a := actor.Actor{Account: acc.ID, Person: acc.Person, From: from}
	return acc, s.setPassword(ctx, a, acc, password, func(ctx context.Context, tx *db.Tx) error {
		_, err := takeLinkTx(ctx, tx, id.TokenHash(token))
		return gone(err)
	})
}

// SetPassword sets a staff account's password at the machine, and ends its sessions and links. Invalid: password;
// Forbidden; NotFound.
func (s *Service) SetPassword(ctx context.Context, a actor.Actor, accountID, password string) (err error) {
	defer errs.Wrap(&err, "account.SetPassword")
	if !MaySetPassword(a) {
		return forbidden()
	}
	acc, err := ByID(ctx, s.d, accountID)
	if err == nil && acc.Kind != Staff {
		err = unknown(db.NoRows)
	}
	if err != nil {
		return err
	}
	return s.setPassword(ctx, a, acc, password, func(ctx context.Context, tx *db.Tx) error { return nil })
}

// ChangePassword sets one's own password, after the old one; all sessions of the account end, the caller begins a new
// one. Invalid: password; Unauthenticated and Limited for the old one as SignIn.
func (s *Service) ChangePassword(ctx context.Context, a actor.Actor, old, password string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.ChangePassword")
	acc, err := ByID(ctx, s.d, a.Account)
	if err != nil {
		return Account{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	l, err := s.lockRule(ctx)
	if err != nil {
		return Account{}, err
	}
	_, tries, err := s.try(ctx, l, acc, old)
	if err != nil {
		return Account{}, err
	}
	if tries > 0 {
		return Account{}, s.fail(ctx, l, a.From, acc, tries)
	}
	return acc, s.setPassword(ctx, a, acc, password, func(ctx context.Context, tx *db.Tx) error { return nil })
}

// setPassword checks and hashes a password and writes it in one transaction with before, which may refuse.
func (s *Service) setPassword(
	ctx context.Context, a actor.Actor, acc Account, password string, before func(ctx context.Context, tx *db.Tx) error,
) error {
	least, err := s.LeastPassword(ctx)
	if err != nil {
		return err
	}
	if err := errs.BadFields(checkPassword(password, acc.Login, least)); err != nil {
		return err
	}
	keep, err := s.freshPassword(ctx, acc.ID, password)
	if err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := before(ctx, tx); err != nil {
			return err
		}
		if err := rememberPasswordTx(ctx, tx, acc.ID, keep); err != nil {
			return err
		}
		if err := setPasswordTx(ctx, tx, acc.ID, hash); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.Clear)
		if err := dropLinksTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		if err := s.sessions.EndAllTx(ctx, tx, acc.ID); err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "account.password", Kind: "account", Subject: acc.ID, OnBehalfOf: acc.Person})
	})
}

// freshPassword refuses a password that is the account's now or was one of the last: the rule account.password.history
// says how many, and it tells how many that is. Invalid: password.
func (s *Service) freshPassword(ctx context.Context, accountID, password string) (keep int, err error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return 0, err
	}
	if keep = book.Int("account.password.history", "", s.d.Now()); keep == 0 {
		return 0, nil
	}
	old, err := formerPasswords(ctx, s.d, accountID, keep)
	if err != nil {
		return 0, err
	}
	for _, hash := range old {
		same, err := s.compare(ctx, hash, password)
		if err != nil {
			return 0, err
		}
		if same {
			return 0, errs.BadFields([]errs.Field{{Name: "password", Key: "account.password.former", Args: []any{keep}}})
		}
	}
	return keep, nil
}

// AdministratorMissing tells whether nobody with an account holds one of the three roles that look after the house.
func (s *Service) AdministratorMissing(ctx context.Context) (missing bool, err error) {
	defer errs.Wrap(&err, "account.AdministratorMissing")
	for _, role := range actor.Administrators() {
		holders, err := org.HoldersOfRole(ctx, s.d, role, s.d.Now())
		if err != nil {
			return false, err
		}
		there, err := anyEnabled(ctx, s.d, holders)
		if err != nil || !there {
			return !there, err
		}
	}
	return false, nil
}

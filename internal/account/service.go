package account

import (
	"context"
	"runtime"
	"slices"
	"time"

	"linli/internal/account/password"
	"linli/internal/account/session"
	"linli/internal/account/stranger"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/remember"
	"linli/internal/rule"
	"linli/internal/seal"
)

// Options of a service; zero values are right in production.
type Options struct {
	Hash password.Costs // of a new password's hash; password.Default when zero
	Ring *seal.Ring     // keys of the secrets of second factors; without them nobody can have one
}

// Service is the use cases of accounts.
type Service struct {
	d         *db.DB
	rules     *rule.Store
	orgs      *org.Service
	ring      *seal.Ring
	hash      password.Costs
	decoy     string
	slots     chan struct{} // password hashes at a time: each takes its memory
	strangers *stranger.Tries
	sessions  *session.Store
	actors    *remember.Cache[standing]
}

// New is a service over a database, the dated rules and the organisations.
func New(d *db.DB, rules *rule.Store, orgs *org.Service, opt Options) *Service {
	if opt.Hash == (password.Costs{}) {
		opt.Hash = password.Default()
	}
	return &Service{
		d: d, rules: rules, orgs: orgs, ring: opt.Ring, hash: opt.Hash, decoy: opt.Hash.Decoy(),
		slots:     make(chan struct{}, runtime.GOMAXPROCS(0)),
		strangers: stranger.New(),
		sessions:  session.New(d),
		actors:    remember.New[standing](rememberFor, maxActors),
	}
}

// Sessions is the store of sessions.
func (s *Service) Sessions() *session.Store { return s.sessions }

// Now is the clock by which sessions end.
func (s *Service) Now() time.Time { return s.d.Now() }

func forbidden() error { return errs.New(errs.Forbidden, "error.forbidden") }

// Creation is a new staff account.
type Creation struct {
	Login    string
	Person   string // who; empty: a new person of this name
	Name     string
	Home     string     // place code of a new person's home; may be empty
	Post     string     // post to be held from now on; empty: none, or it is held already
	Seat     actor.Post // the same by organisation, role and title, as org.Service.Seat finds or makes it
	Password string     // only at the machine; empty: an invitation
}

// Hired is a new member of staff.
type Hired struct {
	Account Account
	Token   string     // of the one-time link that sets the password; empty when it is set
	Seat    org.Seated // of Creation.Seat
}

// Create makes a staff account, and with it, in the same write, the person and the appointment where they are asked for.
// Without a password it returns the token of a one-time link with which the holder sets one. A resident's account becomes
// a staff account. Invalid: login, password, name, person; Forbidden; NotFound (post); Conflict when the person has a
// staff account, or somebody else the post.
func (s *Service) Create(ctx context.Context, a actor.Actor, in Creation) (_ Account, token string, err error) {
	h, err := s.Hire(ctx, a, in)
	return h.Account, h.Token, err
}

// Hire is Create, and tells how the seat was found.
func (s *Service) Hire(ctx context.Context, a actor.Actor, in Creation) (_ Hired, err error) {
	defer errs.Wrap(&err, "account.Create")
	in.Login = NormalLogin(in.Login)
	hash, err := s.newPassword(ctx, a, in)
	if err != nil {
		return Hired{}, err
	}
	var out Hired
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		by, p, err := s.holderTx(ctx, tx, a, in)
		if err != nil {
			return err
		}
		if out.Account, err = s.createTx(ctx, tx, a, by, p, in.Login, hash); err != nil {
			return err
		}
		if in.Post != "" {
			if _, err := s.orgs.AppointTx(ctx, tx, a, org.Appointment{Post: in.Post, Person: p.ID}, ""); err != nil {
				return err
			}
		}
		if in.Seat.Org != "" {
			if out.Seat, err = s.orgs.SeatTx(ctx, tx, a, in.Seat, p.ID); err != nil {
				return err
			}
		}
		if hash == "" {
			out.Token, err = s.inviteTx(ctx, tx, out.Account.ID)
		}
		return err
	})
	if err != nil {
		return Hired{}, err
	}
	return out, nil
}

// newPassword checks login and password and hashes the latter, outside the write.
func (s *Service) newPassword(ctx context.Context, a actor.Actor, in Creation) (hash string, err error) {
	bad := checkLogin(in.Login)
	if in.Password == "" {
		return "", errs.BadFields(bad)
	}
	if !MaySetPassword(a) {
		return "", forbidden()
	}
	least, err := s.LeastPassword(ctx)
	if err != nil {
		return "", err
	}
	if err := errs.BadFields(append(bad, checkPassword(in.Password, in.Login, least)...)); err != nil {
		return "", err
	}
	return s.hashPassword(ctx, in.Password)
}

// holderTx is the person the account is for, made where there is none, and the post under which the actor may.
func (s *Service) holderTx(ctx context.Context, tx *db.Tx, a actor.Actor, in Creation) (by actor.Post, p person.Person, err error) {
	p = person.Person{Name: in.Name, Place: in.Home}
	h := Holder{Person: in.Person, Home: in.Home}
	if in.Person != "" {
		p, err = person.ByID(ctx, tx, in.Person)
		if errs.Is(err, errs.NotFound) {
			return by, p, errs.BadFields([]errs.Field{{Name: "person", Key: "org.error.person"}})
		}
		if err != nil {
			return by, p, err
		}
		h.Home = p.Place
		if h.Posts, err = org.PostsFrom(ctx, tx, p.ID, tx.Now); err != nil {
			return by, p, err
		}
	}
	if in.Post != "" {
		post, err := org.PostByID(ctx, tx, in.Post)
		if err != nil {
			return by, p, err
		}
		h.Posts = append(h.Posts, actor.Post{Place: post.Place}) // whether it may be given is asked when it is
	}
	if in.Seat.Org != "" {
		o, err := org.ByID(ctx, tx, in.Seat.Org)
		if err != nil {
			return by, p, err
		}
		h.Posts = append(h.Posts, actor.Post{Place: o.Place})
	}
	by, ok := MayManage(a, h)
	if !ok {
		return by, p, forbidden()
	}
	if p.ID == "" {
		p, err = person.CreateTx(ctx, tx, a, p)
	}
	return by, p, err
}

// createTx makes the account of a person, or makes a resident's account a staff account.
func (s *Service) createTx(ctx context.Context, tx *db.Tx, a actor.Actor, by actor.Post, p person.Person, login, hash string) (Account, error) {
	if err := tx.Lock(ctx, "account", p.ID); err != nil {
		return Account{}, err
	}
	out := Account{ID: id.At(tx.Now), Person: p.ID, Kind: Staff, Login: login, HasPassword: hash != "", CreatedAt: tx.Now, PasswordAt: tx.Now}
	old, err := ByPerson(ctx, tx, p.ID)
	switch {
	case err == nil && old.Kind == Staff:
		return Account{}, errs.New(errs.Conflict, "account.exists", old.Login)
	case err == nil:
		out.ID, out.CreatedAt, out.DisabledAt = old.ID, old.CreatedAt, old.DisabledAt
		err = makeStaffTx(ctx, tx, old.ID, login, hash)
		tx.AfterCommit(s.actors.Clear)
	case errs.Is(err, errs.NotFound):
		err = insertTx(ctx, tx, out, hash)
	}
	if db.IsUnique(err) {
		return Account{}, errs.BadFields([]errs.Field{{Name: "login", Key: "account.login.taken"}})
	}
	if err != nil {
		return Account{}, err
	}
	return out, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "account.create", Kind: "account", Subject: out.ID, Place: by.Place, Post: by.ID, OnBehalfOf: p.ID,
		After: map[string]string{"login": login, "kind": string(Staff)},
	})
}

// Resident is the account of a resident, made when there is none. Forbidden; NotFound (person).
func (s *Service) Resident(ctx context.Context, a actor.Actor, personID string) (_ Account, err error) {
	defer errs.Wrap(&err, "account.Resident")
	if !MayAddResident(a, personID) {
		return Account{}, forbidden()
	}
	if acc, err := ByPerson(ctx, s.d, personID); !errs.Is(err, errs.NotFound) {
		return acc, err
	}
	var out Account
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = s.ResidentTx(ctx, tx, a, personID)
		return err
	})
	return out, err
}

// ResidentTx is Resident inside the act of another feature.
func (s *Service) ResidentTx(ctx context.Context, tx *db.Tx, a actor.Actor, personID string) (out Account, err error) {
	defer errs.Wrap(&err, "account.ResidentTx")
	if !MayAddResident(a, personID) {
		return Account{}, forbidden()
	}
	if err := tx.Lock(ctx, "account", personID); err != nil {
		return Account{}, err
	}
	if out, err = ByPerson(ctx, tx, personID); !errs.Is(err, errs.NotFound) {
		return out, err
	}
	p, err := person.ByID(ctx, tx, personID)
	if err != nil {
		return Account{}, err
	}
	out = Account{ID: id.At(tx.Now), Person: p.ID, Kind: Resident, CreatedAt: tx.Now, PasswordAt: tx.Now}
	if err := insertTx(ctx, tx, out, ""); err != nil {
		return Account{}, err
	}
	return out, journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: "account.create", Kind: "account", Subject: out.ID, Place: p.Place, OnBehalfOf: p.ID, After: map[string]string{"kind": string(Resident)},
	})
}

// may is one of the policy's functions about an account.
type may func(a actor.Actor, h Holder) (by actor.Post, ok bool)

// either is a policy that allows what one of two does.
func either(one, other may) may {
	return func(a actor.Actor, h Holder) (actor.Post, bool) {
		if by, ok := one(a, h); ok {
			return by, ok
		}
		return other(a, h)
	}
}

// managedTx is an account that the actor may do something about, and under which post; NotFound when not.
func managedTx(ctx context.Context, tx *db.Tx, a actor.Actor, accountID string, m may) (acc Account, by actor.Post, err error) {
	if acc, err = ByID(ctx, tx, accountID); err != nil {
		return acc, by, err
	}
	p, err := person.ByID(ctx, tx, acc.Person)
	if err != nil {
		return acc, by, err
	}
	posts, err := org.PostsFrom(ctx, tx, acc.Person, tx.Now)
	if err != nil {
		return acc, by, err
	}
	by, ok := m(a, Holder{Person: p.ID, Posts: posts, Home: p.Place})
	if !ok {
		return acc, by, unknown(db.NoRows)
	}
	return acc, by, nil
}

// Disable shuts an account and ends its sessions at once. Conflict when it is disabled; NotFound, also outside the
// actor's scope.
func (s *Service) Disable(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.Disable")
	return s.setDisabled(ctx, a, accountID, true)
}

// Enable opens a disabled account again. Conflict when it is not disabled; NotFound as Disable.
func (s *Service) Enable(ctx context.Context, a actor.Actor, accountID string) (err error) {
	defer errs.Wrap(&err, "account.Enable")
	return s.setDisabled(ctx, a, accountID, false)
}

func (s *Service) setDisabled(ctx context.Context, a actor.Actor, accountID string, disabled bool) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, by, err := managedTx(ctx, tx, a, accountID, either(MayManage, MayGuard))
		if err != nil {
			return err
		}
		n, err := setDisabledTx(ctx, tx, acc.ID, disabled)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "account.already")
		}
		if err != nil {
			return err
		}
		act := "account.enable"
		if disabled {
			act = "account.disable"
			if err := s.sessions.EndAllTx(ctx, tx, acc.ID); err != nil {
				return err
			}
		}
		tx.AfterCommit(s.actors.Clear)
		return journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: act, Kind: "account", Subject: acc.ID, Place: by.Place, Post: by.ID, OnBehalfOf: acc.Person,
		})
	})
}

// Wear keeps how the actor wants the pages, on every device from the next sign-in on; empty fields stay as they were.
// Unauthenticated for a visitor, Invalid for a look that there is not.
func (s *Service) Wear(ctx context.Context, a actor.Actor, l Look) (err error) {
	defer errs.Wrap(&err, "account.Wear")
	if !a.SignedIn() {
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	if !slices.Contains([]string{"", "zh-CN", "en"}, l.Lang) || !slices.Contains([]string{"", "0", "1"}, l.Elder) ||
		!slices.Contains([]string{"", "auto", "light", "dark"}, l.Theme) {
		return errs.New(errs.Invalid, "error.invalid")
	}
	if l == (Look{}) {
		return nil
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return setLookTx(ctx, tx, a.Account, l) })
}

// Listed is a line of the list of staff accounts.
type Listed struct {
	Account Account
	Name    string
	Posts   []actor.Post // held now
	Locked  bool
	Opens   bool // the actor may see it (Service.See): a list shows also whose reach is wider than the actor's
}

// opens tells whether the actor may see the account of a person.
func opens(ctx context.Context, q db.Querier, a actor.Actor, personID string, now time.Time) (bool, error) {
	held, err := org.PostsFrom(ctx, q, personID, now)
	if err != nil {
		return false, err
	}
	p, err := person.ByID(ctx, q, personID)
	if err != nil {
		return false, err
	}
	_, ok := either(MayManage, MayGuard)(a, Holder{Person: p.ID, Posts: held, Home: p.Place})
	return ok, nil
}

// List is the staff accounts in the actor's scope by login, after one, at most limit; next is the login to go on after,
// empty at the end. Forbidden for who administers nothing.
func (s *Service) List(ctx context.Context, a actor.Actor, after string, limit int) (_ []Listed, next string, err error) {
	defer errs.Wrap(&err, "account.List")
	places := administered(a)
	if len(places) == 0 {
		return nil, "", forbidden()
	}
	var out []Listed
	now := s.d.Now()
	l, err := s.lockRule(ctx)
	if err != nil {
		return nil, "", err
	}
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		page, err := staffPage(ctx, q, places, after, limit+1, now)
		if err != nil {
			return err
		}
		if len(page) > limit {
			page = page[:limit]
			next = page[limit-1].Login
		}
		out, err = told(ctx, q, a, page, l, now)
		return err
	})
	return out, next, err
}

// told is a page of accounts with the names, the posts and what else the actor sees of each.
func told(ctx context.Context, q db.Querier, a actor.Actor, page []Account, l lock, now time.Time) (out []Listed, err error) {
	ids := make([]string, len(page))
	for i, acc := range page {
		ids[i] = acc.Person
	}
	names, err := person.Names(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	posts, err := org.PostsOfAll(ctx, q, ids, now)
	if err != nil {
		return nil, err
	}
	for _, acc := range page {
		may, err := opens(ctx, q, a, acc.Person, now)
		if err != nil {
			return nil, err
		}
		out = append(out, Listed{Account: acc, Name: names[acc.Person], Posts: posts[acc.Person], Locked: l.locks(acc, now), Opens: may})
	}
	return out, nil
}

package code

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/notify"
	"linli/internal/person"
	"linli/internal/rule"
	"linli/internal/seal"
	"linli/internal/throttle"
)

// Options are what a service needs beyond the database.
type Options struct {
	Ring *seal.Ring
	// People finds who has left a telephone.
	People func(ctx context.Context, phone seal.Value) ([]person.Person, error)
	// Queue asks, in the transaction, for Send with the id.
	Queue func(ctx context.Context, tx *db.Tx, id string) error
	// Sender takes messages over; without one nobody can sign in this way.
	Sender Sender
}

// Sender is the way to telephones.
type Sender interface {
	notify.Sender

	// Texts tells whether messages go out here, and whether the last one was taken.
	Texts(ctx context.Context) (open, well bool, err error)
}

// Service is the use cases of one-time codes.
type Service struct {
	d        *db.DB
	rules    *rule.Store
	accounts *account.Service
	opt      Options
}

// New is a service over a database, the dated rules and the accounts.
func New(d *db.DB, rules *rule.Store, accounts *account.Service, opt Options) *Service {
	return &Service{d: d, rules: rules, accounts: accounts, opt: opt}
}

// Offered tells whether residents can sign in this way here, and whether the last message was taken: that is of no number, so that it
// is the same for everybody who asks.
func (s *Service) Offered(ctx context.Context) (open, well bool, err error) {
	defer errs.Wrap(&err, "code.Offered")
	if s.opt.Sender == nil || s.opt.Ring == nil {
		return false, false, nil
	}
	return s.opt.Sender.Texts(ctx)
}

// The fields that look-up keys and sealed texts are bound to.
const phoneField = "account.code.phone"

func codeField(rowID string) string    { return "account.code\x00" + rowID }
func phoneContext(rowID string) string { return "account.code.phone\x00" + rowID }

// limits are the rules account.code.* today.
type limits struct {
	life                          time.Duration
	tries, minute, hour, anywhere int
}

func (s *Service) limits(ctx context.Context) (limits, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return limits{}, err
	}
	n := func(key string) int { return book.Int("account.code."+key, "", s.d.Now()) }
	return limits{time.Duration(n("minutes")) * time.Minute, n("tries"), n("minute"), n("hour"), n("address")}, nil
}

// Asked is a code that was asked for.
type Asked struct {
	ID     string // what the browser keeps
	Masked string // the number as pages show it
}

// Ask asks for a code for a telephone. The answer is the same whether somebody has the number or not. Invalid: phone;
// Limited when codes are asked for too often, for the number or from the address; Unavailable when there is no sender.
func (s *Service) Ask(ctx context.Context, from, phone string) (_ Asked, err error) {
	defer errs.Wrap(&err, "code.Ask")
	if open, _, err := s.Offered(ctx); err != nil || !open {
		return Asked{}, errors.Join(err, errs.New(errs.Unavailable, "account.code.no_sender"))
	}
	number, err := person.ParsePhone(phone)
	if err == nil && number[0] != '1' {
		err = errs.New(errs.Invalid, "account.code.mobile") // a fixed line reads no message
	}
	var e *errs.Error
	if errors.As(err, &e) {
		return Asked{}, errs.BadFields([]errs.Field{{Name: "phone", Key: e.Key, Args: e.Args}})
	}
	l, err := s.limits(ctx)
	if err != nil {
		return Asked{}, err
	}
	v := seal.Of(number)
	who, err := s.candidates(ctx, v)
	if err != nil {
		return Asked{}, err
	}
	out := Asked{Masked: person.MaskPhone(number)}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.heldBackTx(ctx, tx, l, from, v); err != nil {
			return err
		}
		out.ID = id.At(tx.Now)
		return s.makeTx(ctx, tx, l, from, out.ID, v, len(who) > 0)
	})
	return out, err
}

// makeTx makes a code. Where nobody has the number the same work is done, and the row keeps nothing to send.
func (s *Service) makeTx(ctx context.Context, tx *db.Tx, l limits, from, rowID string, phone seal.Value, known bool) error {
	code := seal.Of(draw())
	x := row{
		id: rowID, phoneHash: s.opt.Ring.Lookup(phone, phoneField), codeHash: s.opt.Ring.Lookup(code, codeField(rowID)),
		phone: s.opt.Ring.Seal(phone, phoneContext(rowID)), code: s.opt.Ring.Seal(code, codeField(rowID)),
		origin: throttle.Origin(from), expires: tx.Now.Add(l.life),
	}
	if !known {
		x.phone, x.code = "", ""
	}
	if err := insertTx(ctx, tx, x); err != nil {
		return err
	}
	if err := journal.WriteTx(ctx, tx, actor.Visitor(from), journal.Entry{Act: "account.code", Kind: "account_code", Subject: rowID}); err != nil {
		return err
	}
	return s.opt.Queue(ctx, tx, rowID)
}

// draw is six random digits.
func draw() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never: crypto/rand ends the program instead
	}
	return fmt.Sprintf("%06d", n)
}

// heldBackTx refuses a code asked for too often. Of many who ask at the same moment it lets as many through as the rule says.
func (s *Service) heldBackTx(ctx context.Context, tx *db.Tx, l limits, from string, phone seal.Value) error {
	hashes := s.opt.Ring.Lookups(phone, phoneField)
	for _, lock := range []string{"from " + throttle.Origin(from), "for " + slices.Min(hashes)} {
		if err := tx.Lock(ctx, "account.code", lock); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		column string
		values []string
		most   int
		window time.Duration
	}{
		{"phone_hash", hashes, l.minute, time.Minute},
		{"phone_hash", hashes, l.hour, time.Hour},
		{"origin", []string{throttle.Origin(from)}, l.anywhere, time.Hour},
	} {
		earliest, full, err := nthLatest(ctx, tx, x.column, x.values, x.most, tx.Now.Add(-x.window))
		if err != nil {
			return err
		}
		if full {
			wait := earliest.Add(x.window).Sub(tx.Now)
			minutes := int((wait + time.Minute - 1) / time.Minute)
			return &errs.Error{Kind: errs.Limited, Key: "account.code.often", Args: []any{minutes}, RetryAfter: wait}
		}
	}
	return nil
}

// candidates are those who may sign in with a telephone: who has left it, has no staff account and is not shut out.
func (s *Service) candidates(ctx context.Context, phone seal.Value) (out []person.Person, err error) {
	people, err := s.opt.People(ctx, phone)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		acc, err := account.ByPerson(ctx, s.d, p.ID)
		switch {
		case errs.Is(err, errs.NotFound):
			out = append(out, p)
		case err != nil:
			return nil, err
		case acc.Kind == account.Resident && acc.DisabledAt.IsZero():
			out = append(out, p)
		}
	}
	return out, nil
}

// gone is the one answer to a code that was used, has expired, was tried too often or never was.
func gone() error { return errs.New(errs.Unauthenticated, "account.code.gone") }

// Check tries a code, and signs in whose telephone it is. Where several share it, each is returned, and Choose ends it.
// Unauthenticated when it is wrong, with how many tries are left, or of no more use.
func (s *Service) Check(ctx context.Context, from, rowID, typed string) (_ account.Account, who []person.Person, err error) {
	defer errs.Wrap(&err, "code.Check")
	if s.opt.Ring == nil || !id.Valid(rowID) {
		return account.Account{}, nil, gone()
	}
	l, err := s.limits(ctx)
	if err != nil {
		return account.Account{}, nil, err
	}
	right, left := false, 0
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := tryTx(ctx, tx, rowID, l.tries)
		if errors.Is(err, db.NoRows) {
			return gone()
		}
		if err != nil {
			return err
		}
		if right, left = s.fits(rowID, x.codeHash, typed), l.tries-x.tries; right && x.phone != "" {
			return useTx(ctx, tx, rowID)
		}
		right = false
		return journal.WriteTx(ctx, tx, actor.Visitor(from), journal.Entry{Act: "account.sign_in_failed", Kind: "account_code", Subject: rowID})
	})
	if err == nil && !right {
		err = errs.New(errs.Unauthenticated, "account.code.wrong", left)
	}
	if err != nil {
		return account.Account{}, nil, err
	}
	if who, err = s.Choices(ctx, rowID); err != nil {
		return account.Account{}, nil, err
	}
	if len(who) > 1 {
		return account.Account{}, who, nil
	}
	acc, err := s.Choose(ctx, from, rowID, who[0].ID)
	return acc, nil, err
}

// fits compares a code with its keyed hash, whichever look-up key was in use when it was made.
func (s *Service) fits(rowID, hash, typed string) bool {
	ok := 0
	for _, h := range s.opt.Ring.Lookups(seal.Of(factor.Digits(typed)), codeField(rowID)) {
		ok |= subtle.ConstantTimeCompare([]byte(h), []byte(hash))
	}
	return ok == 1
}

// chooseFor is how long somebody who has typed the right code may think about who of the household it is.
const chooseFor = 20 * time.Minute

// Choices are those among whom one may choose after the right code, at least one. Unauthenticated without it.
func (s *Service) Choices(ctx context.Context, rowID string) (_ []person.Person, err error) {
	defer errs.Wrap(&err, "code.Choices")
	sealed, err := usedPhone(ctx, s.d, rowID, s.d.Now().Add(-chooseFor))
	if errors.Is(err, db.NoRows) {
		return nil, gone()
	}
	if err != nil {
		return nil, err
	}
	phone, err := s.opt.Ring.Open(sealed, phoneContext(rowID))
	if err != nil {
		return nil, err
	}
	who, err := s.candidates(ctx, phone)
	if err == nil && len(who) == 0 {
		err = gone() // the number was taken out meanwhile
	}
	return who, err
}

// Choose signs in one of those who share the telephone, once; an account is made where there is none. Unauthenticated when
// the right code was not typed, too long ago, or has let somebody in already; also for somebody else.
func (s *Service) Choose(ctx context.Context, from, rowID, personID string) (_ account.Account, err error) {
	defer errs.Wrap(&err, "code.Choose")
	who, err := s.Choices(ctx, rowID)
	if err != nil {
		return account.Account{}, err
	}
	if !slices.ContainsFunc(who, func(p person.Person) bool { return p.ID == personID }) {
		return account.Account{}, gone()
	}
	var acc account.Account
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		self := actor.Actor{Person: personID, From: from}
		if acc, err = s.accounts.ResidentTx(ctx, tx, self, personID); err != nil {
			return err
		}
		if acc.Kind != account.Resident || !acc.DisabledAt.IsZero() {
			return gone()
		}
		n, err := letInTx(ctx, tx, rowID, acc.ID)
		if err == nil && n == 0 {
			err = gone()
		}
		if err != nil {
			return err
		}
		self.Account = acc.ID
		return journal.WriteTx(ctx, tx, self, journal.Entry{
			Act: "account.sign_in", Kind: "account", Subject: acc.ID, After: map[string]string{"by": "code"},
		})
	})
	return acc, err
}

package account_test

import (
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/seal"
)

// enrolled is an account with a second factor, its secret and its recovery codes.
func (h house) enrolled(t *testing.T, login string, role actor.Role) (acc account.Account, self actor.Actor, secret string, recovery []string) {
	t.Helper()
	ctx := t.Context()
	acc = h.staff(t, login, h.post(t, org.Unit, centre, role))
	self = must[actor.Actor](t)(h.accounts.Actor(ctx, acc.ID))
	if err := h.accounts.BeginFactor(ctx, self); err != nil {
		t.Fatal(err)
	}
	f := must[account.Factor](t)(h.accounts.FactorOf(ctx, self))
	secret = f.Secret.Reveal()
	recovery = must[[]string](t)(h.accounts.ConfirmFactor(ctx, self, h.code(secret)))
	return acc, self, secret, recovery
}

func (h house) code(secret string) string { return factor.Code(secret, factor.Step(h.clock.Now())) }

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc, self, secret, recovery := h.enrolled(t, "wangmin", actor.Secretary)
		wantKind(t, h.accounts.BeginFactor(ctx, self), errs.Conflict, "another beside it")
		if f := must[account.Factor](t)(h.accounts.FactorOf(ctx, self)); f.Confirmed.IsZero() || f.Left != 10 || !f.Secret.IsZero() || !f.URI.IsZero() {
			t.Errorf("%+v", f)
		}
		got := must[account.Account](t)(h.accounts.SignIn(ctx, from, "wangmin", secret0))
		if !got.Second || h.journalled(t, "account.sign_in", acc.ID) != 0 {
			t.Error("half is not signed in")
		}
		in := func(code string) error {
			_, err := h.accounts.SignInSecond(ctx, from, acc.ID, code)
			return err
		}
		wantKind(t, in(h.code(secret)), errs.Unauthenticated, "the code that confirmed it")
		h.clock.Add(30 * time.Second)
		if err := in(h.code(secret)); err != nil {
			t.Error(err)
		}
		wantKind(t, in(h.code(secret)), errs.Unauthenticated, "the same once more")
		if err := in(strings.ToLower(factor.Groups(recovery[3]))); err != nil {
			t.Error(err)
		}
		wantKind(t, in(recovery[3]), errs.Unauthenticated, "a recovery code once more")
		if n := h.journalled(t, "account.sign_in", acc.ID); n != 2 {
			t.Errorf("%d sign-ins", n)
		}
		h.clock.Add(time.Minute)
		fresh := must[[]string](t)(h.accounts.RenewRecovery(ctx, self, h.code(secret)))
		wantKind(t, in(recovery[4]), errs.Unauthenticated, "a former recovery code")
		if err := in(fresh[4]); err != nil {
			t.Error(err)
		}
		wantKind(t, h.accounts.DropFactor(ctx, self, "000000"), errs.Unauthenticated, "ending it with a wrong code")
		if err := h.accounts.DropFactor(ctx, self, fresh[5]); err != nil {
			t.Error(err)
		}
		wantKind(t, in(fresh[6]), errs.Unauthenticated, "when it has ended")
	})
}

// secret0 is the password of house.staff.
const secret0 = secret

// A right password takes nothing back that wrong codes have counted: who knows it may not guess codes for ever.
func TestCodesCountToTheLock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc, _, code, recovery := h.enrolled(t, "wangmin", actor.Secretary)
		h.clock.Add(time.Minute)
		for range 4 {
			if _, err := h.accounts.SignIn(ctx, from, "wangmin", secret); err != nil {
				t.Fatal(err)
			}
			_, err := h.accounts.SignInSecond(ctx, from, acc.ID, "000000")
			wantKind(t, err, errs.Unauthenticated, "a wrong code")
		}
		_, err := h.accounts.SignInSecond(ctx, from, acc.ID, "000000")
		wantKind(t, err, errs.Limited, "the fifth")
		_, err = h.accounts.SignInSecond(ctx, from, acc.ID, h.code(code))
		wantKind(t, err, errs.Limited, "the right one while it is locked")
		_, err = h.accounts.SignInSecond(ctx, from, acc.ID, recovery[0])
		wantKind(t, err, errs.Limited, "a recovery code while it is locked")
		_, err = h.accounts.SignIn(ctx, from, "wangmin", secret)
		wantKind(t, err, errs.Limited, "the password while it is locked")
		guard := staff(actor.SecurityAdmin, centre)
		wantKind(t, h.accounts.Unlock(ctx, staff(actor.SystemAdmin, centre), acc.ID), errs.NotFound, "the system administrator unlocks")
		if err := h.accounts.Unlock(ctx, guard, acc.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.accounts.Unlock(ctx, guard, acc.ID), errs.Conflict, "twice")
		if _, err := h.accounts.SignInSecond(ctx, from, acc.ID, h.code(code)); err != nil {
			t.Errorf("unlocked: %v", err)
		}
	})
}

// Of 32 who type the same code, or the same recovery code, at the same moment one comes in.
func TestACodeIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		acc, _, secret, recovery := h.enrolled(t, "wangmin", actor.Secretary)
		h.clock.Add(time.Minute)
		change := rule.Change{Key: "account.lock.failures", Value: "100", Source: "a test"}
		if _, _, err := h.rules.Set(t.Context(), machine, change); err != nil {
			t.Fatal(err)
		}
		must[*rule.Book](t)(h.rules.Book(t.Context())) // who comes while it is read anew may see the former one
		for name, code := range map[string]string{"totp": h.code(secret), "recovery": recovery[0]} {
			var in atomic.Int32
			var wg sync.WaitGroup
			for range 32 {
				wg.Go(func() {
					_, err := h.accounts.SignInSecond(t.Context(), from, acc.ID, code)
					switch {
					case err == nil:
						in.Add(1)
					case !errs.Is(err, errs.Unauthenticated):
						t.Errorf("%s: %v", name, err)
					}
				})
			}
			wg.Wait()
			if in.Load() != 1 {
				t.Errorf("%s: %d came in", name, in.Load())
			}
		}
	})
}

func TestResetFactor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc, self, _, recovery := h.enrolled(t, "auditor", actor.AuditAdmin)
		wantKind(t, h.accounts.DropFactor(ctx, self, recovery[0]), errs.Forbidden, "an administrator ends the own factor")
		wantKind(t, h.accounts.ResetFactor(ctx, self, acc.ID), errs.NotFound, "oneself")
		wantKind(t, h.accounts.ResetFactor(ctx, staff(actor.SystemAdmin, ""), acc.ID), errs.NotFound, "the system administrator")
		if err := h.accounts.ResetFactor(ctx, staff(actor.SecurityAdmin, centre), acc.ID); err != nil {
			t.Fatal(err)
		}
		_, duty, err := h.accounts.Standing(ctx, acc.ID)
		if err != nil || duty != account.SetFactor {
			t.Errorf("%q, %v", duty, err)
		}
		wantKind(t, h.accounts.ResetFactor(ctx, machine, acc.ID), errs.Conflict, "none any more")
	})
}

// What is sealed comes to the keys of today, however many there are, and works as before.
func TestReseal(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys")
	if err := seal.Create(file, seal.SM); err != nil {
		t.Fatal(err)
	}
	eachWith(t, account.Options{Ring: must[*seal.Ring](t)(seal.Load("file:" + file))}, func(t *testing.T, h house) {
		ctx := t.Context()
		acc, _, secret, _ := h.enrolled(t, "wangmin", actor.Secretary)
		before := must[string](t)(db.Value[string](ctx, h.d, "SELECT secret FROM account_factor WHERE account = $1", acc.ID))
		if strings.Contains(before, secret) || !strings.HasPrefix(before, "v1.") {
			t.Fatal("the secret is not sealed")
		}
		if n, err := h.accounts.Reseal(ctx); n != 0 || err != nil {
			t.Errorf("nothing to do: %d, %v", n, err)
		}
		mine := filepath.Join(t.TempDir(), "keys")
		copyFile(t, file, mine)
		if err := seal.Rotate(mine, seal.SM, time.Now().Add(-2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		again := account.New(h.d, h.rules, h.orgs, account.Options{Hash: cheap, Ring: must[*seal.Ring](t)(seal.Load("file:" + mine))})
		if n, err := again.Reseal(ctx); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		if n, err := again.Reseal(ctx); n != 0 || err != nil {
			t.Errorf("again: %d, %v", n, err)
		}
		h.clock.Add(time.Minute)
		if _, err := again.SignInSecond(ctx, from, acc.ID, h.code(secret)); err != nil {
			t.Error(err)
		}
	})
}

func TestFormerPasswords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		for i, p := range []string{"battery staple one", "battery staple two", "battery staple three", "battery staple four", "battery staple five"} {
			if err := h.accounts.SetPassword(ctx, machine, acc.ID, p); err != nil {
				t.Fatalf("%d: %v", i, err)
			}
			h.clock.Add(time.Hour)
			if got := fields(h.accounts.SetPassword(ctx, machine, acc.ID, p)); got != "password=account.password.former" {
				t.Errorf("the present one: %q", got)
			}
		}
		if got := fields(h.accounts.SetPassword(ctx, machine, acc.ID, "battery staple one")); got != "password=account.password.former" {
			t.Errorf("the fifth last: %q", got)
		}
		if err := h.accounts.SetPassword(ctx, machine, acc.ID, secret); err != nil {
			t.Errorf("the sixth last may come back: %v", err)
		}
		for _, p := range []string{"1234567890", "Password123", "aaaaaaaaaaaa", "WOAINI1314520"} {
			if got := fields(h.accounts.SetPassword(ctx, machine, acc.ID, p)); got != "password=account.password.common" {
				t.Errorf("%q: %q", p, got)
			}
		}
	})
}

// Nothing but issuer and subject together leads to an account, and only its holder or who guards it says so.
func TestIdentities(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		a, b := h.staff(t, "first", h.post(t, org.Unit, centre, actor.Handler)), h.staff(t, "second", h.post(t, org.Unit, centre, actor.Handler))
		self := must[actor.Actor](t)(h.accounts.Actor(ctx, a.ID))
		x := account.Identity{Issuer: "https://id.example", Subject: "s-1"}
		_, err := h.accounts.SignInAs(ctx, from, x)
		wantKind(t, err, errs.Unauthenticated, "before it is linked")
		wantKind(t, h.accounts.Link(ctx, self, b.ID, x), errs.NotFound, "somebody else's account")
		wantKind(t, h.accounts.Link(ctx, self, a.ID, account.Identity{Issuer: "https://id.example"}), errs.Invalid, "without a subject")
		if err := h.accounts.Link(ctx, self, a.ID, x); err != nil {
			t.Fatal(err)
		}
		wantKind(t, h.accounts.Link(ctx, machine, b.ID, x), errs.Conflict, "one identity, two accounts")
		if acc, err := h.accounts.SignInAs(ctx, from, x); err != nil || acc.ID != a.ID {
			t.Errorf("%+v, %v", acc, err)
		}
		_, err = h.accounts.SignInAs(ctx, from, account.Identity{Issuer: "https://other.example", Subject: "s-1"})
		wantKind(t, err, errs.Unauthenticated, "the same subject of another issuer")
		if err := h.accounts.Unlink(ctx, staff(actor.SecurityAdmin, centre), a.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.accounts.SignInAs(ctx, from, x)
		wantKind(t, err, errs.Unauthenticated, "after it was ended")
	})
}

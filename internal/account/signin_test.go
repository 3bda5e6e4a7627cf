package account_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
)

const from = "192.0.2.1"

func TestSignIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		for _, login := range []string{"wangmin", " WangMin ", "ｗａｎｇｍｉｎ"} {
			if got, err := h.accounts.SignIn(ctx, from, login, secret); err != nil || got.ID != acc.ID || got.Second {
				t.Errorf("%q: %+v, %v", login, got, err)
			}
		}
		if n := h.journalled(t, "account.sign_in", acc.ID); n != 3 {
			t.Errorf("%d sign-ins are written down", n)
		}
		_, err := h.accounts.SignIn(ctx, from, "wangmin", secret+" ")
		if key, left := errorKey(err); key != "account.wrong" || left != 4 || !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("%v, %v", err, left)
		}
		if n := h.journalled(t, "account.sign_in_failed", acc.ID); n != 1 {
			t.Errorf("%d failures are written down", n)
		}
	})
}

// The fifth failure in a row locks for a quarter of an hour, whatever comes then; a success in between starts anew.
func TestLock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		// A login that nobody has answers the same way at every step.
		both := func(step string, password string, kind errs.Kind, key string, first any) {
			t.Helper()
			for _, login := range []string{"wangmin", "nobody"} {
				_, err := h.accounts.SignIn(ctx, from, login, password)
				if gotKey, got := errorKey(err); !errs.Is(err, kind) || gotKey != key || got != first {
					t.Errorf("%s, %s: %v %v", step, login, err, got)
				}
			}
		}
		for left := 4; left >= 2; left-- {
			both("wrong", "wrong", errs.Unauthenticated, "account.wrong", left)
		}
		if _, err := h.accounts.SignIn(ctx, from, "wangmin", secret); err != nil {
			t.Fatalf("right in between: %v", err)
		}
		h.clock.Add(time.Hour) // the other login's failures are past by then, too
		for left := 4; left >= 1; left-- {
			both("wrong again", "wrong", errs.Unauthenticated, "account.wrong", left)
		}
		both("the fifth", "wrong", errs.Limited, "account.locked", 5)
		both("the right one, too late", secret, errs.Limited, "account.locked", 5)
		if n := h.journalled(t, "account.lock", acc.ID); n != 1 {
			t.Errorf("%d locks are written down", n)
		}
		h.clock.Add(10 * time.Minute)
		_, err := h.accounts.SignIn(ctx, from, "wangmin", secret)
		var e *errs.Error
		if !errors.As(err, &e) || e.RetryAfter != 5*time.Minute || e.Args[1] != 5 {
			t.Errorf("it says how long: %v", err)
		}
		h.clock.Add(5 * time.Minute)
		if _, err := h.accounts.SignIn(ctx, from, "wangmin", secret); err != nil {
			t.Errorf("a quarter of an hour later: %v", err)
		}
		typed, err := db.Value[int](ctx, h.d, "SELECT COUNT(*) FROM journal WHERE subject LIKE '%nobody%' OR account LIKE '%nobody%' OR after LIKE '%nobody%'")
		if err != nil || typed != 0 {
			t.Errorf("what was typed is written down %d times, %v", typed, err)
		}
		if n := h.journalled(t, "account.sign_in_failed", ""); n == 0 {
			t.Error("that somebody tried a login that nobody has is written down")
		}
	})
}

// 32 wrong tries at the same moment are five tries, and the right password among them does not get through after the
// lock.
func TestLockUnderConcurrency(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		var wrong, locked, other atomic.Int64
		done := make(chan struct{})
		const writers = 32
		for range writers {
			go func() {
				defer func() { done <- struct{}{} }()
				_, err := h.accounts.SignIn(ctx, from, "wangmin", "wrong")
				switch key, _ := errorKey(err); key {
				case "account.wrong":
					wrong.Add(1)
				case "account.locked":
					locked.Add(1)
				default:
					other.Add(1)
					t.Error(err)
				}
			}()
		}
		for range writers {
			<-done
		}
		if wrong.Load() != 4 || locked.Load() != writers-4 {
			t.Errorf("%d wrong, %d locked", wrong.Load(), locked.Load())
		}
		if n := h.journalled(t, "account.sign_in_failed", acc.ID); n != 5 {
			t.Errorf("%d passwords were compared", n)
		}
		if n := h.journalled(t, "account.lock", acc.ID); n != 1 {
			t.Errorf("%d locks", n)
		}
		_, err := h.accounts.SignIn(ctx, from, "wangmin", secret)
		wantKind(t, err, errs.Limited, "the right password")
	})
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		self := actor.Actor{Account: acc.ID, Person: acc.Person, From: from}
		_, err := h.accounts.ChangePassword(ctx, self, "wrong", "another good one")
		wantKind(t, err, errs.Unauthenticated, "without the old one")
		_, err = h.accounts.ChangePassword(ctx, self, secret, "short")
		if got := fields(err); got != "password=account.password.short" {
			t.Errorf("%q", got)
		}
		_, err = h.accounts.ChangePassword(ctx, actor.Visitor(from), secret, "another good one")
		wantKind(t, err, errs.Unauthenticated, "a visitor")
		if _, err := h.accounts.ChangePassword(ctx, self, secret, "another good one"); err != nil {
			t.Fatal(err)
		}
		_, err = h.accounts.SignIn(ctx, from, "wangmin", secret)
		wantKind(t, err, errs.Unauthenticated, "the old one")
		if _, err := h.accounts.SignIn(ctx, from, "wangmin", "another good one"); err != nil {
			t.Error(err)
		}
		wantKind(t, h.accounts.SetPassword(ctx, staff(actor.SystemAdmin, ""), acc.ID, secret), errs.Forbidden, "an administrator sets it")
		for range 5 {
			_, _ = h.accounts.SignIn(ctx, from, "wangmin", "wrong")
		}
		if err := h.accounts.SetPassword(ctx, machine, acc.ID, "a third good one"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.accounts.SignIn(ctx, from, "wangmin", "a third good one"); err != nil {
			t.Errorf("set at the machine, it also ends a lock: %v", err)
		}
		if n := h.journalled(t, "account.password", acc.ID); n != 2 {
			t.Errorf("%d changes are written down", n)
		}
	})
}

// A hash of former costs is replaced when its password is next typed.
func TestHashIsRenewed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		const old = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc" // of "password"
		stored := func() string {
			return must[string](t)(db.Value[string](ctx, h.d, "SELECT password_hash FROM account WHERE id = $1", acc.ID))
		}
		_, err := h.d.SQL().ExecContext(ctx, "UPDATE account SET password_hash = $2 WHERE id = $1", acc.ID, old)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.accounts.SignIn(ctx, from, "wangmin", "wrong"); err == nil || stored() != old {
			t.Errorf("a wrong password renews nothing: %v", err)
		}
		for range 2 {
			if _, err := h.accounts.SignIn(ctx, from, "wangmin", "password"); err != nil {
				t.Fatal(err)
			}
			if got := stored(); got == old || got[:30] != "$argon2id$v=19$m=8,t=1,p=1$"+got[27:30] {
				t.Errorf("it has the costs of today: %s", got)
			}
		}
	})
}

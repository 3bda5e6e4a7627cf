package account_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
)

func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		old := must[string](t)(h.accounts.FirstLink(ctx))
		token := must[string](t)(h.accounts.FirstLink(ctx))
		if link, err := h.accounts.FollowLink(ctx, token); err != nil || !link.First {
			t.Errorf("%+v, %v", link, err)
		}
		_, err := h.accounts.FollowLink(ctx, old)
		wantKind(t, err, errs.NotFound, "a former link")
		stored := must[int](t)(db.Value[int](ctx, h.d, "SELECT COUNT(*) FROM account_link WHERE token = $1", token))
		if stored != 0 {
			t.Error("the token itself is stored")
		}
		in := account.First{Login: "Root.Admin", Name: "赵一", Password: secret}
		for name, c := range map[string]struct {
			in     account.First
			fields string
		}{
			"nothing typed":  {account.First{}, "password=account.password.empty"},
			"short password": {account.First{Login: "root", Name: "赵一", Password: "short"}, "password=account.password.short"},
			"no name":        {account.First{Login: "root", Password: secret}, "name=person.name.empty"},
		} {
			_, err := h.accounts.Redeem(ctx, from, token, c.in)
			if got := fields(err); got != c.fields {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		_, err = h.accounts.Redeem(ctx, from, old, in)
		wantKind(t, err, errs.NotFound, "a former link")
		acc, err := h.accounts.Redeem(ctx, from, token, in)
		if err != nil || acc.Login != "root.admin" {
			t.Fatalf("what was typed wrong before did not use the link up: %+v, %v", acc, err)
		}
		a := must[actor.Actor](t)(h.accounts.Actor(ctx, acc.ID))
		if p, ok := a.As("320613007005", actor.SystemAdmin); !ok || p.Title != "系统管理员" || a.Name != "赵一" {
			t.Errorf("%+v administers everything", a)
		}
		if _, err := h.accounts.SignIn(ctx, from, "root.admin", secret); err != nil {
			t.Error(err)
		}
		_, err = h.accounts.Redeem(ctx, from, token, in)
		wantKind(t, err, errs.NotFound, "used twice")
		if again, err := h.accounts.FirstLink(ctx); err != nil || again != "" {
			t.Errorf("no link while there is an administrator: %q, %v", again, err)
		}
		if err := h.accounts.Disable(ctx, machine, acc.ID); err != nil {
			t.Fatal(err)
		}
		token = must[string](t)(h.accounts.FirstLink(ctx))
		if _, err := h.accounts.Redeem(ctx, from, token, account.First{Login: "second", Name: "钱二", Password: secret}); err != nil {
			t.Errorf("when the last one is gone there is a new first: %v", err)
		}
		if all := must[[]org.Org](t)(org.Units(ctx, h.d, "", org.District)); len(all) != 1 {
			t.Errorf("the installation has %d organisations of its own", len(all))
		}
	})
}

func TestFirstLinkExpires(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		token := must[string](t)(h.accounts.FirstLink(t.Context()))
		h.clock.Add(24 * time.Hour)
		_, err := h.accounts.Redeem(t.Context(), from, token, account.First{Login: "root", Name: "赵一", Password: secret})
		wantKind(t, err, errs.NotFound, "a day later")
	})
}

// 32 redeem two links at the same moment (two processes have started together): one becomes the administrator, and the
// others leave nothing behind.
func TestFirstAdministratorUnderConcurrency(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		tokens := []string{must[string](t)(h.accounts.FirstLink(ctx)), "the other one"}
		hash := sha256.Sum256([]byte(tokens[1]))
		err := h.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO account_link (token, expires_at) VALUES ($1, $2)", hex.EncodeToString(hash[:]), start.Add(time.Hour).UnixMicro())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		const writers = 32
		var won atomic.Int64
		done := make(chan struct{})
		for i := range writers {
			go func() {
				defer func() { done <- struct{}{} }()
				_, err := h.accounts.Redeem(ctx, from, tokens[i%2], account.First{Login: fmt.Sprintf("root%02d", i), Name: "赵一", Password: secret})
				if err == nil {
					won.Add(1)
				} else if !errs.Is(err, errs.NotFound) {
					t.Error(err)
				}
			}()
		}
		for range writers {
			<-done
		}
		for table, want := range map[string]int{"account": 1, "person": 1, "org": 1, "post": 1, "appointment": 1, "account_link": 1} {
			if n := must[int](t)(db.Value[int](ctx, h.d, "SELECT COUNT(*) FROM "+table)); n != want {
				t.Errorf("%d rows in %s, want %d", n, table, want)
			}
		}
		if won.Load() != 1 {
			t.Errorf("%d first administrators", won.Load())
		}
	})
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		p := h.post(t, org.CommunityCommittee, centre, actor.SocialWorker)
		acc, first, err := h.accounts.Create(ctx, machine, account.Creation{Login: "worker", Name: "王敏", Post: p.ID})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.accounts.SignIn(ctx, from, "worker", "")
		wantKind(t, err, errs.Unauthenticated, "an account without a password")
		_, err = h.accounts.Invite(ctx, staff(actor.SystemAdmin, north), acc.ID)
		wantKind(t, err, errs.NotFound, "an administrator of elsewhere")
		token := must[string](t)(h.accounts.Invite(ctx, staff(actor.SystemAdmin, centre), acc.ID))
		_, err = h.accounts.Accept(ctx, from, first, secret)
		wantKind(t, err, errs.NotFound, "the former link")
		if link, err := h.accounts.FollowLink(ctx, token); err != nil || link != (account.Link{Login: "worker", Name: "王敏"}) {
			t.Errorf("%+v, %v", link, err)
		}
		_, err = h.accounts.Accept(ctx, from, token, "worker 2026")
		if got := fields(err); got != "password=account.password.login" {
			t.Errorf("%q", got)
		}
		_, err = h.accounts.Redeem(ctx, from, token, account.First{Login: "root", Name: "x", Password: secret})
		wantKind(t, err, errs.NotFound, "an invitation makes no administrator")
		admin := must[string](t)(h.accounts.FirstLink(ctx))
		_, err = h.accounts.Accept(ctx, from, admin, secret)
		wantKind(t, err, errs.NotFound, "the administrator's link sets no password")

		const writers = 8
		done := make(chan error, writers)
		for i := range writers {
			go func() {
				_, err := h.accounts.Accept(ctx, from, token, fmt.Sprint(secret, i))
				done <- err
			}()
		}
		won := 0
		for range writers {
			if err := <-done; err == nil {
				won++
			} else if !errs.Is(err, errs.NotFound) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d accepted one invitation", won)
		}
		if got := must[account.Account](t)(account.ByID(ctx, h.d, acc.ID)); !got.HasPassword {
			t.Error("the account has a password now")
		}
	})
}

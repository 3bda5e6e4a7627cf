package account_test

import (
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/account/session"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
)

func (h house) begin(t *testing.T, token string, s session.Session) {
	t.Helper()
	data, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.accounts.Sessions().CommitCtx(t.Context(), token, data, s.Ends); err != nil {
		t.Fatal(err)
	}
}

func (h house) lives(t *testing.T, token string) bool {
	t.Helper()
	_, found, err := h.accounts.Sessions().FindCtx(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		s := session.Session{Account: "a", Ends: start.Add(12 * time.Hour), Idle: 2 * time.Hour}
		h.begin(t, "busy", s)
		h.begin(t, "idle", s)
		if h.lives(t, "never begun") {
			t.Error("a token that somebody made up is a session")
		}
		for elapsed := time.Duration(0); elapsed < 12*time.Hour; elapsed += 20 * time.Minute {
			h.clock.Set(start.Add(elapsed))
			if !h.lives(t, "busy") {
				t.Fatalf("ended after %s of use", elapsed)
			}
			if elapsed == 2*time.Hour && h.lives(t, "idle") {
				t.Error("two hours without a request")
			}
		}
		h.clock.Set(start.Add(12*time.Hour - time.Microsecond))
		if !h.lives(t, "busy") {
			t.Error("it lasts until its absolute end")
		}
		h.clock.Set(start.Add(12 * time.Hour))
		if h.lives(t, "busy") {
			t.Error("and no longer, also when it is remembered")
		}
		if n, err := h.accounts.Purge(t.Context()); err != nil || n != 2 {
			t.Errorf("%d purged, %v", n, err)
		}
	})
}

// A request writes nothing, unless the last one that did is five minutes past.
func TestSeenIsWrittenRarely(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		h.begin(t, "t", session.Session{Ends: start.Add(12 * time.Hour), Idle: 2 * time.Hour})
		var writes int
		last := start
		for i := range 60 * 10 { // a request each six seconds, for an hour
			h.clock.Set(start.Add(time.Duration(i) * 6 * time.Second))
			if !h.lives(t, "t") {
				t.Fatal("it is in use")
			}
			seen := must[int64](t)(db.Value[int64](t.Context(), h.d, "SELECT seen_at FROM session WHERE token = 't'"))
			if now := time.UnixMicro(seen).UTC(); !now.Equal(last) {
				writes++
				last = now
			}
		}
		if writes != 11 {
			t.Errorf("%d writes in an hour", writes)
		}
	})
}

func TestSignOutIsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		ctx, store := t.Context(), h.accounts.Sessions()
		s := session.Session{Ends: start.Add(time.Hour), Idle: time.Hour}
		h.begin(t, "t", s)
		if !h.lives(t, "t") {
			t.Fatal("it is remembered now")
		}
		if err := store.DeleteCtx(ctx, "t"); err != nil {
			t.Fatal(err)
		}
		if h.lives(t, "t") {
			t.Error("it lives on in memory")
		}
		h.begin(t, "t", s) // a request that was under way writes its session back
		if h.lives(t, "t") {
			t.Error("a request under way brought it back")
		}
		if err := store.DeleteCtx(ctx, "never begun"); err != nil {
			t.Error(err)
		}
	})
}

func TestSessionsOfAnAccountEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, h house, acc account.Account) error{
		"disabled": func(t *testing.T, h house, acc account.Account) error {
			return h.accounts.Disable(t.Context(), machine, acc.ID)
		},
		"another password": func(t *testing.T, h house, acc account.Account) error {
			return h.accounts.SetPassword(t.Context(), machine, acc.ID, "another good one")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, h house) {
				acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
				h.begin(t, "own", session.Session{Account: acc.ID, Ends: start.Add(time.Hour), Idle: time.Hour})
				h.begin(t, "other", session.Session{Account: "x", Ends: start.Add(time.Hour), Idle: time.Hour})
				if !h.lives(t, "own") || !h.lives(t, "other") {
					t.Fatal("both are remembered now")
				}
				if err := end(t, h, acc); err != nil {
					t.Fatal(err)
				}
				if h.lives(t, "own") || !h.lives(t, "other") {
					t.Error("the account's session ends at once, and no other")
				}
			})
		})
	}
}

func TestChosen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h house) {
		acc := h.staff(t, "wangmin", h.post(t, org.CommunityCommittee, centre, actor.Secretary))
		if got, err := h.accounts.Chosen(t.Context(), from, acc.ID); err != nil || got.ID != acc.ID {
			t.Errorf("%+v, %v", got, err)
		}
		if n := h.journalled(t, "account.sign_in", acc.ID); n != 1 {
			t.Errorf("%d sign-ins are written down", n)
		}
		_, err := h.accounts.Chosen(t.Context(), from, "nobody")
		wantKind(t, err, errs.Unauthenticated, "nobody")
		if err := h.accounts.Disable(t.Context(), machine, acc.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.accounts.Chosen(t.Context(), from, acc.ID)
		wantKind(t, err, errs.Unauthenticated, "a disabled account")
	})
}

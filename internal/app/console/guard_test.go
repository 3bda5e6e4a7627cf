package console_test

import (
	"path/filepath"
	"testing"

	"linli/internal/account"
	"linli/internal/account/factor"
	"linli/internal/account/password"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
)

// guarded is an installation that runs, with somebody of its staff, whose account the console looks after from beside.
type guarded struct {
	*app.App
	t   *testing.T
	dsn string
	acc account.Account
}

const right = "correct horse battery"

func eachGuarded(t *testing.T, fn func(g *guarded)) {
	t.Helper()
	engines(t, func(t *testing.T, dsn string) {
		street(t, dsn)
		committee(t, dsn, place1, "中心村社区居民委员会")
		must(t, add(t, dsn, "jixz", "季小舟", worker(place1))(console.Terminal{Out: t.Output()}))
		keys := filepath.Join(t.TempDir(), "keys")
		must(t, app.NewKeys(keys, "sm"))
		a, err := app.New(t.Context(), app.Config{DSN: dsn, Keys: "file:" + keys, Passwords: password.Costs{Memory: 8, Time: 1, Threads: 1}})
		must(t, err)
		t.Cleanup(func() { must(t, a.Close()) })
		g := &guarded{App: a, t: t, dsn: dsn}
		g.acc, err = account.ByLogin(t.Context(), a.DB, "jixz")
		must(t, err)
		must(t, a.Accounts.SetPassword(t.Context(), actor.Job("test"), g.acc.ID, right))
		fn(g)
	})
}

// command is one of the console's about a login.
type command func(login string) func(console.Terminal) error

// written are the journal's rows of an act by the console: about which account, for whom.
func (g *guarded) written(act string) (n int) {
	g.t.Helper()
	d := dbtest.Open(g.t, g.dsn, db.Options{})
	n, err := db.Value[int](g.t.Context(), d,
		"SELECT COUNT(*) FROM journal WHERE act = $1 AND account = 'system:console' AND kind = 'account' AND subject = $2 AND on_behalf_of = $3", act, g.acc.ID, g.acc.Person)
	must(g.t, err)
	all, err := db.Value[int](g.t.Context(), d, "SELECT COUNT(*) FROM journal WHERE act = $1", act)
	must(g.t, err)
	if all != n {
		g.t.Errorf("%d rows of %s are about something else", all-n, act)
	}
	return n
}

// once runs a command for a login that nobody has, in both languages, for the right one, in any spelling, and again: the act
// is done and written down once.
func (g *guarded) once(act string, do command, done string, again [2]string) {
	g.t.Helper()
	for i, nobody := range [2]string{"没有这个账号", "There is no such account"} {
		contains(g.t, act+" of nobody", refuses(g.t, i == 1, do("nobody")), nobody)
	}
	if n := g.written(act); n != 0 {
		g.t.Errorf("%s of nobody: %d rows", act, n)
	}
	contains(g.t, act, says(g.t, do(" JIXZ ")), done)
	for i := range 2 {
		contains(g.t, act+" again", refuses(g.t, i == 1, do("jixz")), again[i])
	}
	if n := g.written(act); n != 1 {
		g.t.Errorf("%s: %d rows in the journal", act, n)
	}
}

var already = [2]string{"已经是这样了", "It is so already"}

func TestAnAccountIsUnlockedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(g *guarded) {
		for range 5 {
			if _, err := g.Accounts.SignIn(g.t.Context(), "", "jixz", "wrong password"); err == nil {
				g.t.Fatal("a wrong password opens")
			}
		}
		if _, err := g.Accounts.SignIn(g.t.Context(), "", "jixz", right); !errs.Is(err, errs.Limited) {
			g.t.Fatalf("not locked: %v", err)
		}
		g.once("account.unlock", func(login string) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.UnlockAccount(g.t.Context(), g.dsn, login, term) }
		}, "Unlocked", already)
		if _, err := g.Accounts.SignIn(g.t.Context(), "", "jixz", right); err != nil {
			g.t.Errorf("after that: %v", err)
		}
	})
}

func TestASecondFactorIsResetFromTheCommandLine(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(g *guarded) {
		ctx := g.t.Context()
		who, err := account.ActorFor(ctx, g.DB, g.acc.ID, g.DB.Now())
		must(g.t, err)
		must(g.t, g.Accounts.BeginFactor(ctx, who))
		f, err := g.Accounts.FactorOf(ctx, who)
		must(g.t, err)
		_, err = g.Accounts.ConfirmFactor(ctx, who, factor.Code(f.Secret.Reveal(), factor.Step(g.DB.Now())))
		must(g.t, err)
		_, err = g.Sessions.Open(ctx, g.acc.ID)
		must(g.t, err)
		if devices, err := g.Accounts.Devices(ctx, who); err != nil || len(devices) != 1 {
			g.t.Fatalf("signed in at %d: %v", len(devices), err)
		}
		if acc, err := g.Accounts.SignIn(ctx, "", "jixz", right); err != nil || !acc.Second {
			g.t.Fatalf("no second factor to reset: %v", err)
		}
		g.once("account.factor_reset", func(login string) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.ResetFactor(ctx, g.dsn, login, term) }
		}, "The second step is reset; all sessions have ended", [2]string{"没有动态码", "No second step"})
		if acc, err := g.Accounts.SignIn(ctx, "", "jixz", right); err != nil || acc.Second {
			g.t.Errorf("after that the password alone signs in: %v, %v", acc.Second, err)
		}
		for _, table := range []string{"account_factor", "account_recovery"} {
			if n := counts(g.t, g.dsn, table+" WHERE account = '"+g.acc.ID+"'"); n != 0 {
				g.t.Errorf("%d rows of %s are left", n, table)
			}
		}
		if devices, err := g.Accounts.Devices(ctx, who); err != nil || len(devices) != 0 {
			g.t.Errorf("still signed in at %d: %v", len(devices), err)
		}
	})
}

func TestAnAccountIsLinkedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	eachGuarded(t, func(g *guarded) {
		ctx, x := g.t.Context(), console.Identity{Issuer: "https://id.example", Subject: "s-1"}
		link := func(x console.Identity) command {
			return func(login string) func(console.Terminal) error {
				return func(term console.Terminal) error { return console.LinkAccount(ctx, g.dsn, login, x, term) }
			}
		}
		for _, wrong := range []console.Identity{{Subject: "s-1"}, {Issuer: "https://id.example"}, {Issuer: "https://id.example", Subject: " s-1"}, {Issuer: "https://id.example", Subject: "s\n1"}} {
			contains(g.t, "no identity", refuses(g.t, false, link(wrong)("jixz")), "单位账号的标识不对")
		}
		if _, err := g.Accounts.SignInAs(ctx, "", x); !errs.Is(err, errs.Unauthenticated) {
			g.t.Fatalf("before it is linked: %v", err)
		}
		g.once("account.link", link(x), "may sign in by the organisation's account now",
			[2]string{"这个单位账号已经绑定过了", "This organisation's account is linked already"})
		must(g.t, add(g.t, g.dsn, "jiann", "简宁", worker(place1))(console.Terminal{Out: g.t.Output()}))
		contains(g.t, "another's", refuses(g.t, true, link(x)("jiann")), "is linked already")
		if acc, err := g.Accounts.SignInAs(ctx, "", x); err != nil || acc.ID != g.acc.ID {
			g.t.Errorf("linked, and signs in as %q: %v", acc.Login, err)
		}
		g.once("account.unlink", func(login string) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.UnlinkAccount(ctx, g.dsn, login, term) }
		}, "The link is ended", already)
		if _, err := g.Accounts.SignInAs(ctx, "", x); !errs.Is(err, errs.Unauthenticated) {
			g.t.Errorf("after the link has ended: %v", err)
		}
	})
}

package app_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/wish"
)

// BenchmarkMeasured compares a list of fifty wishes with and without metrics: processor time, in turns, so that whatever
// else the machine does falls on both alike.
func BenchmarkMeasured(b *testing.B) {
	var sides [2]*app.App
	var cookies [2]string
	for i := range sides {
		a, err := app.New(b.Context(), app.Config{DSN: dbtest.SQLite(b), Passwords: cheap(), NoLimits: true, Metrics: i == 1, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = a.Close() })
		settled(b, a)
		for range 50 {
			if _, err := a.Wishes.File(b.Context(), actor.Visitor("192.0.2.1"), wish.Filing{Topic: wish.Repair, Text: inTheWay, Place: hamlet, Visibility: wish.Public, Anonymous: true, Key: id.New()}); err != nil {
				b.Fatal(err)
			}
		}
		sides[i], cookies[i] = a, secretary(b, a)
	}
	ask := func(i int) {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/wishes", nil)
		r.AddCookie(&http.Cookie{Name: "linli", Value: cookies[i]})
		sides[i].Handler().ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Body.Len() < 10_000 {
			b.Fatalf("%d, %d bytes", w.Code, w.Body.Len())
		}
	}
	ask(0)
	ask(1)
	var spent [2]time.Duration
	b.ResetTimer()
	for range b.N {
		for i := range sides {
			before := processor()
			for range 20 {
				ask(i)
			}
			spent[i] += processor() - before
		}
	}
	b.ReportMetric(spent[1].Seconds()/spent[0].Seconds(), "measured/plain")
	b.ReportMetric(float64(spent[0].Microseconds())/float64(b.N*20), "µs-plain")
}

// secretary is the session of somebody who sees the community's list.
func secretary(b *testing.B, a *app.App) (cookie string) {
	b.Helper()
	ctx, who := b.Context(), actor.Job("test")
	o, err := org.CommunityOf(ctx, a.DB, hamlet)
	if err != nil {
		b.Fatal(err)
	}
	post, err := a.Orgs.CreatePost(ctx, who, actor.Post{Org: o.ID, Role: actor.Secretary, Title: "社区书记"}, "")
	if err != nil {
		b.Fatal(err)
	}
	acc, _, err := a.Accounts.Create(ctx, who, account.Creation{Login: "wen", Name: "闻立溪", Post: post.ID})
	if err != nil {
		b.Fatal(err)
	}
	if cookie, err = a.Sessions.Open(ctx, acc.ID); err != nil {
		b.Fatal(err)
	}
	return cookie
}

// processor is the time that this process has had.
func processor() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r) // it fails for no process of one's own
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

package console_test

import (
	"strings"
	"testing"
	"time"

	"linli/internal/account"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/org"
	"linli/internal/workday"
)

func TestStandInsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		street(t, dsn)
		committee(t, dsn, place1, "中心村社区居民委员会")
		must(t, add(t, dsn, "jixz", "季小舟", worker(place1))(console.Terminal{Out: t.Output()}))
		must(t, add(t, dsn, "shenq", "沈秋", console.NewPost{Role: "secretary", Place: place1, Title: "社区书记"})(console.Terminal{Out: t.Output()}))
		today := workday.DateOf(time.Now())
		in := console.NewStandIn{For: "shenq", Person: "jixz", First: today.String(), Last: (today + 2).String()}
		name := func(in console.NewStandIn) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.NameStandIn(ctx, dsn, in, term) }
		}
		list := func(term console.Terminal) error { return console.ListStandIns(ctx, dsn, "shenq", term) }
		contains(t, "nobody yet", says(t, list), "Nobody stands in for shenq")
		for want, change := range map[string]func(*console.NewStandIn){
			"first: ":  func(in *console.NewStandIn) { in.First = "1.6.2026" },
			"last: ":   func(in *console.NewStandIn) { in.Last = (today - 1).String() },
			"--title":  func(in *console.NewStandIn) { in.Title = "街道主任" },
			"person: ": func(in *console.NewStandIn) { in.Person = "shenq" },
			"没有":       func(in *console.NewStandIn) { in.Person = "nobody" },
		} {
			bad := in
			change(&bad)
			contains(t, want, refuses(t, false, name(bad)), want)
		}
		said := says(t, name(in))
		contains(t, "named", said, "jixz stands in for shenq as “社区书记”", today.String())
		id := strings.TrimSpace(said[strings.LastIndex(strings.TrimSpace(said), "\n")+1:])
		contains(t, "listed", says(t, list), id+"\t社区书记\t季小舟\t"+today.String())
		contains(t, "twice", refuses(t, false, name(in)), "已经有人代班")
		d := dbtest.Open(t, dsn, db.Options{})
		acc, err := account.ByLogin(ctx, d, "jixz")
		must(t, err)
		posts, _, err := org.ActsIn(ctx, d, acc.Person, d.Now())
		if err != nil || len(posts) != 2 || posts[1].ForName != "沈秋" {
			t.Errorf("acts as %+v, %v", posts, err)
		}
		contains(t, "ended", says(t, func(term console.Terminal) error { return console.EndStandIn(ctx, dsn, id, term) }), "has ended")
		contains(t, "ended twice", refuses(t, false, func(term console.Terminal) error { return console.EndStandIn(ctx, dsn, id, term) }), "已经结束")
	})
}

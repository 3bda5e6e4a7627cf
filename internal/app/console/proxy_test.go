package console_test

import (
	"context"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/person"
)

func TestProxiesFromTheCommandLine(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		street(t, dsn)
		committee(t, dsn, place1, "中心村社区居民委员会")
		must(t, add(t, dsn, "jixz", "季小舟", worker(place1))(console.Terminal{Out: t.Output()}))
		d := dbtest.Open(t, dsn, db.Options{})
		people := person.New(d, nil)
		ids := map[string]string{}
		for _, p := range []person.Person{{Name: "谈桂芬", Place: place1}, {Name: "邬晓蕾", Place: place1, Birth: "1980"}, {Name: "邬晓蕾", Place: place2}} {
			made, err := people.Create(ctx, actor.Job("test"), p, "")
			must(t, err)
			ids[p.Name+p.Place] = made.ID
		}
		mother, daughter := ids["谈桂芬"+place1], ids["邬晓蕾"+place1]
		record := func(in console.NewProxy) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.AddProxy(ctx, dsn, in, term) }
		}
		end := func(in console.NewProxy) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.EndProxy(ctx, dsn, in, term) }
		}
		in := console.NewProxy{Person: "邬晓蕾", For: "谈桂芬", Relation: "child", Reason: "本人到窗口说的", From: "2026-01-01"}
		contains(t, "two of a name", refuses(t, false, record(in)), "不止一个", daughter+"\t邬晓蕾\t"+place1+"\t1980")
		in.Place = place1
		contains(t, "record", says(t, record(in)), "邬晓蕾 may act for 谈桂芬 from 2026-01-01 on")
		contains(t, "again", says(t, record(in)), "on record already")
		list, err := person.ActsFor(ctx, d, daughter, d.Now())
		if err != nil || len(list) != 1 || list[0].For != mother || list[0].Reason != "本人到窗口说的" || list[0].Relation != person.Child {
			t.Errorf("%+v, %v", list, err)
		}
		n, err := db.Value[int](ctx, d, "SELECT COUNT(*) FROM journal WHERE act = 'person.proxy' AND account = 'system:console' AND after LIKE '%本人到窗口说的%'")
		if err != nil || n != 1 {
			t.Errorf("%d rows of the journal, %v", n, err)
		}
		for want, x := range map[string]console.NewProxy{
			"没有找到“甲”":     {Person: "甲", For: mother, Relation: "child"},
			"relation: ":  {Person: daughter, For: mother, Relation: "friend", From: "2031-01-01"},
			"person: ":    {Person: mother, For: mother, Relation: "child"},
			"until: ":     {Person: "jixz", For: mother, Relation: "neighbour", Until: "31.12.2026"},
			"to: 结束要晚于开始": {Person: "jixz", For: mother, Relation: "neighbour", From: "2026-06-02", Until: "2026-06-01"},
			"reason: ":    {Person: "jixz", For: mother, Relation: "neighbour", Reason: strings.Repeat("长", 201)},
		} {
			contains(t, want, refuses(t, false, record(x)), want)
		}
		contains(t, "with an end", says(t, record(console.NewProxy{Person: "jixz", For: mother, Relation: "neighbour", From: "2026-01-01", Until: "2999-01-01"})), "until 2999-01-01")
		as(t, dsn, "jixz", func(_ context.Context, _ *app.App, who actor.Actor) {
			if !who.Is(mother) {
				t.Error("the account does not act for her")
			}
		})
		contains(t, "end", says(t, end(in)), "邬晓蕾 no longer acts for 谈桂芬")
		contains(t, "ended", refuses(t, true, end(in)), "not on record now")
	})
}

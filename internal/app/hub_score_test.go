package app

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/exchange/hub"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/holding"
)

// The score of a feed is what was told: complete, with words enough, in time, at the first try; each aspect opens what falls short, and a
// code that has no meaning costs points.
func TestTheScoreOfAFeed(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		c := opens(t)
		j := s.joins(c.URL)
		score := func(month string) (out []int) {
			t.Helper()
			x, err := s.Outgoing.Hubs.Score(t.Context(), s.actors["adm"], j.id, month)
			s.must(err)
			for _, m := range x.Marks {
				out = append(out, m.Good, m.All, m.Points())
			}
			return out
		}
		if got, want := score(""), []int{0, 0, 1000, 0, 0, 1000, 0, 0, 500, 0, 0, 500}; !slices.Equal(got, want) {
			t.Errorf("before anything: %v", got)
		}
		j.result(j.order("S1"))
		w, sec := j.wishOf("S1"), s.as("sec")
		act := func(path string, form ...string) {
			t.Helper()
			if p := sec(http.MethodPost, "/wishes/"+w.ID+"/"+path, append(form, "key", id.New())...); p.Status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", path, p.Status, p.Text(".ll-errors"))
			}
		}
		act("accept")
		c.will("500")
		s.sendOut()
		s.clock.Add(40 * time.Minute)
		s.sendOut()
		if got, want := score(""), []int{4, 4, 1000, 0, 0, 1000, 0, 2, 0, 2, 3, 333}; !slices.Equal(got, want) {
			t.Errorf("too late, and once refused: %v", got)
		}
		codes := s.as("adm")(http.MethodGet, j.path+"/codes")
		if p := s.as("adm")(http.MethodPost, codes.Attr(`tr[data-kind="state"]:contains("30") form`, "action")); p.Status != http.StatusSeeOther {
			t.Fatal(p.Status)
		}
		act("classify", "colour", "blue", "unit", w.Unit)
		act("answer", "text", "好了")
		s.sendOut()
		if got, want := score(""), []int{8, 9, 888, 0, 1, 0, 2, 4, 250, 4, 5, 400}; !slices.Equal(got, want) {
			t.Errorf("without a code, and without words: %v", got)
		}
		adm := s.as("adm")
		for aspect, want := range map[hub.Aspect]string{hub.Complete: "该填 2 项，填了 1 项", hub.Content: "2 个字，0 个照片或录音", hub.Timely: "40 分钟才送到", hub.Stable: "发了 2 次，1 次没成"} {
			if p := adm(http.MethodGet, j.path+"/score?aspect="+string(aspect)); p.Status != http.StatusOK || !strings.Contains(p.Text("#short ~ *, section[aria-labelledby=short]"), want) {
				t.Errorf("%s: %d %s", aspect, p.Status, p.Text("main"))
			}
		}
		if p := adm(http.MethodGet, j.path+"/codes"); !strings.Contains(p.Text(`li[data-kind="state"]`), "等人接手") {
			t.Errorf("what has no meaning is not shown: %s", p.Text("main"))
		}
		if got := score("2020-01"); !slices.Equal(got, score("")) {
			t.Errorf("a month before the hub: %v", got)
		}
		if p := adm(http.MethodGet, j.path+"/score?aspect=none"); p.Status != http.StatusNotFound {
			t.Errorf("%d", p.Status)
		}
	})
}

// Once the wish of an order is anonymous, nothing leads from the hub's number to it, the counts stay, and the order is not brought back.
func TestNothingLeadsToAnAnonymousWish(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		j.result(j.order("E1"))
		j.result(j.update("E1", "supplement", 2, "还有一盏"))
		s.sendOut()
		s.must(s.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish_source SET source = '', outside = $1, wish = '', said = '' WHERE outside = 'E1'", holding.Mark("12345", "E1"))
			return err
		}))
		s.clock.Add(2 * time.Hour)
		s.sendOut()
		for what, text := range map[string]string{
			"orders": "SELECT COUNT(*) FROM hub_order WHERE number = 'E1'", "documents": "SELECT COUNT(*) FROM hub_message WHERE number = 'E1'",
			"reports": "SELECT COUNT(*) FROM hub_report WHERE number = 'E1' OR entry IS NOT NULL", "deliveries": "SELECT COUNT(*) FROM outbox_delivery WHERE lane = 'E1' OR data LIKE '%E1%'",
		} {
			if n, err := db.Value[int](t.Context(), s.DB, text); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", what, n, err)
			}
		}
		if x, err := s.Outgoing.Hubs.Score(t.Context(), s.actors["adm"], j.id, ""); err != nil || x.Marks[0].All == 0 {
			t.Errorf("the counts are gone: %+v, %v", x, err)
		}
		before, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM wish")
		s.must(err)
		if a := j.result(j.order("E1")); a.Result != hub.IsPlaced || a.Wish != "" {
			t.Errorf("%+v", a)
		}
		if after, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM wish"); err != nil || after != before {
			t.Errorf("it was brought back: %d, %d", before, after)
		}
		if a := j.result(j.update("E1", "withdraw", 3, "")); a.Result != hub.IsLate {
			t.Errorf("%+v", a)
		}
	})
}

// A hub sees nothing of wishes that it has not sent, and an order that a table has brought before is that wish.
func TestAHubIsToldOfItsOwnOnly(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		c := opens(t)
		j := s.joins(c.URL)
		delete(s.stock, "A")
		w := s.wish(situation("A"))
		if p := s.as("sec")(http.MethodPost, "/wishes/"+w.ID+"/accept", "key", id.New()); p.Status != http.StatusSeeOther {
			t.Fatal(p.Status)
		}
		s.sendOut()
		if len(c.ids) != 0 {
			t.Errorf("told of what it has not sent: %s", c.bodies)
		}
		s.must(s.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO wish_source (source, outside, wish) VALUES ('12345', 'T1', $1)", w.ID)
			return err
		}))
		if a := j.result(j.order("T1", "text", w.Text, "received_at", w.FiledAt.Format(time.RFC3339))); a.Result != hub.IsPlaced || a.Wish != w.Number {
			t.Errorf("%+v", a)
		}
		s.sendOut()
		if told := c.of("T1"); len(told) != 1 || told[0].Data.Act != "arrive" || told[0].Data.State != wish.Accepted {
			t.Errorf("%+v", told)
		}
	})
}

package topic_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/sheet"
	"linli/internal/topic"
)

var day = time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)

func centre() actor.Actor {
	return actor.Actor{Account: "a", Person: "p", Name: "时守正", Posts: []actor.Post{{ID: "post", Org: "o", Place: "320613", Role: actor.CommandCentre, Title: "值班主任"}}}
}

// each is a fresh tree, as it is shipped, on every engine.
func each(t *testing.T, fn func(t *testing.T, d *db.DB, s *topic.Service, clock *dbtest.Clock)) {
	t.Helper()
	for _, open := range []struct {
		engine string
		dsn    func(testing.TB) string
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		t.Run(open.engine, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(day)
			d := dbtest.Open(t, open.dsn(t), db.Options{Now: clock.Now})
			fn(t, d, topic.New(d), clock)
		})
	}
}

func read(t *testing.T, text string) sheet.Sheet {
	t.Helper()
	s, err := sheet.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A topic is renamed, moved, merged and ended; what it was on a day stays answerable, and a merged one goes on as the other.
func TestATopicsLife(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, s *topic.Service, clock *dbtest.Clock) {
		ctx := t.Context()
		lamp, err := s.Save(ctx, centre(), topic.Change{Parent: "repair", Zh: "楼道灯", En: "Landing lights", Key: "k1"})
		if err != nil || lamp.Code != "repair.1" {
			t.Fatalf("%+v, %v", lamp, err)
		}
		if again, err := s.Save(ctx, centre(), topic.Change{Parent: "repair", Zh: "楼道灯", Key: "k1"}); err != nil || again.Code != lamp.Code {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		before := clock.Now()
		clock.Add(time.Hour)
		if _, err := s.Save(ctx, centre(), topic.Change{Code: lamp.Code, Parent: "other", Zh: "公共照明"}); err != nil {
			t.Fatal(err)
		}
		clock.Add(time.Hour)
		for range 2 { // sent twice
			if err := s.End(ctx, centre(), lamp.Code, "traffic", "k2"); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.End(ctx, centre(), lamp.Code, "traffic", "k3"); !errs.Is(err, errs.NotFound) {
			t.Errorf("another request ends it again: %v", err)
		}
		if err := s.End(ctx, centre(), "traffic", "", "k2"); !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound) {
			t.Errorf("the key ends another: %v", err)
		}
		tree, err := s.Tree(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		now := clock.Now()
		if was, ok := tree.Open(lamp.Code, before); !ok || was.Zh != "楼道灯" || was.Parent != "repair" {
			t.Errorf("then: %+v, %v", was, ok)
		}
		if got := tree.Path(lamp.Code, before); !slices.Equal(got, []string{"repair.1", "repair"}) {
			t.Errorf("its path then: %v", got)
		}
		if got := tree.Path(lamp.Code, now); !slices.Equal(got, []string{"repair.1", "traffic"}) {
			t.Errorf("its path now: %v", got)
		}
		if tree.Name(lamp.Code, "zh") != "公共照明" || len(tree.States(lamp.Code)) != 2 {
			t.Errorf("%s, %d states", tree.Name(lamp.Code, "zh"), len(tree.States(lamp.Code)))
		}
		if ok, err := s.Usable(ctx, d, lamp.Code, "", now); ok || err != nil {
			t.Errorf("an ended one is usable: %v, %v", ok, err)
		}
		if ok, _ := s.Usable(ctx, d, lamp.Code, lamp.Code, now); !ok {
			t.Error("who has it may not keep it")
		}
	})
}

// TestCurrent: the matters of a topic go on as itself, as what it was merged into, or as nothing.
func TestCurrent(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	before, after := day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)
	tree := topic.NewTree([]topic.Topic{
		{Code: "lamp", From: before.AddDate(-1, 0, 0), To: day, Merged: "repair"},
		{Code: "repair", From: before.AddDate(-1, 0, 0), To: day, Merged: "works"},
		{Code: "works", From: day},
		{Code: "noise", From: before.AddDate(-1, 0, 0), To: day},
		{Code: "this", From: before.AddDate(-1, 0, 0), To: day, Merged: "that"},
		{Code: "that", From: before.AddDate(-1, 0, 0), To: day, Merged: "this"},
	})
	for _, c := range []struct {
		name, code string
		at         time.Time
		want       string
	}{
		{"in use", "lamp", before, "lamp"},
		{"merged, and that again", "lamp", after, "works"},
		{"into none", "noise", after, ""},
		{"not yet", "works", before, ""},
		{"nobody knows it", "moon", after, ""},
		{"round in a circle", "this", after, ""},
	} {
		if got, ok := tree.Current(c.code, c.at); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", c.name, got, ok, c.want)
		}
	}
}

func TestWhatATopicMayNotBecome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ *db.DB, s *topic.Service, _ *dbtest.Clock) {
		ctx := t.Context()
		below, err := s.Save(ctx, centre(), topic.Change{Parent: "repair", Zh: "电梯"})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			in   topic.Change
			want string
		}{
			"without a name":       {topic.Change{Zh: " "}, "topic.error.name"},
			"with a hidden sign":   {topic.Change{Zh: "电\u202e梯"}, "topic.error.characters"},
			"twice in a place":     {topic.Change{Parent: "repair", Zh: "电梯"}, "topic.error.same"},
			"below nothing":        {topic.Change{Parent: "nowhere", Zh: "电梯"}, "topic.error.parent"},
			"below itself":         {topic.Change{Code: "repair", Parent: below.Code, Zh: "设施维修"}, "topic.error.circle"},
			"其他 somewhere else":    {topic.Change{Code: "other", Parent: "repair", Zh: "其他"}, "topic.error.other"},
			"with a name too long": {topic.Change{Zh: strings.Repeat("长", 41)}, "topic.error.long"},
		} {
			_, err := s.Save(ctx, centre(), c.in)
			if fields := errs.FieldsOf(err); len(fields) != 1 || fields[0].Key != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if err := s.End(ctx, centre(), "repair", "", ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("one with topics below it ends: %v", err)
		}
		if err := s.End(ctx, centre(), topic.Other, "", ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("其他 ends: %v", err)
		}
		for _, r := range actor.Roles() {
			a := centre()
			a.Posts[0].Role = r
			if _, ok := topic.MayEdit(a); ok != (r == actor.CommandCentre) {
				t.Errorf("%s edits: %v", r, ok)
			}
		}
		if _, err := s.Save(ctx, actor.Actor{Account: "a"}, topic.Change{Zh: "别的"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("somebody else: %v", err)
		}
	})
}

// A file of levels: what is above is named on the way, a bad line says why, twice the same file changes nothing, and what was
// shown is what is done.
func TestReadingInLevels(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, s *topic.Service, _ *dbtest.Clock) {
		ctx := t.Context()
		table := read(t, "一级分类\t二级分类\t三级分类\n城乡建设\t物业\t电梯\n城乡建设\t物业\t门禁\n城乡建设\t\t断层\n交通运输\n城乡建设\t物业\t电梯\n")
		plan, err := s.Plan(ctx, centre(), table)
		if err != nil || len(plan.Added) != 5 || plan.Same != 1 || len(plan.Refused) != 1 || plan.Refused[0].Line != 4 || plan.Refused[0].Key != "topic.error.gap" {
			t.Fatalf("%+v, %v", plan, err)
		}
		if err := s.TakeOver(ctx, centre(), table, "something else", "first"); !errs.Is(err, errs.Conflict) {
			t.Errorf("what was not shown: %v", err)
		}
		if err := errors.Join(s.TakeOver(ctx, centre(), table, plan.Digest(), "file"), s.TakeOver(ctx, centre(), table, plan.Digest(), "file")); err != nil { // sent twice
			t.Fatal(err)
		}
		again, err := s.Plan(ctx, centre(), table)
		if err != nil || again.Any() || again.Same != 4 {
			t.Errorf("twice: %+v, %v", again, err)
		}
		tree, err := s.Tree(ctx, d)
		if err != nil || tree.Full("1.1.2", "zh", day) != "城乡建设 › 物业 › 门禁" {
			t.Errorf("%q, %v", tree.Full("1.1.2", "zh", day), err)
		}
		head, lines := tree.Table(day)
		back := sheet.Sheet{Head: head}
		for i, l := range lines {
			back.Lines = append(back.Lines, sheet.Line{N: i + 2, Cells: l})
		}
		if round, err := s.Plan(ctx, centre(), back); err != nil || round.Any() || len(round.Refused) > 0 || round.Same != len(lines) {
			t.Errorf("what goes out comes in as something else: %+v, %v", round, err)
		}
	})
}

func TestReadingInCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, _ *db.DB, s *topic.Service, _ *dbtest.Clock) {
		table := read(t, "编号,上级编号,名称,英文名称\nrepair,,设施报修,Repairs\nrepair,,又一次,\nL1,repair,电梯,Lifts\n,L1,困人,\nbad code,,甲,\nX,nowhere,乙,\n,,停车通行,Parking and traffic\n")
		plan, err := s.Plan(t.Context(), centre(), table)
		if err != nil {
			t.Fatal(err)
		}
		var why []string
		for _, r := range plan.Refused {
			why = append(why, r.Key)
		}
		if len(plan.Changed) != 1 || plan.Changed[0].Was.Zh != "设施维修" || len(plan.Added) != 2 || plan.Added[1].Now.Code != "L1.1" || plan.Same != 1 ||
			!slices.Equal(why, []string{"topic.error.twice", "topic.error.code", "topic.error.parent"}) {
			t.Errorf("%+v", plan)
		}
		if _, err := s.Plan(t.Context(), centre(), read(t, "甲,乙\n1,2\n")); !errs.Is(err, errs.Invalid) {
			t.Errorf("another head: %v", err)
		}
	})
}

// 32 who add the same name at once: one is added, the others are told.
func TestOneOfManyAddsAName(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, s *topic.Service, clock *dbtest.Clock) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		added := 0
		for range 32 {
			wg.Go(func() {
				_, err := s.Save(t.Context(), centre(), topic.Change{Parent: "repair", Zh: "电梯"})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					added++
				} else if !errs.Is(err, errs.Invalid) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		tree, err := s.Tree(t.Context(), d)
		if err != nil || added != 1 || len(tree.Below("repair", clock.Now())) != 1 {
			t.Errorf("%d added, %d there, %v", added, len(tree.Below("repair", clock.Now())), err)
		}
	})
}

// A real list of the kind is read in whole, where the machine has it.
func TestARealTaxonomy(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("LINLI_SHARED")
	if dir == "" {
		t.Skip("LINLI_SHARED names no folder with bench/triage/taxonomy.tsv: public data, not copied into the project")
	}
	b, err := os.ReadFile(filepath.Join(dir, "bench", "triage", "taxonomy.tsv"))
	if err != nil {
		t.Skip(err)
	}
	table, err := sheet.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := topic.NewTree(nil).PlanOf(table, day)
	if err != nil {
		t.Fatal(err)
	}
	tops := 0
	for _, x := range plan.Added {
		if x.Now.Parent == "" {
			tops++
		}
	}
	t.Logf("%d lines: %d topics, %d of them at the top, %d lines without anything new, %d left out", len(table.Lines), len(plan.Added), tops, plan.Same, len(plan.Refused))
	if tops != 15 || len(table.Lines) != 517 || len(plan.Refused) > 0 {
		t.Errorf("%d at the top of %d lines; refused: %+v", tops, len(table.Lines), plan.Refused)
	}
}

package arrival_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/intake"
	"linli/internal/seal"
	"linli/internal/sheet"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/figure"
	"linli/internal/wish/holding"
)

// A table of the hotline: what is right comes, what is wrong is told with every reason, the corrected table brings the rest.
func TestAnImportIsShownDoneAndCorrected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		good := []string{
			"12345,NT1,2026-05-06 10:00,中心村社区,楼道灯坏了三天没人修,陈女士,13800000001,,,,",
			"12345,NT2,2026/4/2,钟秀街道/中心村社区/花半里,花园里没有坐的地方,陈女士,13800000001,已办结,2026-04-20,蓝,椅子装好了",
			"网格,7,46149.5,320613007005,树枝碰到电线很危险,,,,,,",
		}
		lines := append([]string{"崇川区 12345 转办单", heads}, good...)
		lines = append(
			lines,
			"12345,NT4,昨天,中心村社区,楼道灯坏了三天没人修,,,,,,",
			"12345,NT5,2026-05-06,没有的社区,灯,,1380,,,,",
			"12345,NT6,2026-05-06,校西社区,楼道灯坏了三天没人修,,,,,,",
			"12345,NT1,2026-05-06,中心村社区,又是一样的编号在这里,,,,,,",
			"12345,NT8,2026-05-06,中心村社区,楼道灯坏了三天没人修,,,,,红,",
			"12345,NT9,2026-05-06,320613007002,楼道灯坏了三天没人修,,,,,,",
			"※ 导出编号 3",
		)
		r := w.read(w.ji, lines...)
		if r.State != intake.Planned || r.Added != 3 || r.Refused != 6 || r.Same+r.Changed != 0 || r.Head != 2 || len(w.wishes()) != 0 {
			t.Fatalf("%+v, %d wishes", r, len(w.wishes()))
		}
		r = w.do(w.ji, r)
		if r.State != intake.Done || r.In != 3 || r.Late != 0 {
			t.Fatalf("%+v", r)
		}
		w.arrived()

		want := map[int]string{
			2: "原因", 6: "filed:intake.error.time", 7: "text:wish.error.text_short；name:intake.wishes.whose_phone；place:intake.error.place", 8: "place:intake.error.place", 9: ":intake.error.twice", 10: "colour:intake.wishes.open_colour", 11: "place:intake.error.reach",
		}
		for i, cells := range w.report(w.ji, r) {
			got := ""
			if len(cells) > r.Width {
				got = cells[r.Width]
			}
			if got != want[i+1] {
				t.Errorf("line %d of the report says %q, want %q", i+1, got, want[i+1])
			}
		}

		fixed := append([]string{heads}, good...)
		fixed = append(fixed, "12345,NT4,2026-05-07,中心村社区,楼道灯坏了三天没人修,,,,,,")
		if r = w.read(w.ji, fixed...); r.Added != 1 || r.Same != 3 || r.Refused != 0 {
			t.Fatalf("the corrected table: %+v", r)
		}
		if r = w.do(w.ji, r); r.In != 1 || len(w.wishes()) != 4 {
			t.Fatalf("%+v, %d wishes", r, len(w.wishes()))
		}
		if n, err := db.Value[int](t.Context(), w.d, "SELECT COUNT(*) FROM intake_piece WHERE run = $1", r.ID); err != nil || n != 0 {
			t.Errorf("a table of which nothing was refused is kept: %d pieces, %v", n, err)
		}
	})
}

// arrived checks what has come of the three good lines.
func (w *world) arrived() {
	w.t.Helper()
	all := w.wishes()
	if len(all) != 3 {
		w.t.Fatalf("%d wishes", len(all))
	}
	open, ended := all[0], all[1]
	if open.State != wish.Submitted {
		open, ended = ended, open
	}
	book, err := w.rules.Book(w.t.Context())
	w.must(err)
	due, _ := book.Calendar().Due(monday, book.Span("wish.clock.accept", community, monday))
	filed := time.Date(2026, 5, 6, 2, 0, 0, 0, time.UTC)
	if !id.Time(open.ID).Equal(filed) {
		w.t.Errorf("ids are in the order of filing: this one stands at %v", id.Time(open.ID))
	}
	if !open.FiledAt.Equal(filed) || !open.Due.Equal(due) || open.Due.Before(monday) || open.Channel != wish.Hotline || open.Visibility != wish.Private || open.Submitter == "" || open.Registrar != w.ji.Person {
		w.t.Errorf("an open one: %+v, due %v, want %v", open, open.Due, due)
	}
	if c := open.Clock(); !c.Due.After(c.Started) {
		w.t.Errorf("its clock runs backwards: %+v", c)
	}
	if ended.State != wish.Closed || ended.Colour != wish.Blue || !ended.Due.IsZero() || !ended.AcceptedAt.IsZero() || !ended.AnsweredAt.IsZero() || ended.Rating != "" || ended.Place != garden || ended.Submitter != open.Submitter {
		w.t.Errorf("an ended one: %+v", ended)
	}
	people, err := w.people.ByPhone(w.t.Context(), seal.Of("13800000001"))
	if err != nil || len(people) != 1 || people[0].Name != "陈女士" {
		w.t.Errorf("her number leads to %+v, %v", people, err)
	}
	told, err := db.Value[string](w.t.Context(), w.d, "SELECT text FROM wish_event WHERE wish = $1 AND act = 'note'", ended.ID)
	if err != nil || told != "椅子装好了" {
		w.t.Errorf("the answer is %q, %v", told, err)
	}
	n, err := db.Value[int](w.t.Context(), w.d, "SELECT COUNT(*) FROM journal WHERE act = 'wish.arrive'")
	if err != nil || n != 3 {
		w.t.Errorf("%d acts in the journal, %v", n, err)
	}
	if fixed, err := figure.New(w.d, w.rules).Recount(w.t.Context()); err != nil || fixed != 0 {
		w.t.Errorf("the counts differ in %d rows from a recount, %v", fixed, err)
	}
}

// Nothing of what a table holds lies open in the database.
func TestWhatATableHoldsIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := w.read(w.ji, heads, "12345,NT1,2026-05-06,中心村社区,独一无二的一句话,陈女士,13800000001,,,,", "12345,NT2,昨天,中心村社区,独一无二的一句话,陈女士,13800000001,,,,")
		err := intake.SealedTexts(t.Context(), w.d, func(row db.Row) error {
			var text string
			if err := row.Scan(&text); err != nil {
				return err
			}
			if strings.Contains(text, "独一无二") || strings.Contains(text, "1380000") || seal.KeyOf(text) == "" {
				t.Errorf("open: %.60s", text)
			}
			return nil
		})
		w.must(err)
		why, err := db.Value[string](t.Context(), w.d, "SELECT reason FROM intake_row WHERE run = $1 AND outcome = 'refused'", r.ID)
		if err != nil || strings.Contains(why, "1380000") || strings.Contains(why, "陈") {
			t.Errorf("a reason tells of somebody: %s, %v", why, err)
		}
		if _, err := w.s.See(t.Context(), w.wen, r.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else sees the table: %v", err)
		}
		if n, err := w.s.Reseal(t.Context()); n != 0 || err != nil {
			t.Errorf("resealed %d, %v", n, err)
		}
	})
}

// Cut off anywhere, a run goes on where it was: every line is in once, whoever works it and however many do.
func TestARunThatIsCutOffGoesOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		lines := []string{heads}
		for n := range 1050 {
			lines = append(lines, order(n))
		}
		r, err := w.s.Take(t.Context(), w.ji, intake.Upload{Kind: "wishes", Body: []byte(strings.Join(lines, "\n"))})
		w.must(err)
		w.cut(r, func(x intake.Run) bool { return x.Lines >= 500 })
		if x := w.run(w.ji, r.ID); x.State != intake.Reading || x.Lines == 0 || x.Lines == 1050 {
			t.Fatalf("it was to be cut off while it is read: %+v", x)
		}
		w.must(w.s.Work(t.Context(), r.ID))
		if r = w.run(w.ji, r.ID); r.State != intake.Planned || r.Added != 1050 || r.Lines != 1050 {
			t.Fatalf("%+v", r)
		}
		w.must(w.s.Begin(t.Context(), w.ji, r.ID))
		w.cut(r, func(x intake.Run) bool { return x.In >= 400 })
		half := w.run(w.ji, r.ID)
		if half.State != intake.Doing || half.In < 400 || half.In == 1050 || half.In != len(w.wishes()) {
			t.Fatalf("cut off with %d in and %d wishes: %+v", half.In, len(w.wishes()), half)
		}
		w.must(w.s.Stop(t.Context(), w.ji, r.ID))
		w.must(w.s.Work(t.Context(), r.ID))
		if x := w.run(w.ji, r.ID); x.State != intake.Stopped || x.In != half.In || x.UpTo != half.In+1 || len(w.wishes()) != half.In {
			t.Fatalf("stopped, it says up to line %d, %d in, of %d: %+v", x.UpTo, x.In, len(w.wishes()), x)
		}
		w.must(w.s.GoOn(t.Context(), w.ji, r.ID))
		w.together(32, func() error { return w.s.Work(t.Context(), r.ID) })
		w.must(w.s.Work(t.Context(), r.ID))
		if r = w.run(w.ji, r.ID); r.State != intake.Done || r.In != 1050 || r.Late != 0 || len(w.wishes()) != 1050 {
			t.Fatalf("%+v, %d wishes", r, len(w.wishes()))
		}
		for i, x := range w.wishes() {
			if want := community + "-2026-" + strconv.Itoa(1_000_001 + i)[1:]; x.Number != want {
				t.Fatalf("the numbers have a gap: %s, want %s", x.Number, want)
			}
		}
	})
}

// cut works a run until it is as far as said.
func (w *world) cut(r intake.Run, far func(intake.Run) bool) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	defer stop()
	err := w.s.WorkAs(ctx, w.ji, r.ID, func(x intake.Run) {
		if far(x) {
			stop()
		}
	})
	if err == nil {
		w.t.Fatal("it was not cut off")
	}
}

func (w *world) together(n int, do func() error) {
	w.t.Helper()
	var all sync.WaitGroup
	failed := make([]error, n)
	for i := range n {
		all.Go(func() { failed[i] = do() })
	}
	all.Wait()
	for _, err := range failed {
		w.must(err)
	}
}

// 32 tables with the same orders at once bring each of them once.
func TestTheSameTableOf32(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		lines := []string{heads}
		for n := range 40 {
			lines = append(lines, order(n))
		}
		var runs []intake.Run
		for range 32 {
			r := w.read(w.ji, lines...)
			w.must(w.s.Begin(t.Context(), w.ji, r.ID))
			runs = append(runs, r)
		}
		var mu sync.Mutex
		w.together(32, func() error {
			mu.Lock()
			r := runs[0]
			runs = runs[1:]
			mu.Unlock()
			return w.s.Work(t.Context(), r.ID)
		})
		if got := len(w.wishes()); got != 40 {
			t.Errorf("%d wishes of 40", got)
		}
	})
}

// What was shown is what is done: a line whose wish has come meanwhile by another table is in already, and the right that is
// gone stops a run.
func TestTheWorldMoves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		first, second := w.read(w.ji, heads, order(1), order(2)), w.read(w.ji, heads, order(2), order(3))
		w.do(w.ji, first)
		if r := w.do(w.ji, second); r.State != intake.Done || r.In != 2 || len(w.wishes()) != 3 {
			t.Errorf("%+v, %d wishes", r, len(w.wishes()))
		}
		r := w.read(w.ji, heads, order(4))
		w.must(w.s.Begin(t.Context(), w.ji, r.ID))
		w.accounts[w.ji.Account] = actor.Actor{Account: w.ji.Account, Person: w.ji.Person, Posts: []actor.Post{{Role: actor.Auditor, Place: street}}}
		w.must(w.s.Work(t.Context(), r.ID))
		if r = w.run(w.ji, r.ID); r.State != intake.Stopped || len(r.WhyNot()) != 1 || len(w.wishes()) != 3 {
			t.Errorf("without the right: %+v", r)
		}
	})
}

// What an anonymous wish was called elsewhere goes with its words, whether it was named there or known by what was said: nothing
// leads from the one to the other any more. The same list read in again brings nothing back, and another wish still comes.
func TestTheOutsideNumberGoesWithTheWords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		unnamed := ",,2026-05-06 10:00,中心村社区,没有编号的一件：路灯不亮,,,已办结,2026-05-08 09:00,蓝,"
		named := strings.Replace(order(1), ",,,,,,", ",陈女士,13800000001,已办结,2026-05-08 09:00,蓝,", 1)
		if r := w.imported(w.ji, "wishes", heads, named, unnamed, order(2)); r.In != 3 {
			t.Fatalf("%+v", r)
		}
		var submitter string
		for _, x := range w.wishes() {
			if x.Submitter != "" {
				submitter = x.Submitter
			}
		}
		room := holding.Room{Files: func(context.Context, *db.Tx, string) (int, error) { return 0, nil }}
		held, err := room.Held(t.Context(), w.d, submitter, true)
		w.must(err)
		copied, err := json.Marshal(held)
		if err != nil || !strings.Contains(string(copied), `"came_from":[{"source":"12345","number":"NT1"}]`) {
			t.Errorf("the own copy: %s, %v", copied, err)
		}
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := room.EraseTx(ctx, tx, submitter, false)
			return err
		}))
		sources := func() (out []string) {
			out, err := db.All(t.Context(), w.d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT source || '/' || outside || '/' || wish FROM wish_source ORDER BY outside")
			w.must(err)
			return out
		}
		if got := strings.Join(sources(), " "); strings.Contains(got, "NT1/") || len(sources()) != 3 || !strings.Contains(got, "/~") || !strings.Contains(got, "12345/NT2/") {
			t.Errorf("after the person's erasure: %s", got)
		}
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish SET state = 'archived' WHERE closed_at IS NOT NULL")
			return err
		}))
		later := w.d.Now().AddDate(0, 0, 1)
		w.must(w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			e := room.Expiries()[0]
			ids, err := e.Find(ctx, tx, later, "", 10)
			if err == nil {
				_, err = e.EraseTx(ctx, tx, ids, later)
			}
			return err
		}))
		left := 0
		for _, s := range sources() {
			if strings.HasPrefix(s, "/~") && strings.HasSuffix(s, "/") {
				left++
			}
		}
		if left != 2 {
			t.Errorf("after the term: %q", sources())
		}
		before := len(w.wishes())
		if r := w.imported(w.ji, "wishes", heads, named, unnamed, order(2), order(3)); r.Same != 3 || r.In != 1 || len(w.wishes()) != before+1 {
			t.Errorf("again: %+v", r)
		}
	})
}

// Whatever a table says, it is judged or refused with a sentence, and the same table again changes nothing.
func TestTwiceIsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		cell := rapid.OneOf(rapid.SampledFrom([]string{"", "12345", "邻里+", "中心村社区", "2026-05-06", "花半里", "待办", "已办结", "2026-05-07 08:00", "13800000001", "陈女士", "蓝", "是", "=1+1", "1.38E10"}), rapid.StringMatching(`[\p{Han}a-z0-9 ]{0,12}`))
		rapid.Check(t, func(t *rapid.T) {
			lines := [][]string{strings.Split(heads, ",")}
			for range rapid.IntRange(1, 6).Draw(t, "lines") {
				lines = append(lines, rapid.SliceOfN(cell, 11, 11).Draw(t, "line"))
			}
			if rapid.Bool().Draw(t, "good") {
				lines = append(lines, strings.Split(order(rapid.IntRange(0, 9999).Draw(t, "n")), ","))
			}
			var b bytes.Buffer
			form := rapid.SampledFrom([]string{sheet.CSV, sheet.XLSX}).Draw(t, "form")
			w.must(sheet.Write(&b, form, "表", lines[0], lines[1:]))
			r := w.file(w.ji, "wishes", b.Bytes())
			if r.State != intake.Planned && r.State != intake.Failed {
				t.Fatalf("%+v", r)
			}
			if r.State == intake.Failed || r.Added+r.Same+r.Refused != r.Lines || r.Planned() == 0 {
				return
			}
			if r = w.do(w.ji, r); r.State != intake.Done || r.In != r.Added {
				t.Fatalf("%+v", r)
			}
			before := len(w.wishes())
			if again := w.file(w.ji, "wishes", b.Bytes()); again.Added+again.Changed != 0 || again.Same != r.In+r.Same || len(w.wishes()) != before {
				t.Fatalf("again: %+v, first %+v", again, r)
			}
		})
	})
}

// Who brings wishes to a community: every role at it, above it, beside it.
func TestPolicyMatrix(t *testing.T) {
	t.Parallel()
	desk := map[actor.Role]bool{actor.SocialWorker: true, actor.Secretary: true, actor.ViceSecretary: true}
	for _, role := range actor.Roles() {
		for at, here := range map[string]bool{community: true, street: true, "320613": true, "": true, beside: false, "320614": false} {
			a := actor.Actor{Account: "x", Person: "x", Posts: []actor.Post{{ID: "p", Place: at, Role: role}}}
			want := here && (desk[role] || role == actor.CommandCentre)
			if _, got := arrival.MayAt(a, community); got != want {
				t.Errorf("%s at %q brings wishes to the community: %v", role, at, got)
			}
			if _, got := arrival.MaySort(a, community, true); got != want {
				t.Errorf("%s at %q takes orders on for the community: %v", role, at, got)
			}
			sorts := here && (role == actor.Secretary || role == actor.ViceSecretary || role == actor.CommandCentre)
			if _, got := arrival.MaySort(a, community, false); got != sorts {
				t.Errorf("%s at %q brings orders of other units: %v", role, at, got)
			}
			if _, got := arrival.MayJudge(a, community); got != (here && role == actor.CommandCentre) {
				t.Errorf("%s at %q brings judgements: %v", role, at, got)
			}
			if _, got := (&arrival.Kind{}).May(a); got != (desk[role] || role == actor.CommandCentre) {
				t.Errorf("%s at %q has the page: %v", role, at, got)
			}
		}
	}
	for name, a := range map[string]actor.Actor{"a visitor": actor.Visitor("192.0.2.1"), "a resident": {Account: "x", Person: "x"}} {
		_, brings := arrival.MayAt(a, community)
		_, sorts := arrival.MaySort(a, community, false)
		_, judges := arrival.MayJudge(a, community)
		if brings || sorts || judges {
			t.Errorf("%s brings wishes: %v, %v, %v", name, brings, sorts, judges)
		}
	}
}

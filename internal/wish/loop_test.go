package wish_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

func yes() *bool { b := true; return &b }

// day is a date in May 2026 at closing time, in China.
func day(d int) time.Time { return time.Date(2026, 5, d, 17, 30, 0, 0, workday.Zone) }

// The loop as the issue tells it, with the default clocks: accept 1 working day, classify 2, answer 5, 15 or 30 from the
// classification, the evaluation window 7 from the answer.
func TestAWishFromFilingToJudgement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		colour wish.Colour
		answer time.Time
	}{
		{wish.Blue, day(19)}, // Tuesday 12 + 5 working days
		{wish.Yellow, time.Date(2026, 6, 2, 17, 30, 0, 0, workday.Zone)}, // + 15
		{wish.Red, time.Date(2026, 6, 24, 17, 30, 0, 0, workday.Zone)},   // + 30, the Dragon Boat Festival left out
	} {
		t.Run(string(c.colour), func(t *testing.T) {
			t.Parallel()
			eachWorld(t, func(t *testing.T, w *world) { oneLoop(t, w, c.colour, c.answer) })
		})
	}
}

func oneLoop(t *testing.T, w *world, colour wish.Colour, answer time.Time) {
	t.Helper()
	ctx := t.Context()
	x, err := w.wishes.File(ctx, w.tan, filing())
	w.must(err)
	if x.Number != theCommunity+"-2026-000001" || len(x.Code) != 6 || x.State != wish.Submitted || !x.Due.Equal(day(12)) || x.Title != "花园里没有坐的地方" {
		t.Fatalf("filed: %+v", x)
	}
	w.clock.Add(2 * time.Hour)
	x, err = w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{Text: "收到，谢谢"})
	w.must(err)
	if !x.Due.Equal(day(13)) {
		t.Fatalf("to be classified by %v", x.Due)
	}
	w.clock.Set(monday.AddDate(0, 0, 1))
	in := wish.Classification{Colour: colour, Text: "要请上面牵头"}
	handler := w.worker
	switch colour {
	case wish.Yellow:
		in.Unit, handler = w.office.ID, w.officer
	case wish.Red:
		in.Unit, handler = w.group.ID, w.red
	}
	x, err = w.wishes.Classify(ctx, w.secretary, x.ID, in)
	w.must(err)
	if !x.Due.Equal(answer) || !x.AnswerDue.Equal(answer) || x.DueProvisional {
		t.Fatalf("to be answered by %v, want %v", x.Due, answer)
	}
	x, err = w.wishes.Note(ctx, handler, x.ID, wish.Progress{Text: "现场看过了", Audience: wish.ForPublic})
	w.must(err)
	if x.State != wish.InProgress || x.Post != handler.Posts[0].ID || !x.Due.Equal(answer) {
		t.Fatalf("the first note takes up and the clock runs on: %+v", x)
	}
	x, err = w.wishes.Answer(ctx, handler, x.ID, wish.Reply{Text: "装好了"})
	w.must(err)
	if x.State != wish.Answered || !x.Due.Equal(day(21)) {
		t.Fatalf("to be judged by %v", x.Due)
	}
	x, err = w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: yes(), Rating: wish.Satisfied, Text: "很好"})
	w.must(err)
	if x.State != wish.Closed || x.Rating != wish.Satisfied || !*x.Solved || !x.Due.IsZero() || x.Open() {
		t.Fatalf("judged: %+v", x)
	}
	seen, err := w.wishes.See(ctx, w.tan, x.ID)
	w.must(err)
	var acts []string
	for _, e := range seen.Entries {
		acts = append(acts, e.Act)
	}
	if got := strings.Join(acts, " "); got != "evaluate answer note classify accept file" {
		t.Fatalf("timeline: %s", got)
	}
	if !slices.Contains(w.heard.names, "wish.filed") || !slices.Contains(w.heard.names, "wish.changed") {
		t.Fatalf("events: %v", w.heard.names)
	}
	if n, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM journal WHERE kind = 'wish' AND subject = $1 AND place = $2", x.ID, garden); err != nil || n != 6 {
		t.Fatalf("%d journal rows, %v; want one for each act", n, err)
	}
}

func TestTakingUpAndAnsweringMayBeOneAct(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x := w.wishAt(wish.Classified, wish.Yellow)
		x, err := w.wishes.Answer(t.Context(), w.officer, x.ID, wish.Reply{Text: "办好了"})
		w.must(err)
		if x.State != wish.Answered || x.TakenAt.IsZero() || x.Post != w.officer.Posts[0].ID {
			t.Fatalf("%+v", x)
		}
	})
}

func TestAWindowWithoutAnswerClosesAsNotEvaluated(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.Answered, wish.Blue)
		w.clock.Set(x.Due.Add(-time.Second))
		if n, err := w.wishes.CloseWindows(ctx); n != 0 || err != nil {
			t.Fatalf("a second too early: %d, %v", n, err)
		}
		w.clock.Set(x.Due)
		if n, err := w.wishes.CloseWindows(ctx); n != 1 || err != nil {
			t.Fatalf("closed %d, %v", n, err)
		}
		if n, err := w.wishes.CloseWindows(ctx); n != 0 || err != nil {
			t.Fatalf("the second run closed %d, %v", n, err)
		}
		seen, err := w.wishes.See(ctx, w.tan, x.ID)
		w.must(err)
		if seen.Wish.State != wish.Closed || seen.Wish.Solved != nil || seen.Wish.Rating != "" {
			t.Fatalf("silence counts as %+v", seen.Wish)
		}
		if _, err := w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: yes(), Rating: wish.Satisfied}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("evaluating after the window: %v", err)
		}
	})
}

func TestRejectingNeedsAReasonAndAdvice(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x := w.wishAt(wish.Submitted, "")
		_, err := w.wishes.Reject(t.Context(), w.worker, x.ID, wish.Rejection{Text: " "})
		if f := errs.FieldsOf(err); len(f) != 2 {
			t.Fatalf("%v", err)
		}
		x, err = w.wishes.Reject(t.Context(), w.worker, x.ID, wish.Rejection{Text: "欠薪不归社区", Advice: "打 12333"})
		w.must(err)
		if x.State != wish.Rejected || x.Open() {
			t.Fatalf("%+v", x)
		}
		if _, err := w.wishes.See(t.Context(), w.neighbour, x.ID); !errs.Is(err, errs.NotFound) {
			t.Fatalf("a neighbour sees a rejected wish: %v", err)
		}
	})
}

func TestBadInputNamesItsFields(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			edit func(*wish.Filing)
			want string
		}{
			"nothing at all":          {func(f *wish.Filing) { *f = wish.Filing{} }, "text visibility place"},
			"four characters":         {func(f *wish.Filing) { f.Text = "坏了修修" }, "text"},
			"spaces do not count":     {func(f *wish.Filing) { f.Text = "  坏  " }, "text"},
			"too long":                {func(f *wish.Filing) { f.Text = strings.Repeat("长", 2001) }, "text"},
			"not UTF-8":               {func(f *wish.Filing) { f.Text = "abcdef\xff" }, "text"},
			"nothing that is seen":    {func(f *wish.Filing) { f.Text = strings.Repeat("\u200b", 9) }, "text"},
			"the bell":                {func(f *wish.Filing) { f.Text = "花园里没有坐\a的地方" }, "text"},
			"turned around":           {func(f *wish.Filing) { f.Text = "花园里没有\u202e坐的地方" }, "text"},
			"two lines of a spot":     {func(f *wish.Filing) { f.Spot = "三幢\n四幢" }, "spot"},
			"for a name, not at desk": {func(f *wish.Filing) { f.ForName = "某某" }, "for_name"},
			"by telephone, no desk":   {func(f *wish.Filing) { f.Channel = wish.Telephone }, "for_name"},
			"unknown topic":           {func(f *wish.Filing) { f.Topic = "war" }, "topic"},
			"nobody chose for whom":   {func(f *wish.Filing) { f.Visibility = "" }, "visibility"},
			"a place that is none":    {func(f *wish.Filing) { f.Place = "999999999999" }, "place"},
			"a whole street":          {func(f *wish.Filing) { f.Place = theStreet }, "place"},
			"a community not open":    {func(f *wish.Filing) { f.Place = "320613007002" }, "place"},
			"for somebody not known":  {func(f *wish.Filing) { f.For = w.neighbour.Person }, "for"},
			"spot of a hundred and 1": {func(f *wish.Filing) { f.Spot = strings.Repeat("角", 101) }, "spot"},
		} {
			in := filing()
			c.edit(&in)
			_, err := w.wishes.File(t.Context(), w.tan, in)
			var got []string
			for _, f := range errs.FieldsOf(err) {
				got = append(got, f.Name)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: fields %v, want %s (%v)", name, got, c.want, err)
			}
		}
		if n, err := db.Value[int](t.Context(), w.d, "SELECT COUNT(*) FROM wish_counter"); n != 0 || err != nil {
			t.Errorf("bad input used up a number: %d, %v", n, err)
		}
	})
}

func TestWithoutANameNothingSaysWho(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		in := filing()
		in.Anonymous = true
		x, err := w.wishes.File(ctx, w.tan, in)
		w.must(err)
		if x.Submitter != "" || !x.Anonymous {
			t.Fatalf("%+v", x)
		}
		for _, q := range []string{
			"SELECT COUNT(*) FROM journal WHERE subject = $1 AND (account IS NOT NULL OR person IS NOT NULL OR origin IS NOT NULL)",
			"SELECT COUNT(*) FROM wish_event WHERE wish = $1 AND (person IS NOT NULL OR who IS NOT NULL)",
		} {
			if n, err := db.Value[int](ctx, w.d, q, x.ID); n != 0 || err != nil {
				t.Errorf("%s: %d, %v", q, n, err)
			}
		}
		if _, err := w.wishes.See(ctx, w.tan, x.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("even the submitter needs number and code: %v", err)
		}
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO rule (key, place, value, valid_from, source) VALUES ('wish.anonymous', $1, 'no', '2026-01-01', 'test')", theCommunity)
			return err
		}))
		w.wishes = wish.New(w.d, freshRules(w), w.heard)
		if _, err := w.wishes.File(ctx, w.tan, in); len(errs.FieldsOf(err)) != 1 || errs.FieldsOf(err)[0].Name != "anonymous" {
			t.Errorf("a community that forbids it: %v", err)
		}
		in.Anonymous = false
		if _, err := w.wishes.File(ctx, actor.Visitor("192.0.2.1"), in); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor who leaves no name and does not want to: %v", err)
		}
	})
}

func TestFilingForSomebodyKeepsBothNames(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		in := filing()
		in.For = w.tan.Person
		x, err := w.wishes.File(ctx, w.wu, in)
		w.must(err)
		if x.Submitter != w.tan.Person || x.Proxy != w.wu.Person || x.Registrar != "" || x.Channel != wish.App {
			t.Fatalf("a daughter for her mother: %+v", x)
		}
		in.Channel = wish.Telephone
		x, err = w.wishes.File(ctx, w.worker, in)
		w.must(err)
		if x.Submitter != w.tan.Person || x.Registrar != w.worker.Person || x.Proxy != "" || x.Channel != wish.Telephone {
			t.Fatalf("the desk for a resident: %+v", x)
		}
		for who, a := range map[string]actor.Actor{"mother": w.tan, "daughter": w.wu} {
			if s, err := w.wishes.See(ctx, a, x.ID); err != nil || s.View != wish.SubmitterView {
				t.Errorf("the %s sees %v, %v", who, s.View, err)
			}
		}
		in.For, in.ForName = "", "新来的人"
		x, err = w.wishes.File(ctx, w.worker, in)
		w.must(err)
		if x.Submitter == "" || x.Submitter == w.worker.Person {
			t.Fatalf("a newcomer becomes a person: %+v", x)
		}
	})
}

func TestNumbersAreGaplessUnder32Writers(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		const writers, each = 32, 4
		var mu sync.Mutex
		numbers := map[string]int{}
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for j := range each {
					in := filing()
					in.Key = fmt.Sprintf("key-%d-%d", i, j)
					if j == 3 {
						in.Text = "短" // refused: must use up no number
					}
					x, err := w.wishes.File(context.Background(), w.tan, in)
					if j == 3 {
						continue
					}
					again, err2 := w.wishes.File(context.Background(), w.tan, in)
					if err != nil || err2 != nil || again.ID != x.ID || again.Number != x.Number {
						t.Errorf("%v, %v; the same request gave %s and %s", err, err2, x.Number, again.Number)
						return
					}
					mu.Lock()
					numbers[x.Number]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for i := range writers * (each - 1) {
			if n := number.Format(theCommunity, 2026, i+1); numbers[n] != 1 {
				t.Errorf("%s was given %d times", n, numbers[n])
			}
		}
	})
}

func TestOfManyWritersOneWinsAndTheOthersAreToldWho(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x := w.wishAt(wish.Submitted, "")
		var wg sync.WaitGroup
		var mu sync.Mutex
		won, told, self := 0, 0, 0
		for i := range 32 {
			a := []actor.Actor{w.worker, w.secretary}[i%2]
			wg.Go(func() {
				_, err := w.wishes.Accept(context.Background(), a, x.ID, wish.Acceptance{})
				mu.Lock()
				defer mu.Unlock()
				var e *errs.Error
				switch {
				case err == nil:
					won++
				case !errors.As(err, &e) || e.Kind != errs.Conflict:
					t.Error(err)
				case e.Key == "wish.conflict_self":
					self++
				case e.Key == "wish.conflict_by" && (e.Args[0] == "季小舟 · 社工" || e.Args[0] == "闻立溪 · 社区书记") && e.Args[0] != a.Name+" · "+a.Posts[0].Title:
					told++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || told != 16 || self != 15 {
			t.Fatalf("%d won, %d were told by whom, %d that it was themselves", won, told, self)
		}
	})
}

func TestARequestSentTwiceActsOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.Submitted, "")
		first, err := w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{Key: "k1"})
		w.must(err)
		again, err := w.wishes.Accept(ctx, w.worker, x.ID, wish.Acceptance{Key: "k1"})
		w.must(err)
		if first.State != again.State || again.State != wish.Accepted {
			t.Fatalf("%s, then %s", first.State, again.State)
		}
		if _, err := w.wishes.Accept(ctx, w.secretary, x.ID, wish.Acceptance{Key: "k1"}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("somebody else came later: %v", err)
		}
		in := filing()
		in.Key = "k1"
		if own, err := w.wishes.File(ctx, w.neighbour, in); err != nil || own.Submitter != w.neighbour.Person {
			t.Fatalf("somebody else's keys are not this one's: %+v, %v", own, err)
		}
		if _, err := w.wishes.Supplement(ctx, w.tan, x.ID, "还有", "a key with spaces"); !errs.Is(err, errs.Invalid) {
			t.Fatalf("a key that is none: %v", err)
		}
		for range 3 {
			if _, err := w.wishes.Supplement(ctx, w.tan, x.ID, "还有一句", "k2"); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := db.Value[int](ctx, w.d, "SELECT COUNT(*) FROM wish_event WHERE wish = $1 AND act = 'supplement'", x.ID); n != 1 || err != nil {
			t.Fatalf("%d supplements, %v", n, err)
		}
	})
}

// Work belongs to the post: when the appointment ends, the wish is in the unit's inbox from that moment.
func TestWhenAPostIsVacantItsWishesAreTheUnits(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Blue)
		mine := func(a actor.Actor) int {
			p, err := w.lists.Inbox(ctx, a, list.DeskMine, list.Filter{})
			w.must(err)
			return len(p.Wishes)
		}
		if mine(w.worker) != 1 || mine(w.secretary) != 0 {
			t.Fatalf("while the post is held: worker %d, secretary %d", mine(w.worker), mine(w.secretary))
		}
		w.must(w.orgs.EndAppointment(ctx, actor.Job("test"), w.workerHeld.ID, time.Time{}))
		w.worker.Posts = nil
		if mine(w.secretary) != 1 {
			t.Fatal("the wish of a vacant post is in nobody's inbox")
		}
		if _, err := w.wishes.Answer(ctx, w.secretary, x.ID, wish.Reply{Text: "接着办好了"}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestClassifyingAsksForAUnitOfTheLevel(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		x := w.wishAt(wish.Accepted, "")
		firm, bureau := w.org(org.PropertyFirm, theCommunity, "和畅物业"), w.org(org.Bureau, "320613", "区审计局")
		elsewhere := w.org(org.PropertyFirm, "320613007002", "别处的物业")
		for name, c := range map[string]struct {
			in   wish.Classification
			want string
		}{
			"no colour":                   {wish.Classification{Text: "x"}, "colour"},
			"yellow without a unit":       {wish.Classification{Colour: wish.Yellow, Text: "x"}, "unit"},
			"yellow to a superior group":  {wish.Classification{Colour: wish.Yellow, Unit: w.group.ID, Text: "x"}, "unit"},
			"red to an office":            {wish.Classification{Colour: wish.Red, Unit: w.office.ID, Text: "x"}, "unit"},
			"red to a bureau":             {wish.Classification{Colour: wish.Red, Unit: bureau.ID, Text: "x"}, "unit"},
			"yellow to a firm":            {wish.Classification{Colour: wish.Yellow, Unit: firm.ID, Text: "x"}, "unit"},
			"blue to a firm elsewhere":    {wish.Classification{Colour: wish.Blue, Unit: elsewhere.ID}, "unit"},
			"blue to an office":           {wish.Classification{Colour: wish.Blue, Unit: w.office.ID}, "unit"},
			"yellow without a reason":     {wish.Classification{Colour: wish.Yellow, Unit: w.office.ID}, "text"},
			"a unit that is not anywhere": {wish.Classification{Colour: wish.Red, Unit: "org-nowhere", Text: "x"}, "unit"},
		} {
			_, err := w.wishes.Classify(t.Context(), w.secretary, x.ID, c.in)
			if f := errs.FieldsOf(err); len(f) != 1 || f[0].Name != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if _, err := w.wishes.Classify(t.Context(), w.worker, x.ID, wish.Classification{Colour: wish.Blue}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a social worker sorts: %v", err)
		}
		x, err := w.wishes.Classify(t.Context(), w.secretary, x.ID, wish.Classification{Colour: wish.Yellow, Unit: w.waterworks.ID, Text: "水压"})
		w.must(err)
		if x.Unit != w.waterworks.ID {
			t.Errorf("%+v", x)
		}
		x = w.wishAt(wish.Accepted, "")
		x, err = w.wishes.Classify(t.Context(), w.secretary, x.ID, wish.Classification{Colour: wish.Blue, Unit: firm.ID})
		if w.must(err); x.Unit != firm.ID {
			t.Errorf("blue to the firm: %+v", x)
		}
		mine := func(a actor.Actor, d list.Desk) int {
			p, err := w.lists.Inbox(t.Context(), a, d, list.Filter{})
			w.must(err)
			return len(p.Wishes)
		}
		manager, _ := w.hired("祝安平", firm, actor.Handler, "物业经理")
		if mine(manager, list.DeskMine) != 1 || mine(w.worker, list.DeskMine) != 0 || mine(w.worker, list.DeskElse) != 2 {
			t.Errorf("the firm has %d, the worker %d of the own and %d elsewhere", mine(manager, list.DeskMine), mine(w.worker, list.DeskMine), mine(w.worker, list.DeskElse))
		}
	})
}

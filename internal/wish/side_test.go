package wish_test

import (
	"context"
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
	"linli/internal/wish/ask"
	"linli/internal/wish/holding"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// deskOf tells whether a wish stands on an actor's own desk.
func (w *world) deskOf(a actor.Actor, wishID string) bool {
	w.t.Helper()
	p, err := w.lists.Inbox(w.t.Context(), a, list.DeskMine, list.Filter{})
	w.must(err)
	return slices.ContainsFunc(p.Wishes, func(x wish.Wish) bool { return x.ID == wishID })
}

// The office returns twice with a ground, the clock runs on, then nobody can pass it on any more and the district rules
// who has it, and who helps.
func TestReturnedTwiceItIsRuled(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		sides := side.New(w.wishes)
		centre, _ := w.hired("宗远舟", w.org(org.District, "320613", "崇川区"), actor.CommandCentre, "指挥长")
		x := w.wishAt(wish.InProgress, wish.Yellow)
		due := x.Due

		for name, bad := range map[string]side.Returning{"no ground": {Text: "不归我们"}, "no words": {Ground: side.NotOurs}, "an invented ground": {Ground: "war", Text: "不归我们"}} {
			if _, err := sides.Return(ctx, w.officer, x.ID, bad); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		got, err := sides.Return(ctx, w.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "绿化不归我们"})
		w.must(err)
		if got.State != wish.Classified || got.Unit != w.committee.ID || got.Post != "" || got.Colour != wish.Yellow || !got.Due.Equal(due) {
			t.Fatalf("returned it stands so: %+v", got)
		}
		if w.deskOf(w.officer, x.ID) || !w.deskOf(w.secretary, x.ID) {
			t.Error("it is on the desk of who returned it, or not on the sender's")
		}
		if _, err := sides.Return(ctx, w.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "又一次"}); !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.NotFound) {
			t.Errorf("who has it no longer returns it again: %v", err)
		}
		if _, err := sides.Hand(ctx, w.worker, x.ID, side.Handing{Unit: w.office.ID}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a social worker hands on: %v", err)
		}
		if _, err := sides.Hand(ctx, w.secretary, x.ID, side.Handing{Unit: w.group.ID}); !errs.Is(err, errs.Invalid) {
			t.Errorf("to a unit of another colour: %v", err)
		}
		_, err = sides.Hand(ctx, w.secretary, x.ID, side.Handing{Unit: w.office.ID, Text: "请再看一看"})
		w.must(err)
		got, err = sides.Return(ctx, w.officer, x.ID, side.Returning{Ground: side.NeedsOthers, Text: "要自来水公司牵头"})
		w.must(err)
		if want, _ := workday.Shipped().Due(w.clock.Now(), workday.Span{N: 2, Unit: workday.Workday}); !got.RulingDue.Equal(want) {
			t.Errorf("to be ruled by %s, want %s", got.RulingDue, want)
		}
		if _, err := sides.Hand(ctx, w.secretary, x.ID, side.Handing{Unit: w.office.ID}); !errs.Is(err, errs.Conflict) {
			t.Errorf("handed on though it is to be ruled: %v", err)
		}
		if _, err := sides.Rule(ctx, w.leader, x.ID, side.Ruling{Lead: w.office.ID, Text: "你们办"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the street rules in its own matter: %v", err)
		}
		if !w.deskOf(centre, x.ID) {
			t.Error("what is to be ruled is not on the district's desk")
		}
		day := workday.DateOf(due) - 1
		got, err = sides.Rule(ctx, centre, x.ID, side.Ruling{Lead: w.office.ID, Text: "按职责由社会事务办牵头", Shares: []side.Share{{Unit: w.waterworks.ID, Text: "挪一处水表井", Day: day}}})
		if errs.Is(err, errs.Invalid) {
			t.Fatalf("%+v", errs.FieldsOf(err))
		}
		w.must(err)
		if got.Unit != w.office.ID || !got.RulingDue.IsZero() || !slices.Equal(got.Beside, []string{w.waterworks.ID}) || !got.Due.Equal(due) {
			t.Errorf("ruled it stands so: %+v", got)
		}
		if s, err := w.wishes.See(ctx, w.officer, x.ID); err != nil || s.May(wish.Return) {
			t.Errorf("a ruling binds, and yet: %v, %v", s.Can, err)
		}
	})
}

// A request that is sent twice is answered twice and done once, also by who has sent the wish away with it.
func TestAWishIsSentAwayOnce(t *testing.T) {
	t.Parallel()
	eachAsking(t, func(t *testing.T, w sharper) {
		other := w.org(org.StreetOffice, theStreet, "城建办")
		for name, act := range map[string]func(x wish.Wish, key string) (wish.Wish, error){
			"returned": func(x wish.Wish, key string) (wish.Wish, error) {
				return w.sides.Return(t.Context(), w.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们", Key: key})
			},
			"handed on": func(x wish.Wish, key string) (wish.Wish, error) {
				return w.sides.Hand(t.Context(), w.leader, x.ID, side.Handing{Unit: other.ID, Key: key})
			},
		} {
			x := w.wishAt(wish.InProgress, wish.Yellow)
			first, err := act(x, x.ID)
			w.must(err)
			again, err := act(x, x.ID)
			if err != nil || again.Returned != first.Returned || again.Unit != first.Unit {
				t.Errorf("%s: %v, %+v", name, err, again)
			}
			if _, err := act(x, ""); err == nil {
				t.Errorf("%s: another request does it again", name)
			}
			y := w.wishAt(wish.InProgress, wish.Yellow)
			if _, err := act(y, x.ID); !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: the key of one wish for another: %v", name, err)
			}
		}
	})
}

// What units write to each other when they hand a wish on, help or rule is theirs: the submitter reads that it happened, on
// the page and in the own copy, and staff read the words.
func TestTheSubmitterReadsNoWordsAmongStaff(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		sides, asks := side.New(w.wishes), ask.New(w.d, w.wishes)
		x := w.wishAt(wish.InProgress, wish.Yellow)
		words := map[wish.Act]string{wish.Joint: "只出两把凳子的钱", wish.Hand: "这家难缠，请再看看", wish.Receive: "我们接过来", wish.Ruling: "你们两家别再推"}
		_, err := sides.Join(ctx, w.officer, x.ID, side.Share{Unit: w.waterworks.ID, Text: words[wish.Joint], Day: workday.DateOf(x.Due) - 1}, "")
		w.must(err)
		_, err = sides.Hand(ctx, w.leader, x.ID, side.Handing{Unit: w.waterworks.ID, Text: words[wish.Hand]})
		w.must(err)
		_, err = asks.Recolour(ctx, w.leader, x.ID, ask.Turn{Colour: wish.Red, Unit: w.group.ID, Text: "办不了"})
		w.must(err)
		_, err = asks.Receive(ctx, w.red, x.ID, ask.Word{Text: words[wish.Receive]})
		w.must(err)
		centre, _ := w.hired("宗远舟", w.org(org.District, "320613", "崇川区"), actor.CommandCentre, "指挥长")
		_, err = asks.Recolour(ctx, w.red, x.ID, ask.Turn{Colour: wish.Yellow, Unit: w.office.ID, Text: "办不了"})
		w.must(err)
		_, err = asks.Refuse(ctx, w.officer, x.ID, ask.Word{Text: "不接"})
		w.must(err)
		_, err = sides.Rule(ctx, centre, x.ID, side.Ruling{Lead: w.group.ID, Text: words[wish.Ruling]})
		w.must(err)

		for name, c := range map[string]struct {
			a     actor.Actor
			reads bool
		}{"the submitter": {w.tan, false}, "who handles it": {w.red, true}} {
			seen, err := w.wishes.See(ctx, c.a, x.ID)
			w.must(err)
			for act, said := range words {
				i := slices.IndexFunc(seen.Entries, func(e wish.Entry) bool { return e.Act == string(act) })
				if i < 0 {
					t.Errorf("%s does not read of %s", name, act)
				} else if got := seen.Entries[i].Text; (got == said) != c.reads || !c.reads && got != "" {
					t.Errorf("%s reads of %s: %q", name, act, got)
				}
			}
		}
		held, err := holding.Room{}.Held(ctx, w.d, w.tan.Person, true)
		w.must(err)
		own := fmt.Sprintf("%+v", held)
		for act, said := range words {
			if strings.Contains(own, said) {
				t.Errorf("the own copy tells what staff said to each other: %s", act)
			}
			if !strings.Contains(own, string(act)) {
				t.Errorf("the own copy does not tell of %s", act)
			}
		}
	})
}

// A joint handler sees the wish, has it on the desk until the own task is done, and answers for nothing else.
func TestWhoHelpsHasATask(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		sides := side.New(w.wishes)
		crew, _ := w.hired("汤秋白", w.waterworks, actor.Handler, "调度")
		x := w.wishAt(wish.InProgress, wish.Yellow)
		today, last := workday.DateOf(w.clock.Now()), workday.DateOf(x.Due)
		for name, c := range map[string]struct {
			in    side.Share
			field string
		}{
			"no words":             {side.Share{Unit: w.waterworks.ID, Day: last}, "text"},
			"itself":               {side.Share{Unit: w.office.ID, Text: "挪水表井", Day: last}, "unit"},
			"a level above":        {side.Share{Unit: w.group.ID, Text: "挪水表井", Day: last}, "unit"},
			"yesterday":            {side.Share{Unit: w.waterworks.ID, Text: "挪水表井", Day: today - 1}, "day"},
			"after the wish's":     {side.Share{Unit: w.waterworks.ID, Text: "挪水表井", Day: last + 1}, "day"},
			"a day that is no day": {side.Share{Unit: w.waterworks.ID, Text: "挪水表井"}, "day"},
		} {
			_, err := sides.Join(ctx, w.officer, x.ID, c.in, "")
			if f := errs.FieldsOf(err); len(f) != 1 || f[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if w.deskOf(crew, x.ID) {
			t.Error("before there is a task it is on the desk")
		}
		got, err := sides.Join(ctx, w.officer, x.ID, side.Share{Unit: w.waterworks.ID, Text: "挪水表井", Day: last}, "")
		w.must(err)
		if got.Unit != w.office.ID || !got.Due.Equal(x.Due) || got.State != wish.InProgress || !w.deskOf(crew, x.ID) {
			t.Errorf("with a helper: %+v", got)
		}
		tasks, err := side.TasksOf(ctx, w.d, x.ID)
		w.must(err)
		if len(tasks) != 1 || tasks[0].Unit != w.waterworks.ID || tasks[0].Text != "挪水表井" || !tasks[0].DoneAt.IsZero() {
			t.Fatalf("%+v", tasks)
		}
		if _, err := sides.Finish(ctx, w.officer, x.ID, tasks[0].ID, "办好了", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the lead ends the helper's task: %v", err)
		}
		if _, err := w.wishes.Answer(ctx, crew, x.ID, wish.Reply{Text: "办好了"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the helper answers: %v", err)
		}
		_, err = sides.Finish(ctx, crew, x.ID, tasks[0].ID, "挪好了", "")
		w.must(err)
		if _, err := sides.Finish(ctx, crew, x.ID, tasks[0].ID, "再说一次", ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("done twice: %v", err)
		}
		if w.deskOf(crew, x.ID) {
			t.Error("what is done stays on the desk")
		}
		if _, err := w.wishes.See(ctx, crew, x.ID); err != nil {
			t.Errorf("who has helped sees it no longer: %v", err)
		}
	})
}

// Taken up again: first where it was answered, then a level above; each with a new clock of the same length, the old
// answer and its judgement kept aside; not after the window, and by nobody but the submitter.
func TestTakenUpAgain(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		sides := side.New(w.wishes)
		no := false
		x := w.wishAt(wish.Answered, wish.Blue)
		for name, a := range map[string]actor.Actor{"a neighbour": w.neighbour, "who answered": w.worker, "the secretary": w.secretary} {
			if _, err := sides.Reopen(ctx, a, x.ID, "还是没有", ""); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := sides.Reopen(ctx, w.tan, x.ID, " ", ""); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a word of what is missing: %v", err)
		}
		_, err := w.wishes.Evaluate(ctx, w.tan, x.ID, wish.Evaluation{Solved: &no, Rating: wish.Unsatisfied, Text: "只装了两张"})
		w.must(err)
		got, err := sides.Reopen(ctx, w.tan, x.ID, "还差十八张", "")
		w.must(err)
		want, _ := workday.Shipped().Due(w.clock.Now(), workday.Span{N: 5, Unit: workday.Workday})
		if got.State != wish.InProgress || got.Unit != w.committee.ID || got.Post != x.Post || got.Colour != wish.Blue || !got.Due.Equal(want) || !got.ClosedAt.IsZero() || got.Rating != "" || got.Solved != nil {
			t.Fatalf("taken up again it stands so: %+v", got)
		}
		w.clock.Set(w.clock.Now().Add(time.Hour))
		_, err = w.wishes.Answer(ctx, w.worker, x.ID, wish.Reply{Text: "又装了 3 张。"})
		w.must(err)
		got, err = sides.Reopen(ctx, w.wu, x.ID, "还是不够", "")
		w.must(err)
		if got.Colour != wish.Yellow || got.Post != "" || got.Unit == w.committee.ID || got.State != wish.InProgress || !w.deskOf(w.leader, x.ID) {
			t.Errorf("the second time it stands so: %+v", got)
		}
		if want, _ := workday.Shipped().Due(w.clock.Now(), workday.Span{N: 5, Unit: workday.Workday}); !got.Due.Equal(want) {
			t.Errorf("its clock is as long as it was: due %s, want %s", got.Due, want)
		}
		_, err = w.wishes.Answer(ctx, w.leader, x.ID, wish.Reply{Text: "街道补齐。"})
		w.must(err)
		s, err := w.wishes.See(ctx, w.tan, x.ID)
		w.must(err)
		w.clock.Set(s.Wish.EvaluateDue)
		if s, err = w.wishes.See(ctx, w.tan, x.ID); err != nil || s.May(wish.Reopen) {
			t.Errorf("after the window: %v, %v", s.Can, err)
		}
		if _, err := sides.Reopen(ctx, w.tan, x.ID, "来晚了", ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("after the window: %v", err)
		}
	})
}

// Whoever is first of 32 that return, hand on, answer or join at once has done it; the others are told, and one unit has
// the wish.
func TestSideActsAtOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		sides := side.New(w.wishes)
		x := w.wishAt(wish.InProgress, wish.Yellow)
		other := w.org(org.StreetOffice, theStreet, "城建办")
		last := workday.DateOf(x.Due)
		acts := []func(context.Context) error{
			func(ctx context.Context) error {
				_, err := sides.Return(ctx, w.officer, x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
				return err
			},
			func(ctx context.Context) error {
				_, err := sides.Hand(ctx, w.leader, x.ID, side.Handing{Unit: other.ID})
				return err
			},
			func(ctx context.Context) error {
				_, err := w.wishes.Answer(ctx, w.officer, x.ID, wish.Reply{Text: "装好了"})
				return err
			},
			func(ctx context.Context) error {
				_, err := sides.Join(ctx, w.officer, x.ID, side.Share{Unit: other.ID, Text: "量尺寸", Day: last}, "")
				return err
			},
		}
		var mu sync.Mutex
		won := map[int]int{}
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				err := acts[i%4](context.Background())
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won[i%4]++
				} else if k := errs.KindOf(err); k != errs.Conflict && k != errs.Forbidden && k != errs.NotFound && k != errs.Invalid {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s, err := w.wishes.See(t.Context(), w.secretary, x.ID)
		w.must(err)
		tasks, err := side.TasksOf(t.Context(), w.d, x.ID)
		w.must(err)
		// The timeline says what the rows say: each success once, in an order in which each was possible.
		told := map[string]int{}
		for _, e := range s.Entries {
			told[e.Act]++
		}
		if told["return"] != won[0] || told["hand"] != won[1] || told["answer"] != won[2] || told["joint"] != won[3] || len(tasks) != won[3] || won[2] > 1 || won[3] > 1 {
			t.Errorf("won %v, told %v, %d tasks, stands %+v", won, told, len(tasks), s.Wish)
		}
		if s.Wish.Unit == "" {
			t.Error("nobody is responsible")
		}
	})
}

// The inbox follows a stand-in: what the post had taken up, and what waits for its act, is on the desk of who stands in; the
// holder keeps it, unless the holder does not act. An act under the post names both.
func TestTheInboxFollowsAStandIn(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		colleague, _ := w.hired("周敏", w.office, actor.StreetOfficer, "科员")
		mine, sort := w.wishAt(wish.InProgress, wish.Yellow), w.wishAt(wish.Accepted, wish.Unsorted)
		if w.deskOf(colleague, mine.ID) || w.deskOf(w.worker, sort.ID) {
			t.Fatal("before anybody stands in it is on the desk of somebody else")
		}
		today := workday.DateOf(w.clock.Now())
		stand := func(of actor.Actor, who *actor.Actor, alone bool) {
			t.Helper()
			_, err := w.orgs.NameStandIn(ctx, of, org.StandIn{Post: of.Posts[0].ID, Person: who.Person, First: today, Last: today, Alone: alone}, "")
			w.must(err)
			who.Posts, who.Away, err = org.ActsIn(ctx, w.d, who.Person, w.clock.Now())
			w.must(err)
		}
		stand(w.officer, &colleague, false)
		worker := w.worker
		stand(w.secretary, &worker, true)
		if !w.deskOf(colleague, mine.ID) || !w.deskOf(w.officer, mine.ID) || !w.deskOf(worker, sort.ID) {
			t.Error("the desk does not follow, or the holder has lost it")
		}
		away := w.secretary
		var err error
		away.Posts, away.Away, err = org.ActsIn(ctx, w.d, away.Person, w.clock.Now())
		w.must(err)
		if _, err := w.wishes.Classify(ctx, away, sort.ID, wish.Classification{Colour: wish.Blue}); !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.NotFound) {
			t.Errorf("the holder does not act, and sorts: %v", err)
		}
		_, err = w.wishes.Classify(ctx, worker, sort.ID, wish.Classification{Colour: wish.Blue})
		w.must(err)
		seen, err := w.wishes.See(ctx, w.worker, sort.ID)
		if err != nil || seen.Entries[0].Who != "季小舟 代 闻立溪 · 社区书记" {
			t.Errorf("signed %q, %v", seen.Entries[0].Who, err)
		}
		both, err := db.Value[string](ctx, w.d, "SELECT person || ' ' || stands_for FROM journal WHERE act = 'wish.classify' AND subject = $1", sort.ID)
		if err != nil || both != worker.Person+" "+w.secretary.Person {
			t.Errorf("the journal names %q, %v", both, err)
		}
	})
}

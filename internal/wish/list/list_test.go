package list_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/number"
)

// The places, units and persons that the wishes of these tests are about: two streets in one district, one in another.
var (
	someCommunities = []string{"320613007005", "320613007006", "320613003004", "320612001200"}
	someUnits       = []string{"org-a", "org-b", "org-c", "org-d"}
	somePersons     = []string{"tan", "wu", "gu", "chu"}
	somePlaces      = []string{"32", "320613", "320613007", "320613007005", "320613007005001", "320612"}
)

// manyWishes is every state, colour, visibility and submitter in some mixture, the same one each time.
func manyWishes(n int) []wish.Wish {
	r := rand.New(rand.NewPCG(3, 7)) //nolint:gosec // a fixed mixture, no secret
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	began := time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC)
	var out []wish.Wish
	for i := range n {
		w := wish.Wish{
			Community: pick(someCommunities), Unit: pick(someUnits), Submitter: pick(append(somePersons, "")), Channel: wish.App,
			Topic: []wish.Topic{wish.Environment, wish.Repair, wish.Traffic, wish.Elders, wish.Dispute, wish.Other}[r.IntN(6)], Title: "长椅", Text: "花园里没有坐的地方", Code: "ABC234", Urgency: wish.Urgencies()[r.IntN(3)],
			Visibility: []wish.Visibility{wish.Public, wish.Private}[r.IntN(2)], State: wish.Flow.States[r.IntN(len(wish.Flow.States))],
			Publicity: []wish.Publicity{wish.Published, wish.Published, wish.Waiting, wish.Withheld}[r.IntN(4)], PublicTitle: "*椅",
			FiledAt: began.Add(time.Duration(i) * time.Minute), DueSpan: "1wd",
		}
		w.ID = id.At(w.FiledAt)
		w.Number = number.Format(w.Community, 2026, i+1)
		w.Place = w.Community + pick([]string{"", "001", "001007", "002"})
		w.AcceptDue = w.FiledAt.Add(24 * time.Hour)
		settle(&w, r)
		out = append(out, w)
	}
	return out
}

// settle gives a wish the moments that its state implies.
func settle(w *wish.Wish, r *rand.Rand) {
	at := w.FiledAt.Add(time.Hour)
	ended := slices.Contains([]wish.State{wish.Rejected, wish.Withdrawn, wish.Closed, wish.Archived}, w.State)
	if w.State != wish.Submitted && w.State != wish.Rejected && (!ended || w.State == wish.Closed || r.IntN(2) == 0) {
		w.AcceptedAt = at
	}
	if slices.Contains([]wish.State{wish.Classified, wish.InProgress, wish.Answered, wish.Closed}, w.State) {
		w.ClassifiedAt, w.Colour = at, wish.Colours()[r.IntN(3)]
	}
	if w.State == wish.Answered || w.State == wish.Closed || w.State == wish.Archived && !w.AcceptedAt.IsZero() && r.IntN(2) == 0 {
		w.AnsweredAt = at
	}
	if ended {
		w.ClosedAt = at
		return
	}
	w.Due = at.Add(time.Duration(r.IntN(200)) * time.Hour)
	if w.State == wish.InProgress && r.IntN(2) == 0 {
		w.Post = "post-" + w.Unit
	}
	if w.State == wish.Classified && r.IntN(3) == 0 {
		w.RulingDue = at
	}
	if w.Colour != wish.Blue && w.Colour != wish.Unsorted && r.IntN(3) == 0 {
		w.First = someUnits[r.IntN(len(someUnits))]
	}
	for _, unit := range someUnits {
		if unit != w.Unit && w.Colour != wish.Unsorted && r.IntN(6) == 0 {
			w.Beside = append(w.Beside, unit)
		}
	}
}

// anybody is any actor: none, some or several posts of any role, with or without a person, a proxy, a receipt.
func anybody(t *rapid.T, wishes []wish.Wish) actor.Actor {
	var a actor.Actor
	if rapid.Bool().Draw(t, "signed in") {
		a.Account, a.Person = "account", rapid.SampledFrom(append(somePersons, "")).Draw(t, "person")
		a.ActsFor = rapid.SliceOfN(rapid.SampledFrom(somePersons), 0, 2).Draw(t, "acts for")
		for i := range rapid.IntRange(0, 3).Draw(t, "posts") {
			unit := rapid.SampledFrom(someUnits).Draw(t, "unit")
			a.Posts = append(a.Posts, actor.Post{
				ID: fmt.Sprint("post-", unit), Org: unit, Role: rapid.SampledFrom(actor.Roles()).Draw(t, "role"), Title: fmt.Sprint(i),
				Place: rapid.SampledFrom(append(somePlaces, someCommunities...)).Draw(t, "place"),
			})
		}
		if len(a.Posts) > 0 && rapid.Bool().Draw(t, "recoded") {
			a.Former = map[string][]string{a.Posts[0].Place: {rapid.SampledFrom(someCommunities).Draw(t, "former")}}
		}
	} else if rapid.Bool().Draw(t, "receipt") {
		a.Grant = wishes[rapid.IntRange(0, len(wishes)-1).Draw(t, "granted")].ID
	}
	return a
}

// A list is filtered in SQL, a single wish in Go. They must be one rule: whatever the actor, the list holds exactly the
// wishes that the actor may open, and shows of each no more than its page does.
func TestListsShowExactlyWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 3, 2, 0, 0, 0, time.UTC)
	dbtest.EachWith(t, db.Options{Now: dbtest.At(now).Now}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, wishes := stored(t, d, 160)
		rapid.Check(t, func(rt *rapid.T) {
			a := anybody(rt, wishes)
			everything := drain(rt, func(f list.Filter) (list.Page, error) { return s.List(ctx, a, f) })
			same(rt, "List", everything, wishes, func(w wish.Wish) bool { return wish.ViewOf(a, w) != wish.NotSeen })
			for _, w := range everything {
				leaks(rt, a, w)
			}
			staff := drain(rt, func(f list.Filter) (list.Page, error) { return s.All(ctx, a, f) })
			if staff != nil {
				same(rt, "All", staff, wishes, func(w wish.Wish) bool { return wish.ViewOf(a, w) == wish.StaffView })
			}
			for _, desk := range list.Desks() {
				for _, w := range drain(rt, func(f list.Filter) (list.Page, error) { return s.Inbox(ctx, a, desk, f) }) {
					if wish.ViewOf(a, w) != wish.StaffView || !w.Open() {
						rt.Fatalf("the desk %s of %+v holds %+v", desk, a, w)
					}
				}
			}
		})
	})
}

// What stands in 我的 is something to do: the actor may do one of the acts of the loop to it, unless another post holds it.
func TestMyDeskHoldsWhatIsMineToDo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 3, 2, 0, 0, 0, time.UTC)
	dbtest.EachWith(t, db.Options{Now: dbtest.At(now).Now}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, wishes := stored(t, d, 120)
		rapid.Check(t, func(rt *rapid.T) {
			a := anybody(rt, wishes)
			mine := drain(rt, func(f list.Filter) (list.Page, error) { return s.Inbox(ctx, a, list.DeskMine, f) })
			for _, w := range mine {
				if !slices.ContainsFunc([]wish.Act{wish.Accept, wish.Classify, wish.TakeUp, wish.Answer, wish.Ruling, wish.TaskDone}, func(act wish.Act) bool { return wish.Can(a, act, w) }) {
					rt.Fatalf("%+v has nothing to do with %+v", a, w)
				}
			}
			if n, _, err := s.Waiting(ctx, a); err != nil || n != len(mine) {
				rt.Fatalf("%d waiting (%v), %d on the desk", n, err, len(mine))
			}
		})
	})
}

func stored(t *testing.T, d *db.DB, n int) (*list.Lists, []wish.Wish) {
	t.Helper()
	return put(t, d, manyWishes(n))
}

// put stores wishes with the tasks that they say.
func put(t *testing.T, d *db.DB, wishes []wish.Wish) (*list.Lists, []wish.Wish) {
	t.Helper()
	ctx := context.Background()
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, w := range wishes {
			for _, unit := range w.Beside {
				_, err := tx.Exec(ctx, "INSERT INTO wish_task (id, wish, unit, text, due, given_at, given_by) VALUES ($1, $2, $3, '量尺寸', 1, 1, '')", id.At(tx.Now), w.ID, unit)
				if err != nil {
					return err
				}
			}
		}
		return wish.InsertManyTx(ctx, tx, wishes, func(wish.Wish) []wish.Entry { return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.New(d), wishes
}

// drain reads a list page by page, forwards; nil when the actor has no such list.
func drain(t *rapid.T, read func(list.Filter) (list.Page, error)) []wish.Wish {
	limit := rapid.SampledFrom([]int{7, 50, 100}).Draw(t, "limit")
	out, f := []wish.Wish{}, list.Filter{Limit: limit}
	for {
		p, err := read(f)
		if err != nil {
			return nil
		}
		out = append(out, p.Wishes...)
		if p.Next == "" {
			return out
		}
		f.After = p.Next
	}
}

func same(t *rapid.T, name string, got, all []wish.Wish, want func(wish.Wish) bool) {
	var wanted []wish.Wish
	for _, w := range slices.Backward(all) {
		if want(w) {
			wanted = append(wanted, w)
		}
	}
	for i := range max(len(got), len(wanted)) {
		switch {
		case i >= len(got) || i < len(wanted) && got[i].ID < wanted[i].ID:
			t.Fatalf("%s leaves out %+v", name, wanted[i])
		case i >= len(wanted) || got[i].ID > wanted[i].ID:
			t.Fatalf("%s shows %+v", name, got[i])
		}
	}
}

func leaks(t *rapid.T, a actor.Actor, w wish.Wish) {
	switch wish.ViewOf(a, w) {
	case wish.PublicView:
		if w.Text != "" || w.Code != "" || w.Title != w.PublicTitle {
			t.Fatalf("a neighbour reads %+v", w)
		}
	case wish.StaffView:
		if w.Code != "" {
			t.Fatalf("staff read the submitter's code in %+v", w)
		}
	}
}

package callback_test

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
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/list"
	"linli/internal/wish/number"
)

func TestWhoMustBeCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, yes := t.Context(), true
		first := w.answered(w.tan, false)
		w.clock.Add(time.Hour)
		second := w.answered(w.tan, false)
		judged := w.answered(w.tan, false)
		w.answered(w.luo, false) // without a telephone
		w.answered(w.tan, true)  // without a name
		_, err := w.wishes.Evaluate(ctx, w.tan, judged.ID, wish.Evaluation{Solved: &yes, Rating: wish.Satisfied})
		w.must(err)
		// Answered on Monday; three working days are over when Thursday closes.
		w.at(14, 17, 29)
		if got := w.listed(w.call); len(got) != 0 {
			t.Errorf("before the third working day is over: %v", got)
		}
		w.at(14, 17, 30)
		if got := w.listed(w.call); !slices.Equal(got, []string{first.ID, second.ID}) {
			t.Errorf("by deadline: %v", got)
		}
		_, err = w.calls.Miss(ctx, w.call, second.ID, callback.Busy, "")
		w.must(err)
		page, err := w.calls.List(ctx, w.call, list.Filter{Limit: 1})
		w.must(err)
		if page.Total != 2 || page.Before != 0 || page.Nameless != 1 || page.Phoneless != 1 || len(page.Wishes) != 1 || page.Next == "" || len(page.Tries) != 0 {
			t.Errorf("the first page: %+v", page)
		}
		page, err = w.calls.List(ctx, w.call, list.Filter{Limit: 1, After: page.Next})
		w.must(err)
		if tried := page.Tries[second.ID]; page.Before != 1 || page.Wishes[0].ID != second.ID || tried.Days != 1 || tried.How != callback.Busy || page.Next != "" {
			t.Errorf("the second page: %+v", page)
		}
		red := wish.Red
		if page, err = w.calls.List(ctx, w.call, list.Filter{Colour: &red}); err != nil || page.Total != 0 {
			t.Errorf("red ones: %+v, %v", page, err)
		}
		if n, err := w.calls.Waiting(ctx, w.call); n != 2 || err != nil {
			t.Errorf("%d wait, %v", n, err)
		}
		if n, err := w.calls.Waiting(ctx, w.worker); n != 0 || err != nil {
			t.Errorf("%d wait at the desk, %v", n, err)
		}
		_, err = w.calls.List(ctx, w.worker, list.Filter{})
		wantKind(t, err, errs.NotFound, "the desk")
		_, err = w.calls.List(ctx, actor.Visitor("192.0.2.1"), list.Filter{})
		wantKind(t, err, errs.Unauthenticated, "a visitor")
		w.at(20, 17, 30)
		if got := w.listed(w.call); len(got) != 0 {
			t.Errorf("after the window: %v", got)
		}
	})
}

var (
	someUnits  = []string{"org-a", "org-b", "org-c"}
	somePlaces = []string{"320613", "320613007", "320613007005", "320613007002", "320612"}
)

// The list is filtered in SQL, the act is allowed in Go. They must be one rule: whatever the actor, the list holds exactly the
// wishes whose submitters the actor may call.
func TestTheListHoldsExactlyWhoMayBeCalled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		people := []string{w.tan.Person, w.worker.Person, w.officer.Person}
		phone := "13800000456"
		for _, p := range people[1:] {
			w.must(w.people.SetContact(ctx, actor.Job("test"), p, person.ContactChange{Phone: &phone}))
		}
		wishes := w.mixture(people, 120)
		rapid.Check(t, func(rt *rapid.T) {
			a := anybody(rt, people)
			if !a.Has(actor.CallBackOfficer) {
				return
			}
			var got []string
			for f := (list.Filter{Limit: 40}); ; {
				p, err := w.calls.List(ctx, a, f)
				if err != nil {
					rt.Fatal(err)
				}
				for _, x := range p.Wishes {
					got = append(got, x.ID)
				}
				if f.After = p.Next; f.After == "" {
					break
				}
			}
			for _, x := range wishes {
				x.At = w.clock.Now()
				if _, want := wish.MayCallBack(a, x); want != slices.Contains(got, x.ID) {
					rt.Fatalf("%+v may call %v, the list says otherwise: %+v", a, want, x)
				}
			}
		})
	})
}

// mixture is answered wishes of some units and people, with joint handlers and former answers in some.
func (w *world) mixture(people []string, n int) (out []wish.Wish) {
	w.t.Helper()
	r := rand.New(rand.NewPCG(5, 9)) //nolint:gosec // a fixed mixture, no secret
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	began := monday.AddDate(0, 0, -20)
	for i := range n {
		x := wish.Wish{
			Community: pick([]string{community, "320613007002"}), Unit: pick(someUnits), Submitter: pick(people), Channel: wish.App, Topic: wish.Repair,
			Title: "长椅", Text: "花园里没有坐的地方", Code: "ABC234", Urgency: wish.Normal, Visibility: wish.Private, DueSpan: "7wd",
			State: []wish.State{wish.Answered, wish.Answered, wish.Answered, wish.Closed}[r.IntN(4)], FiledAt: began.Add(time.Duration(i) * time.Minute),
			Colour: wish.Colours()[r.IntN(3)], Answerer: pick(append(people, "")), AnsweredFor: pick(append(people, "", "", "")),
		}
		x.ID, x.Number, x.Place = id.At(x.FiledAt), number.Format(x.Community, 2026, i+1), x.Community
		x.AcceptDue, x.AcceptedAt, x.ClassifiedAt, x.AnsweredAt, x.EvaluateDue = x.FiledAt.Add(time.Hour), x.FiledAt, x.FiledAt, x.FiledAt, monday.AddDate(0, 0, 3)
		if x.State == wish.Answered {
			x.Due = x.EvaluateDue
		} else {
			x.ClosedAt = x.FiledAt.Add(time.Hour)
		}
		if x.Returned = r.IntN(3); x.Returned == 0 || r.IntN(2) == 0 {
			x.Sender = pick(someUnits)
		}
		if r.IntN(4) == 0 {
			x.Beside = []string{pick(someUnits)}
		}
		if r.IntN(4) == 0 {
			x.Reopened, x.Earlier = 1, []wish.Answering{{Unit: pick(someUnits), Person: pick(people), For: pick(append(people, ""))}}
		}
		out = append(out, x)
	}
	w.must(w.d.Write(w.t.Context(), func(ctx context.Context, tx *db.Tx) error { return w.store(ctx, tx, out) }))
	return out
}

func anybody(t *rapid.T, people []string) actor.Actor {
	a := actor.Actor{Account: "a", Person: rapid.SampledFrom(append(people, "somebody")).Draw(t, "person")}
	a.ActsFor = rapid.SliceOfN(rapid.SampledFrom(people), 0, 1).Draw(t, "acts for")
	post := func(label string, roles []actor.Role) actor.Post {
		return actor.Post{
			ID: label, Org: rapid.SampledFrom(append(someUnits, "org-calls")).Draw(t, label+" unit"), Place: rapid.SampledFrom(somePlaces).Draw(t, label+" place"),
			Role: rapid.SampledFrom(roles).Draw(t, label+" role"), For: rapid.SampledFrom(append(people, "", "", "", "")).Draw(t, label+" for"),
		}
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "posts") {
		a.Posts = append(a.Posts, post(fmt.Sprint("post ", i), []actor.Role{actor.CallBackOfficer, actor.CallBackOfficer, actor.SocialWorker, actor.StreetLeader, actor.CommandCentre, actor.Handler, actor.Auditor}))
	}
	if rapid.Bool().Draw(t, "away") {
		away := post("away", actor.Roles())
		away.For = "" // what is left to a stand-in is one's own
		a.Away = append(a.Away, away)
	}
	return a
}

// store puts them in, with the tasks and the reopenings that they have.
func (w *world) store(ctx context.Context, tx *db.Tx, wishes []wish.Wish) error {
	if err := wish.InsertManyTx(ctx, tx, wishes, func(wish.Wish) []wish.Entry { return nil }); err != nil {
		return err
	}
	for _, x := range wishes {
		for _, unit := range x.Beside {
			if _, err := tx.Exec(ctx, "INSERT INTO wish_task (id, wish, unit, text, due, given_at, given_by) VALUES ($1, $2, $3, 'x', 1, 1, 'x')", id.New(), x.ID, unit); err != nil {
				return err
			}
		}
		for i, e := range x.Earlier {
			if _, err := tx.Exec(ctx, `INSERT INTO wish_reopening (wish, nth, text, at, unit, to_unit, colour, answerer, answered_for, answer_from, answer_due, answered_at)
				VALUES ($1, $2, 'x', 1, $3, $3, 'blue', $4, $5, 1, 1, 1)`, x.ID, i+1, e.Unit, db.Null(e.Person), db.Null(e.For)); err != nil {
				return err
			}
		}
	}
	return nil
}

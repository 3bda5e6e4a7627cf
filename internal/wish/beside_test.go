package wish_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
)

// An ended wish can be taken up again by a new one. The two are tied together unless the tie would tell who is behind the
// one without a name.
func TestAFollowUpIsLinkedToWhatItContinues(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ended := func(anonymous bool) wish.Wish {
			in := filing()
			in.Anonymous = anonymous
			x, err := w.wishes.File(ctx, w.tan, in)
			w.must(err)
			_, err = w.wishes.Reject(ctx, w.worker, x.ID, wish.Rejection{Text: "不归社区", Advice: "找物业"})
			w.must(err)
			return x
		}
		named, nameless, open := ended(false), ended(true), w.wishAt(wish.Answered, wish.Blue)
		holder := actor.Actor{Grant: nameless.ID}
		for name, c := range map[string]struct {
			who       actor.Actor
			old       wish.Wish
			anonymous bool
			refused   bool
			links     int
		}{
			"the own ended one":                            {w.tan, named, false, false, 1},
			"a daughter for her mother's":                  {w.wu, named, false, false, 1},
			"the own one, this time without a name":        {w.tan, named, true, false, 0},
			"with the receipt, again without a name":       {holder, nameless, true, false, 1},
			"one that is not ended":                        {w.tan, open, false, true, 0},
			"somebody else's":                              {w.neighbour, named, false, true, 0},
			"one without a name, the receipt is not there": {w.tan, nameless, true, true, 0},
		} {
			in := filing()
			in.Continues, in.Anonymous = c.old.ID, c.anonymous
			next, err := w.wishes.File(ctx, c.who, in)
			if f := errs.FieldsOf(err); c.refused && (len(f) != 1 || f[0].Name != "continues") || !c.refused && err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if c.refused {
				continue
			}
			links, err := chain.Links(ctx, w.d, chain.Subject{Kind: "wish", ID: next.ID})
			w.must(err)
			if len(links) != c.links || c.links == 1 && (links[0].To.ID != c.old.ID || links[0].Relation != chain.Continues) {
				t.Errorf("%s: %+v", name, links)
			}
		}
	})
}

// Who keeps coming without a name is held back for a while; a name, the desk and other addresses are not.
func TestWithoutANameOnlySoManyAnHour(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx, in := t.Context(), filing()
		in.Anonymous = true
		sent := in
		sent.Key = "k0"
		first, err := w.wishes.File(ctx, actor.Visitor("192.0.2.1"), sent)
		w.must(err)
		for i := range 9 { // with the first ten: the shipped rule wish.anonymous.hourly
			if _, err := w.wishes.File(ctx, actor.Visitor("192.0.2.1"), in); err != nil {
				t.Fatalf("filing %d: %v", i+1, err)
			}
		}
		var e *errs.Error
		if again, err := w.wishes.File(ctx, actor.Visitor("192.0.2.1"), sent); err != nil || again.ID != first.ID {
			t.Errorf("what is only sent again is answered as the first time: %+v, %v", again, err)
		}
		if _, err := w.wishes.File(ctx, actor.Visitor("192.0.2.1"), in); !errors.As(err, &e) || e.Kind != errs.Limited || e.RetryAfter <= 0 {
			t.Fatalf("the eleventh: %v", err)
		}
		tan := w.tan
		tan.From = "192.0.2.1"
		if _, err := w.wishes.File(ctx, tan, in); !errs.Is(err, errs.Limited) {
			t.Errorf("signing in does not help who leaves no name: %v", err)
		}
		if _, err := w.wishes.File(ctx, tan, filing()); err != nil {
			t.Errorf("with a name: %v", err)
		}
		worker := w.worker
		worker.From = "192.0.2.1"
		if _, err := w.wishes.File(ctx, worker, in); err != nil {
			t.Errorf("at the desk: %v", err)
		}
		if _, err := w.wishes.File(ctx, actor.Visitor("192.0.2.2"), in); err != nil {
			t.Errorf("another address: %v", err)
		}
		w.clock.Set(monday.Add(6 * time.Minute))
		if _, err := w.wishes.File(ctx, actor.Visitor("192.0.2.1"), in); err != nil {
			t.Errorf("a tenth of an hour later: %v", err)
		}
	})
}

// Of what a vacant post leaves behind, one colleague takes it over, also when 32 reach for it; nobody takes over what
// somebody has.
func TestAVacantPostsWorkIsTakenOverOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Blue)
		if _, err := w.wishes.TakeUp(ctx, w.secretary, x.ID, ""); !errs.Is(err, errs.Conflict) {
			t.Fatalf("a colleague has it: %v", err)
		}
		if s, err := w.wishes.See(ctx, w.secretary, x.ID); err != nil || s.May(wish.TakeUp) {
			t.Fatalf("and the button shows: %v, %v", s.Can, err)
		}
		w.must(w.orgs.EndAppointment(ctx, actor.Job("test"), w.workerHeld.ID, time.Time{}))
		if s, err := w.wishes.See(ctx, w.secretary, x.ID); err != nil || !s.May(wish.TakeUp) || !s.Wish.Vacant {
			t.Fatalf("nobody has it, and no button: %v, %v", s.Can, err)
		}
		successor, _ := w.hired("荀望舒", w.committee, actor.SocialWorker, "社工")
		var wg sync.WaitGroup
		var won atomic.Int64
		for i := range 32 {
			a := []actor.Actor{w.secretary, successor}[i%2]
			wg.Go(func() {
				_, err := w.wishes.TakeUp(context.Background(), a, x.ID, "")
				if err == nil {
					won.Add(1)
				} else if !errs.Is(err, errs.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d have taken it over", won.Load())
		}
	})
}

// What only adds to the timeline is possible from several states, and from none that is over: 32 residents' and workers'
// words beside a withdrawal all stand before it.
func TestNothingIsAddedToWhatIsOver(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.wishAt(wish.InProgress, wish.Blue)
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				var err error
				switch {
				case i == 16:
					_, err = w.wishes.Withdraw(context.Background(), w.tan, x.ID, "")
					w.must(err)
					return
				case i%2 == 0:
					_, err = w.wishes.Supplement(context.Background(), w.tan, x.ID, "还有一句", "")
				default:
					_, err = w.wishes.Note(context.Background(), w.worker, x.ID, wish.Progress{Text: "看过了", Audience: wish.ForStaff})
				}
				if err != nil && !errs.Is(err, errs.Conflict) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		last, err := db.Value[string](ctx, w.d, "SELECT act FROM wish_event WHERE wish = $1 ORDER BY id DESC LIMIT 1", x.ID)
		if err != nil || last != "withdraw" {
			t.Fatalf("after the withdrawal comes %q, %v", last, err)
		}
	})
}

package reception_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/reception"
	"linli/internal/rule"
	"linli/internal/wish/list"
	"linli/internal/workday"
)

func (w *world) rulesAnew() *rule.Store { return rule.NewStore(w.d, w.heard) }
func (w *world) lists() *list.Lists     { return list.New(w.d) }

// At any moment exactly one outcome is true of a promise, by a second definition in words; a kept one never changes again,
// an open one only turns to broken.
func TestOutcomeIsOneOfFour(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		made := workday.Date(rapid.IntRange(20_000, 20_400).Draw(t, "made"))
		p := reception.Promise{Made: made, Due: made + workday.Date(rapid.IntRange(0, 90).Draw(t, "due"))}
		if rapid.Bool().Draw(t, "kept") {
			p.Kept = made + workday.Date(rapid.IntRange(0, 150).Draw(t, "when"))
		}
		was := reception.Outcome("")
		for day := made; day < made+200; day++ {
			truths := map[reception.Outcome]bool{
				reception.Kept:   p.Kept != 0 && p.Kept <= p.Due,
				reception.Late:   p.Kept > p.Due,
				reception.Broken: p.Kept == 0 && p.Due < day,
				reception.Open:   p.Kept == 0 && p.Due >= day,
			}
			got, n := p.Outcome(day), 0
			for o, yes := range truths {
				if yes {
					n++
				}
				if yes != (o == got) {
					t.Fatalf("%+v on day %d is %s, but %s is %v", p, day, got, o, yes)
				}
			}
			if n != 1 {
				t.Fatalf("%+v on day %d has %d outcomes", p, day, n)
			}
			if was != "" && was != got && (was != reception.Open || got != reception.Broken) {
				t.Fatalf("%+v turned from %s to %s by itself", p, was, got)
			}
			was = got
		}
	})
}

// Whatever is promised, kept and planned in whatever order: every promise stands in the ledger with one outcome, and every
// broken one stands on the agenda of each tea to come, first by itself, until it is kept.
func TestABrokenPromiseStandsOnTheNextAgenda(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, dbtest.SQLite(t))
		var open []reception.Promise
		given := 0
		day := teaDay
		for range rapid.IntRange(2, 4).Draw(rt, "teas") {
			s := w.teaAt(day, reception.Held)
			for range rapid.IntRange(0, 3).Draw(rt, "promises") {
				given++
				open = append(open, w.vow(s, fmt.Sprint("第", given, "件"), day+workday.Date(rapid.IntRange(0, 20).Draw(rt, "due"))))
			}
			w.published(s)
			day += workday.Date(rapid.IntRange(1, 15).Draw(rt, "later"))
			w.clock.Set(day.At(8 * time.Hour))
			open = slices.DeleteFunc(open, func(p reception.Promise) bool {
				if !rapid.Bool().Draw(rt, "keep") {
					return false
				}
				on := p.Made + workday.Date(rapid.IntRange(0, int(day-p.Made)).Draw(rt, "on"))
				_, err := w.teas.Fulfil(t.Context(), w.worker, p.Session, p.ID, on, "办成了", "")
				w.must(err)
				return true
			})
			w.ledgerHolds(rt, given)
			w.agendaHolds(rt, open, day)
		}
	})
}

// ledgerHolds: every promise once, each with one outcome.
func (w *world) ledgerHolds(rt *rapid.T, given int) {
	l, err := w.teas.Ledger(w.t.Context(), w.tan, theCommunity, 2026)
	w.must(err)
	sum := 0
	for _, o := range reception.Outcomes() {
		sum += l.Counts[o]
	}
	if sum != given || len(l.Promises) != given {
		rt.Fatalf("%d promises were given, the ledger has %d with %v", given, len(l.Promises), l.Counts)
	}
}

// agendaHolds looks at a tea to come, as staff and as a resident.
func (w *world) agendaHolds(rt *rapid.T, open []reception.Promise, today workday.Date) {
	next, err := w.teas.Plan(w.t.Context(), w.secretary, plans(today))
	w.must(err)
	_, err = w.teas.Announce(w.t.Context(), w.secretary, next.ID, "")
	w.must(err)
	for _, who := range []reception.Seen{w.see(w.secretary, next.ID), w.see(w.tan, next.ID)} {
		for _, p := range open {
			listed := slices.ContainsFunc(who.Unkept, func(x reception.Promise) bool { return x.ID == p.ID })
			if broken := p.Outcome(today) == reception.Broken; broken != listed {
				rt.Fatalf("%s, due %s, is %s on %s; on the agenda: %v", p.Text, p.Due, p.Outcome(today), today, listed)
			}
		}
		for _, p := range who.Unkept {
			if p.Kept != 0 && p.Kept < today {
				rt.Fatalf("%s was kept on %s and stands on the agenda of %s", p.Text, p.Kept, today)
			}
		}
	}
	_, err = w.teas.Cancel(w.t.Context(), w.secretary, next.ID, "只是看看", "")
	w.must(err)
}

// Thirty-two write on one tea while its minutes are published: each is either written before, and stands there, or is told
// that it came too late; nothing stands there that nobody was told of.
func TestThirtyTwoWritersOnOneTea(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.teaAt(teaDay, reception.Held)
		var vows, lines [32]error
		var publish error
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				if i%2 == 0 {
					_, vows[i] = w.teas.Promise(t.Context(), w.secretary, s.ID, reception.Vowing{Text: fmt.Sprint("第", i, "件"), Unit: w.firmID, Due: teaDay + 9})
					return
				}
				_, lines[i] = w.teas.Hear(t.Context(), w.worker, s.ID, said(fmt.Sprint("某", i), fmt.Sprint("第 ", i, " 盏楼道灯坏了")))
			})
		}
		wg.Go(func() {
			_, publish = w.teas.Publish(t.Context(), w.secretary, s.ID, reception.Notes{Minutes: "说了很多。", Residents: 30, Rev: s.Rev})
		})
		wg.Wait()
		w.must(publish)
		count := func(all [32]error, odd int) (n int) {
			for i := odd; i < 32; i += 2 {
				switch {
				case all[i] == nil:
					n++
				case !errs.Is(all[i], errs.Conflict):
					t.Errorf("writer %d: %v", i, all[i])
				}
			}
			return n
		}
		x := w.see(w.secretary, s.ID)
		if got, want := len(x.Promises), count(vows, 0); got != want {
			t.Errorf("%d promises stand there, %d were told so", got, want)
		}
		if got, want := len(x.Wishes), count(lines, 1); got != want {
			t.Errorf("%d wishes stand there, %d were told so", got, want)
		}
		if want := reception.Published; len(x.Promises) > 0 && x.Session.State != want {
			t.Errorf("the tea is %s, want %s", x.Session.State, want)
		}
	})
}

// Of many who keep the last promises at one moment exactly one ends the tea.
func TestTheLastPromiseEndsTheTea(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.teaAt(teaDay, reception.Held)
		var all []reception.Promise
		for i := range 16 {
			all = append(all, w.vow(s, fmt.Sprint("第", i, "件"), teaDay+9))
		}
		w.published(s)
		var wg sync.WaitGroup
		var won [32]error
		for i := range 32 {
			wg.Go(func() {
				_, won[i] = w.teas.Fulfil(t.Context(), w.worker, s.ID, all[i/2].ID, teaDay, fmt.Sprint("办成了 ", i), "")
			})
		}
		wg.Wait()
		for i := 0; i < 32; i += 2 {
			a, b := won[i], won[i+1]
			if (a == nil) == (b == nil) || a != nil && !errs.Is(a, errs.Conflict) || b != nil && !errs.Is(b, errs.Conflict) {
				t.Errorf("of two who keep one promise: %v, %v", a, b)
			}
		}
		if x := w.see(w.secretary, s.ID); x.Session.State != reception.Done || x.Session.EndedAt.IsZero() {
			t.Errorf("all are kept and the tea is %s", x.Session.State)
		}
	})
}

package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/notify/post"
	"linli/internal/seal"
)

func refuse(status int) func(int, got, http.ResponseWriter) {
	return func(_ int, _ got, w http.ResponseWriter) { w.WriteHeader(status) }
}

// What is committed goes out, signed, once, in the order of its lane; what is rolled back does not.
func TestWhatIsCommittedGoesOut(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		for i := range 30 {
			w.put(fmt.Sprint("lane", i%5))
		}
		boom := errors.New("boom")
		if err := w.d.Write(w.t.Context(), func(_ context.Context, tx *db.Tx) error {
			w.must(w.out.PutTx(tx, []outbox.Put{{Target: w.target, Lane: "lane1", Kind: "wish.note", Data: hook.Data{}}}))
			return boom
		}); !errors.Is(err, boom) {
			w.t.Fatal(err)
		}
		if n := w.work(); n != 30 {
			w.t.Errorf("%d taken", n)
		}
		if all, different := r.count(); all != 30 || different != 30 {
			w.t.Errorf("%d came, %d different", all, different)
		}
		if rows := w.rows(outbox.Delivered); len(rows) != 30 || rows[0].Tries != 1 || rows[0].Said != "" {
			w.t.Errorf("%d marked", len(rows))
		}
		if w.work() != 0 {
			w.t.Error("what is delivered is sent again")
		}
	})
}

// A receiver that is away for a while: less and less is asked of it, one message at a time; then everything comes, in order.
func TestAReceiverThatIsAwayForAWhile(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		r.answer = refuse(500)
		for i := range 20 {
			w.put(fmt.Sprint("lane", i%4))
		}
		for range 6 * 60 { // six hours
			w.work()
			w.clock.Add(time.Minute)
		}
		all, different := r.count()
		if all > 25 || different > 8 || len(w.rows(outbox.Waiting)) != 20 {
			w.t.Errorf("asked %d times for %d messages, %d wait", all, different, len(w.rows(outbox.Waiting)))
		}
		if s := w.state(); s.State != outbox.Open || s.Failures < 5 || !s.DownSince.Equal(noon) {
			w.t.Errorf("%+v", s)
		}
		if row := w.rows("")[19]; row.Said != "HTTP 500" || row.Tries < 2 {
			w.t.Errorf("%+v", row)
		}
		r.answer = nil
		w.clock.Add(11 * time.Hour) // an eighth of three days, and a fifth more
		if n := w.work(); n != 20 || w.state().Failures != 0 || !w.state().DownSince.IsZero() {
			w.t.Errorf("%d came when it was back; %+v", n, w.state())
		}
	})
}

// One that takes nothing for the days of the rule is paused, its people are told once, and nothing is lost.
func TestAReceiverThatTakesNothingIsPaused(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		r.answer = refuse(503)
		w.put("a")
		w.put("a")
		w.put("b")
		for range 4 * 24 * 2 {
			w.work()
			w.clock.Add(30 * time.Minute)
		}
		if s := w.state(); s.State != outbox.Paused || s.Why != outbox.Silent || w.told != 1 || s.StateAt.Sub(noon) < 72*time.Hour {
			w.t.Errorf("%+v, told %d times", s, w.told)
		}
		all, _ := r.count()
		w.put("c") // meanwhile
		w.clock.Add(24 * time.Hour)
		w.work()
		if again, _ := r.count(); again != all || len(w.rows(outbox.Waiting)) != 4 {
			w.t.Errorf("a paused one is asked: %d, then %d; %d wait", all, again, len(w.rows(outbox.Waiting)))
		}
		r.answer = nil
		w.write(func(ctx context.Context, tx *db.Tx) error { return w.out.ResumeTx(ctx, tx, w.target) })
		if n := w.work(); n != 4 {
			w.t.Errorf("%d came after it was resumed", n)
		}
	})
}

// 410 Gone pauses at once.
func TestGone(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		r.answer = refuse(410)
		w.put("a")
		w.work()
		if s := w.state(); s.State != outbox.Paused || s.Why != outbox.Gone || w.told != 1 || len(w.rows(outbox.Waiting)) != 1 {
			w.t.Errorf("%+v, told %d", s, w.told)
		}
	})
}

// One message that is refused again and again while others are taken is given up, and what follows it in its lane goes on; sent again
// by hand it has the id that it had.
func TestAMessageThatIsRefused(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		bad := int64(0)
		r.bad = "bad"
		r.answer = func(_ int, g got, rw http.ResponseWriter) {
			if g.lane == "bad" && (bad == 0 || bad == g.seq) {
				bad = g.seq
				rw.WriteHeader(422)
				return
			}
			if g.lane == "bad" && len(w.rows(outbox.Dead)) != 1 {
				w.t.Error("the second came before the first was given up")
			}
			r.take(g)
		}
		w.put("bad")
		w.put("bad")
		for i := 0; len(w.rows(outbox.Dead)) == 0 && i < 400; i++ {
			w.put("good")
			w.work()
			w.clock.Add(15 * time.Minute)
		}
		dead := w.rows(outbox.Dead)
		if len(dead) != 1 || dead[0].Said != "HTTP 422" || dead[0].Tries < 5 || w.state().State != outbox.Open {
			w.t.Fatalf("%+v, %+v", dead, w.state())
		}
		w.work()
		if !r.taken[dead[0].Seq+1] {
			w.t.Error("what follows a dead message does not come")
		}
		r.answer = nil
		before := r.times[dead[0].ID]
		w.write(func(ctx context.Context, tx *db.Tx) error {
			var where db.Where
			where.And("seq = ?", dead[0].Seq)
			n, err := w.out.ReplayTx(ctx, tx, w.target, where)
			if n != 1 {
				w.t.Errorf("%d sent again", n)
			}
			return err
		})
		w.work()
		if r.times[dead[0].ID] != before+1 || len(w.rows(outbox.Dead)) != 0 {
			w.t.Error("it was not sent again")
		}
	})
}

// Retry-After is kept to, for the whole receiver.
func TestRetryAfter(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		r.answer = func(n int, _ got, rw http.ResponseWriter) {
			rw.Header().Set("Retry-After", "1800")
			rw.WriteHeader(429)
		}
		w.put("a")
		w.work()
		w.put("b")
		for range 29 {
			w.clock.Add(time.Minute)
			w.work()
		}
		if all, _ := r.count(); all != 1 {
			w.t.Errorf("asked %d times within half an hour", all)
		}
		r.answer = nil
		w.clock.Add(90 * time.Second)
		if w.work() != 2 {
			w.t.Error("nothing came after it")
		}
	})
}

// Redirects are not followed, endless answers are not read to their end, and an answer that breaks off is none.
func TestAnswersThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(int, got, http.ResponseWriter)
		said   string
	}{
		"a redirect": {func(_ int, _ got, w http.ResponseWriter) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(307)
		}, "HTTP 307"},
		"an endless answer": {func(_ int, _ got, w http.ResponseWriter) {
			for range 64 {
				if _, err := w.Write([]byte(strings.Repeat("x", 64<<10))); err != nil {
					return
				}
			}
		}, ""},
		"one that breaks off": {func(_ int, _ got, w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(200)
			_, _ = w.Write([]byte("half"))
			panic(http.ErrAbortHandler)
		}, "no connection"},
		"a connection that dies": {func(int, got, http.ResponseWriter) { panic(http.ErrAbortHandler) }, "no connection"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world, r *receiver) {
				w.to(r)
				r.answer = c.answer
				w.put("a")
				w.work()
				row := w.rows("")[0]
				if (row.State == outbox.Delivered) != (c.said == "") || !strings.HasPrefix(row.Said, c.said) {
					w.t.Errorf("%+v", row)
				}
			})
		})
	}
}

// A process that is killed after it has sent and before it has marked: another sends the same again, with the same id, once the lease
// is over, and what follows in the lane waits for that. What the first would mark later counts for nothing.
func TestKilledBetweenSendingAndMarking(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		sent, killed, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
		carry := hook.Carry(post.New())
		dying := w.outboxOf(w.d, func(ctx context.Context, to outbox.Door, m outbox.Message, at time.Time) outbox.Outcome {
			o := carry(ctx, to, m, at)
			sent <- struct{}{}
			<-killed
			return outbox.Outcome{Said: "HTTP 500", Taken: !o.Taken}
		})
		w.put("a")
		w.put("a")
		go func() { defer close(ended); _, _ = dying.Work(w.t.Context()) }()
		<-sent
		if n := w.work(); n != 0 || len(r.all) != 1 {
			w.t.Errorf("another sends what is being sent: %d, %d", n, len(r.all))
		}
		w.clock.Add(61 * time.Second)
		if n := w.work(); n != 2 {
			w.t.Errorf("%d taken after the lease", n)
		}
		if all, different := r.count(); all != 3 || different != 2 || r.all[0].id != r.all[1].id || !r.all[1].at.After(r.all[0].at) {
			w.t.Errorf("%d came, %d different: %+v", all, different, r.all)
		}
		close(killed)
		<-ended
		for _, row := range w.rows("") {
			if row.State != outbox.Delivered {
				w.t.Errorf("a mark that came too late counts: %+v", row)
			}
		}
		if w.state().Failures != 0 {
			w.t.Error("so does its failure")
		}
	})
}

// Beside a new secret the one before is good for a while: a receiver that knows either takes every message.
func TestTwoSecrets(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		old, fresh := r.secrets[0], post.NewSecret()
		w.write(func(ctx context.Context, tx *db.Tx) error {
			return w.out.RotateTx(ctx, tx, w.target, fresh, tx.Now.Add(48*time.Hour))
		})
		for _, s := range []string{old, fresh.Reveal()} {
			r.secrets = []string{s}
			w.put("a")
			w.work()
		}
		w.clock.Add(49 * time.Hour)
		w.put("a")
		w.work()
		if all, _ := r.count(); all != 3 {
			w.t.Errorf("%d came", all)
		}
	})
}

// Endings are kept for the days of the rule; what waits stays. What a target that has ended would get goes too, and its secrets at once.
func TestRetention(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		w.put("a")
		w.work()
		w.write(func(ctx context.Context, tx *db.Tx) error { return w.out.PauseTx(ctx, tx, w.target) })
		w.put("a")
		w.clock.Add(29 * 24 * time.Hour)
		w.work()
		if len(w.rows("")) != 2 {
			w.t.Error("it went too early")
		}
		w.clock.Add(2 * 24 * time.Hour)
		w.work()
		if rows := w.rows(""); len(rows) != 1 || rows[0].State != outbox.Waiting {
			w.t.Errorf("left: %+v", rows)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error { return w.out.EndTx(ctx, tx, w.target) })
		n := 0
		w.must(outbox.SealedTexts(w.t.Context(), w.d, func(db.Row) error { n++; return nil }))
		w.clock.Add(2 * time.Hour)
		w.work()
		if len(w.rows("")) != 0 || n != 0 {
			w.t.Errorf("after its end: %d rows, %d sealed texts", len(w.rows("")), n)
		}
		for name, act := range map[string]func(context.Context, *db.Tx, string) error{"pause": w.out.PauseTx, "resume": w.out.ResumeTx, "end": w.out.EndTx} {
			if err := w.d.Write(w.t.Context(), func(ctx context.Context, tx *db.Tx) error { return act(ctx, tx, w.target) }); !errs.Is(err, errs.Conflict) {
				w.t.Errorf("%s after the end: %v", name, err)
			}
		}
	})
}

// More than one replay takes is refused before anything is sent.
func TestReplayIsBounded(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		w.write(func(ctx context.Context, tx *db.Tx) error {
			var rows []outbox.Put
			for range outbox.ReplayMost + 1 {
				rows = append(rows, outbox.Put{Target: w.target, Lane: "a", Kind: "wish.note", Data: 1})
			}
			return w.out.PutTx(tx, rows)
		})
		w.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE outbox_delivery SET state = 'dead', ended_at = at")
			return err
		})
		again := func(least int64) error {
			return w.d.Write(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
				var where db.Where
				where.And("seq > ?", least)
				_, err := w.out.ReplayTx(ctx, tx, w.target, where)
				return err
			})
		}
		if err := again(0); !errs.Is(err, errs.Invalid) || len(w.rows(outbox.Waiting)) != 0 {
			w.t.Errorf("all of them: %v", err)
		}
		if err := again(1); err != nil {
			w.t.Errorf("one less: %v", err)
		}
	})
}

// After a change of keys everything is under the new one and still opens.
func TestReseal(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		old := w.ring
		path := w.t.TempDir() + "/keys"
		w.must(seal.Create(path, seal.SM))
		ring, err := seal.Load("file:" + path)
		w.must(err)
		w.ring = ring
		w.out = w.outboxOf(w.d, hook.Carry(post.New()))
		if n, err := w.out.Reseal(w.t.Context()); err == nil || n != 0 {
			w.t.Errorf("what another ring has sealed does not open: %d, %v", n, err)
		}
		w.ring = old
		w.out = w.outboxOf(w.d, hook.Carry(post.New()))
		if n, err := w.out.Reseal(w.t.Context()); err != nil || n != 0 {
			w.t.Errorf("nothing to do: %d, %v", n, err)
		}
	})
}

// The pauses grow, stay below an eighth of the span and a fifth more, and differ by chance.
func TestBackoff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, span := rapid.IntRange(1, 200).Draw(t, "n"), time.Duration(rapid.IntRange(1, 30).Draw(t, "days"))*24*time.Hour
		d := outbox.Backoff(n, span, 10*time.Second)
		want := span / 8
		if n < 20 {
			want = min(want, 10*time.Second<<(n-1))
		}
		if d < want*4/5 || d > want*6/5+1 {
			t.Fatalf("after %d failures %s, not about %s", n, d, want)
		}
	})
}

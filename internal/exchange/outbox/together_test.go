package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/job"
	"linli/internal/notify/post"
)

// Two processes, each with its own connections and its own job runner, while several writers put messages in and the receiver is slow,
// answers 500, breaks off in the middle of an answer, and is away for a moment: nothing is lost, and of each lane every message comes
// the first time only after all before it were taken.
func TestTwoProcessesAndABadReceiver(t *testing.T) {
	t.Parallel()
	dsn := dbtest.Postgres(t)
	w := newWorld(t, dbtest.Open(t, dsn, db.Options{}))
	r := newReceiver(t)
	w.to(r)
	r.answer = func(n int, g got, rw http.ResponseWriter) {
		switch x := rand.IntN(10); {
		case n > 3: // at last it is taken
		case x == 0:
			time.Sleep(40 * time.Millisecond)
		case x == 1:
			rw.WriteHeader(500)
			return
		case x == 2:
			panic(http.ErrAbortHandler)
		case x == 3: // taken, but the answer breaks off: it comes again
			rw.Header().Set("Content-Length", "100")
			rw.WriteHeader(200)
			_, _ = rw.Write([]byte("half"))
			panic(http.ErrAbortHandler)
		}
		r.take(g)
	}
	processes := []*outbox.Service{process(w, dsn), process(w, dsn)}
	const lanes, writers, most = 6, 4, 25
	done := make(chan struct{})
	for i := range writers {
		go func() {
			for j := range most {
				w.into(processes[i%2], fmt.Sprint("lane", (i+j)%lanes))
			}
			done <- struct{}{}
		}()
	}
	for range writers {
		<-done
	}
	for end := time.Now().Add(90 * time.Second); len(w.rows(outbox.Delivered)) < writers*most && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	if n := len(w.rows(outbox.Delivered)); n != writers*most {
		t.Errorf("%d of %d delivered; %+v", n, writers*most, w.state())
	}
	all, different := r.count()
	if different != writers*most || all <= different {
		t.Errorf("%d came, %d different of %d", all, different, writers*most)
	}
}

// into puts a message in by one of the processes, where the act of its lane holds it as an act holds its wish.
func (w *world) into(s *outbox.Service, lane string) {
	err := s.DB.Write(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "test.lane", lane); err != nil {
			return err
		}
		return s.PutTx(tx, []outbox.Put{{Target: w.target, Lane: lane, Kind: "wish.note", Data: hook.Data{Wish: lane}}})
	})
	if err != nil {
		w.t.Error(err)
	}
}

// process is an outbox with a job runner of its own.
func process(w *world, dsn string) *outbox.Service {
	w.t.Helper()
	d := dbtest.Open(w.t, dsn, db.Options{})
	runner, err := job.New(d, slog.New(slog.DiscardHandler))
	w.must(err)
	s := w.outboxOf(d, hook.Carry(post.New()))
	s.Hurry()
	s.Wake = func(ctx context.Context, tx *db.Tx) error { return runner.InsertTx(ctx, tx, outbox.Deliveries{}) }
	job.Handle(runner, func(ctx context.Context, _ outbox.Deliveries) error { _, err := s.Work(ctx); return err })
	runner.Every(time.Second, outbox.Deliveries{})
	w.must(runner.Start(w.t.Context()))
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := runner.Stop(ctx); err != nil {
			w.t.Error(err)
		}
	})
	return s
}

// A slow receiver holds up no other, and takes no more than one worker of the job runner: a call that finds it at work leaves it.
func TestASlowReceiverHoldsUpNobody(t *testing.T) {
	each(t, func(w *world, r *receiver) {
		w.to(r)
		let := make(chan struct{})
		r.answer = func(_ int, g got, _ http.ResponseWriter) { <-let; r.take(g) }
		w.put("a")
		slow := make(chan int)
		go func() {
			n, err := w.out.Work(w.t.Context())
			if err != nil {
				w.t.Error(err)
			}
			slow <- n
		}()
		for all, _ := r.count(); all == 0; all, _ = r.count() {
			time.Sleep(time.Millisecond)
		}
		other := newReceiver(w.t)
		w.to(other)
		w.put("b")
		if n := w.work(); n != 0 {
			w.t.Errorf("the second call counts %d", n)
		}
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			if all, _ := other.count(); all == 1 {
				break
			}
			if time.Now().After(end) {
				w.t.Fatal("the other one waits for the slow one")
			}
		}
		close(let)
		if n := <-slow; n != 2 {
			w.t.Errorf("the first call counts %d", n)
		}
	})
}

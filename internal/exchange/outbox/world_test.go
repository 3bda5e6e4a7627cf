package outbox_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
	"linli/internal/id"
	"linli/internal/notify/post"
	"linli/internal/rule"
	"linli/internal/seal"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

type nobody struct{}

func (nobody) Emit(context.Context, *db.Tx, event.Event) error { return nil }

// got is a message as it arrived.
type got struct {
	id, lane string
	seq      int64
	at       time.Time
}

// receiver is another program: a real server, whose answers a test scripts.
type receiver struct {
	t *testing.T
	*httptest.Server
	answer func(n int, g got, w http.ResponseWriter) // n: how often this message came

	mu      sync.Mutex
	secrets []string
	all     []got
	times   map[string]int
	taken   map[int64]bool
	bad     string             // a lane whose first message is given up: its order is the test's to look at
	lanes   map[string][]int64 // that were put in, by lane
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, times: map[string]int{}, taken: map[int64]bool{}, lanes: map[string][]int64{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// ServeHTTP takes a message as docs/webhooks.md says: checks the signature by the specification's own library, then the body.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		r.t.Error(err)
	}
	var e hook.Event
	if err := json.Unmarshal(body, &e); err != nil || e.ID != req.Header.Get("Webhook-Id") {
		r.t.Errorf("body %s, %v, id %s", body, err, req.Header.Get("Webhook-Id"))
	}
	r.mu.Lock()
	signed := slices.ContainsFunc(r.secrets, func(s string) bool {
		x, err := standard.NewWebhook(s)
		return err == nil && x.VerifyIgnoringTimestamp(body, req.Header) == nil
	})
	if !signed {
		r.t.Errorf("no signature of ours: %v", req.Header)
	}
	seconds, err := strconv.ParseInt(req.Header.Get("Webhook-Timestamp"), 10, 64)
	if err != nil {
		r.t.Error(err)
	}
	g := got{e.ID, e.Data.Wish, e.Sequence, time.Unix(seconds, 0)}
	r.inOrder(g)
	r.all = append(r.all, g)
	r.times[g.id]++
	n := r.times[g.id]
	r.mu.Unlock()
	if r.answer == nil {
		r.take(g)
		return
	}
	r.answer(n, g, w)
}

// inOrder: of its lane everything before it was taken, when a message comes the first time.
func (r *receiver) inOrder(g got) {
	if r.times[g.id] > 0 || g.lane == r.bad {
		return
	}
	for _, seq := range r.lanes[g.lane] {
		if seq < g.seq && !r.taken[seq] {
			r.t.Errorf("%d of lane %s came before %d was taken", g.seq, g.lane, seq)
		}
	}
	r.lanes[g.lane] = append(r.lanes[g.lane], g.seq)
}

// take notes that a message is the receiver's; the answer 200 follows.
func (r *receiver) take(g got) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken[g.seq] = true
}

func (r *receiver) count() (all, different int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all), len(r.times)
}

// world is an outbox over a database, with one target.
type world struct {
	t      *testing.T
	d      *db.DB
	ring   *seal.Ring
	clock  *dbtest.Clock
	out    *outbox.Service
	target string
	told   int // how often somebody was told that it was paused
}

// outboxOf is one process.
func (w *world) outboxOf(d *db.DB, carrier outbox.Carrier) *outbox.Service {
	w.t.Helper()
	rules := rule.NewStore(d, nobody{})
	if err := rules.Ensure(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return outbox.New(outbox.Deps{
		DB: d, Ring: w.ring, Rules: rules, Log: slog.New(slog.DiscardHandler), Carriers: map[string]outbox.Carrier{hook.Class: carrier},
		Paused: func(context.Context, *db.Tx, string) error { w.told++; return nil },
	})
}

// each runs a test on every engine, by a clock of its own.
func each(t *testing.T, fn func(w *world, r *receiver)) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := dbtest.At(noon)
			w := newWorld(t, dbtest.Open(t, open(t), db.Options{Now: clock.Now}))
			w.clock = clock
			fn(w, newReceiver(t))
		})
	}
}

func newWorld(t *testing.T, d *db.DB) *world {
	w := &world{t: t, d: d, ring: seal.Throwaway(seal.SM)}
	w.out = w.outboxOf(d, hook.Carry(post.New()))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) write(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.d.Write(w.t.Context(), fn))
}

// to opens the target at a receiver.
func (w *world) to(r *receiver) {
	w.t.Helper()
	secret := post.NewSecret()
	r.secrets = []string{secret.Reveal()}
	w.target = id.New()
	w.write(func(ctx context.Context, tx *db.Tx) error {
		return w.out.OpenTx(ctx, tx, w.target, hook.Class, seal.Of(r.URL+"/in?key=hidden"), secret)
	})
}

// put puts a message on its way.
func (w *world) put(lane string) {
	w.t.Helper()
	w.write(func(_ context.Context, tx *db.Tx) error {
		return w.out.PutTx(tx, []outbox.Put{{Target: w.target, Lane: lane, Kind: "wish.note", Data: hook.Data{Wish: lane, Number: "320613007005-2026-000123"}}})
	})
}

// work works what is due now.
func (w *world) work() int {
	w.t.Helper()
	n, err := w.out.Work(w.t.Context())
	w.must(err)
	return n
}

func (w *world) rows(phase outbox.Phase) []outbox.Row {
	w.t.Helper()
	rows, _, err := outbox.Rows(w.t.Context(), w.d, []string{w.target}, phase, "", 1000)
	w.must(err)
	return rows
}

func (w *world) state() outbox.Target {
	w.t.Helper()
	t, err := outbox.TargetByID(w.t.Context(), w.d, w.target)
	w.must(err)
	return t
}

package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/client"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/place/edition"
)

// TestKill kills the server twenty times while eight clients file wishes. After each restart every wish that was
// acknowledged is there, whole (its row, its timeline, its journal row) and once: the same request again is answered as
// the first time, and the numbers have neither gap nor repetition.
func TestKill(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		killed(t, dbtest.SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		killed(t, dbtest.Postgres(t))
	})
}

const (
	kills     = 20
	clients   = 8
	community = "320613007005"
)

func killed(t *testing.T, dsn string) {
	found(t, dsn)
	keys := filepath.Join(t.TempDir(), "keys")
	must(t, app.NewKeys(keys, "sm"))
	flags := []string{"--log-level", "ERROR", "--keys", "file:" + keys}
	book := &promises{sent: map[string]client.Filing{}, kept: map[string]client.Filed{}}
	for n := range kills {
		p := start(t, dsn, flags...)
		book.check(t, dsn, fmt.Sprintf("before kill %d", n+1))
		book.again(t, p.site)
		book.file(t, p, 5+rand.IntN(40))
		t.Logf("kill %d: %d wishes", n+1, len(book.kept))
	}
	p := start(t, dsn, flags...)
	book.again(t, p.site)
	book.check(t, dsn, "at the end")
	if status := p.stop(); status != 0 {
		t.Errorf("the last server ends with %d:\n%s", status, p.said.String())
	}
	// It ended when the journal's log had caught up, and no kill has broken that.
	var said strings.Builder
	agrees, err := console.Verify(t.Context(), console.Verification{DSN: dsn, Progress: io.Discard}, console.Terminal{Out: &said, English: true})
	if err != nil || !agrees || strings.Contains(said.String(), "unproved") {
		t.Errorf("%v, %v\n%s", agrees, err, said.String())
	}
	t.Logf("%d wishes through %d kills", len(book.kept), kills)
}

// found makes the one community that the wishes go to.
func found(t *testing.T, dsn string) {
	t.Helper()
	ctx, job := context.Background(), actor.Job("test")
	a, err := app.New(ctx, app.Config{DSN: dsn})
	must(t, err)
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	_, err = edition.Import(ctx, a.DB, job, strings.NewReader(list), edition.Options{})
	must(t, err)
	_, err = a.Orgs.CreateOrg(ctx, job, org.Org{Kind: org.CommunityCommittee, Place: community, Name: "中心村社区居民委员会"}, "")
	must(t, err)
	// The clients stand behind one address and leave no name.
	must(t, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE rule SET value = '1000000' WHERE key = 'wish.anonymous.hourly'")
		return err
	}))
	must(t, a.Close())
}

// promises are the requests sent and the answers received, by idempotency key.
type promises struct {
	mu    sync.Mutex
	sent  map[string]client.Filing // without an answer: the connection broke
	fresh []string                 // keys answered since the last restart
	kept  map[string]client.Filed
}

// file lets the clients file until so many wishes are acknowledged, and a moment longer; then the server is killed under
// them. Their number stays far below what one address may send.
func (b *promises) file(t *testing.T, p *program, enough int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var all sync.WaitGroup
	done := make(chan struct{}, enough)
	for range clients {
		all.Go(func() {
			c := client.New(p.site, client.Options{})
			for b.one(ctx, t, c) {
				select {
				case done <- struct{}{}:
				default: // enough are counted
				}
			}
		})
	}
	for range enough {
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatal("nothing is acknowledged for a minute")
		}
	}
	time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond) // the moment is the point, nothing waits for it
	p.kill()
	all.Wait()
}

// one files one wish; it is false when the server is gone.
func (b *promises) one(ctx context.Context, t *testing.T, c *client.Client) bool {
	key := id.New()
	in := client.Filing{Text: "路灯坏了，夜里看不见路。编号 " + key, Place: community, Visibility: client.Public, Anonymous: true, Key: key}
	b.mu.Lock()
	b.sent[key] = in
	b.mu.Unlock()
	out, err := c.File(ctx, in)
	var refused *client.Problem
	if errors.As(err, &refused) {
		t.Errorf("refused: %v", err)
		return false
	}
	if err != nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept[key] = out
	b.fresh = append(b.fresh, key)
	return true
}

// again sends what was sent last once more. What had an answer gets the same one; what had none gets one now, whether
// its first time had reached the disk or not.
func (b *promises) again(t *testing.T, site string) {
	t.Helper()
	c := client.New(site, client.Options{})
	for _, key := range b.fresh {
		out, err := c.File(t.Context(), b.sent[key])
		first := b.kept[key]
		if err != nil || out.Wish.ID != first.Wish.ID || out.Wish.Number != first.Wish.Number || out.Code != first.Code {
			t.Errorf("sent again: %v, %s %s %s, the first time %s %s %s", err,
				out.Wish.ID, out.Wish.Number, out.Code, first.Wish.ID, first.Wish.Number, first.Code)
		}
		delete(b.sent, key)
	}
	b.fresh = nil
	for key, in := range b.sent {
		if _, done := b.kept[key]; done {
			continue
		}
		out, err := c.File(t.Context(), in)
		must(t, err)
		b.kept[key] = out
		delete(b.sent, key)
	}
}

// stored is one wish as it lies in the database: how many rows of its timeline and of the journal tell of its filing.
type stored struct {
	id, number, code, text string
	events, journal        int
}

// check reads the whole store in one snapshot, beside the running server.
func (b *promises) check(t *testing.T, dsn, when string) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, dsn, db.Options{})
	must(t, err)
	defer func() { must(t, d.Close()) }()
	byID, numbers := map[string]stored{}, map[string]bool{}
	var last, events, entries int
	must(t, d.Read(ctx, func(ctx context.Context, q db.Querier) error {
		all, err := db.All(ctx, q, func(r db.Row) (s stored, err error) {
			return s, r.Scan(&s.id, &s.number, &s.code, &s.text, &s.events, &s.journal)
		}, `SELECT id, number, code, text,
			(SELECT count(*) FROM wish_event e WHERE e.wish = w.id AND e.act = 'file'),
			(SELECT count(*) FROM journal j WHERE j.subject = w.id AND j.act = 'wish.file') FROM wish w`)
		for _, s := range all {
			byID[s.id], numbers[s.number] = s, true
		}
		if err != nil || len(all) == 0 {
			return err
		}
		if last, err = db.Value[int](ctx, q, "SELECT last FROM wish_counter"); err != nil {
			return err
		}
		if events, err = db.Value[int](ctx, q, "SELECT count(*) FROM wish_event"); err != nil {
			return err
		}
		entries, err = db.Value[int](ctx, q, "SELECT count(*) FROM journal WHERE act = 'wish.file'")
		return err
	}))
	if n := len(byID); len(numbers) != n || last != n || events != n || entries != n {
		t.Errorf("%s: %d wishes with %d numbers, the counter at %d, %d lines of timelines, %d of the journal", when, n, len(numbers), last, events, entries)
	}
	year := time.Now().In(time.FixedZone("CST", 8*60*60)).Year()
	for n := 1; n <= len(byID); n++ {
		if number := fmt.Sprintf("%s-%d-%06d", community, year, n); !numbers[number] {
			t.Errorf("%s: no wish has the number %s", when, number)
		}
	}
	for key, want := range b.kept {
		got := byID[want.Wish.ID]
		if got.number != want.Wish.Number || got.code != want.Code || !strings.HasSuffix(got.text, key) || got.events != 1 || got.journal != 1 {
			t.Errorf("%s: acknowledged %s %s, stored %+v", when, want.Wish.ID, want.Wish.Number, got)
		}
	}
}

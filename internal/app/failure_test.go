package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"linli/client"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/job"
	"linli/internal/org"
	"linli/internal/place/edition"
)

const hamlet = "320613007005"

// house is an installation with one community, to which visitors bring wishes without leaving a name.
type house struct {
	t    *testing.T
	a    *app.App
	base string
	said *bytes.Buffer // what was logged
}

// shut is a buffer for several.
type shut struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (s *shut) Write(p []byte) (int, error) { s.mu.Lock(); defer s.mu.Unlock(); return s.b.Write(p) }

func newHouse(t *testing.T, dsn string) *house {
	t.Helper()
	h := &house{t: t, said: &bytes.Buffer{}}
	var err error
	h.a, err = app.New(t.Context(), app.Config{DSN: dsn, Passwords: cheap(), NoLimits: true, Log: slog.New(slog.NewTextHandler(&shut{b: h.said}, nil))})
	h.must(err)
	srv := httptest.NewServer(h.a.Handler())
	t.Cleanup(func() { srv.Close(); _ = h.a.Close() })
	h.base = srv.URL
	settled(t, h.a)
	return h
}

// settled puts one community in, which takes as many wishes without a name as a test has.
func settled(t testing.TB, a *app.App) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, job := t.Context(), actor.Job("test")
	list := "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n320613007005,中心村社区居委会,320613007000,5\n"
	_, err := edition.Import(ctx, a.DB, job, strings.NewReader(list), edition.Options{})
	must(err)
	_, err = a.Orgs.CreateOrg(ctx, job, org.Org{Kind: org.CommunityCommittee, Place: hamlet, Name: "中心村社区居民委员会", Phone: "0513-0000 1860"}, "")
	must(err)
	must(a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE rule SET value = '1000' WHERE key = 'wish.anonymous.hourly'")
		return err
	}))
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// inTheWay is a text that a page must not lose.
const inTheWay = "三号楼门口的路灯坏了，夜里看不见路"

// press sends the form for a wish with a key, as somebody does who has filled it in.
func (h *house) press(key string) (status int, page, wait string) {
	h.t.Helper()
	r, err := visit(h.t, h.base).c.PostForm(h.base+"/wishes/new", url.Values{
		"do": {"send"}, "topic": {"repair"}, "text": {inTheWay}, "place": {hamlet}, "visibility": {"public"}, "anonymous": {"1"}, "key": {key},
	})
	h.must(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	h.must(err)
	return r.StatusCode, string(body), r.Header.Get("Retry-After")
}

// file files by the API.
func (h *house) file(key string) (client.Filed, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	return client.New(h.base, client.Options{}).File(ctx, client.Filing{
		Text: inTheWay, Place: hamlet, Visibility: client.Public, Anonymous: true, Key: key,
	})
}

func (h *house) wishes() int64 {
	h.t.Helper()
	n, err := db.Value[int64](context.Background(), h.a.DB, "SELECT COUNT(*) FROM wish")
	h.must(err)
	return n
}

func (h *house) read(path string) string {
	h.t.Helper()
	status, _, body := visit(h.t, h.base).get(path)
	return fmt.Sprint(status, " ", strings.TrimSpace(body))
}

// refusesToKeep: who sends is told why it cannot be kept, in their words, with what they wrote and a time to come back;
// reading goes on; nothing is half there.
func (h *house) refusesToKeep(words, english string) {
	h.t.Helper()
	before := h.wishes()
	status, page, wait := h.press(id.New())
	if status != 503 || !strings.Contains(page, words) || !strings.Contains(page, inTheWay) || !strings.Contains(page, "您填的还在下面") || wait == "" {
		h.t.Errorf("the form: %d, Retry-After %q\n%s", status, wait, page)
	}
	_, err := h.file(id.New())
	var p *client.Problem
	if !errors.As(err, &p) || p.Status != 503 {
		h.t.Errorf("the API: %v", err)
	}
	tongue := visit(h.t, h.base)
	tongue.post("/prefs", "lang", "en")
	if _, _, page := tongue.post("/wishes/new", "do", "send", "topic", "repair", "text", inTheWay, "place", hamlet, "visibility", "public", "key", id.New()); !strings.Contains(page, english) {
		h.t.Errorf("in English: %s", page)
	}
	if home := h.read("/"); !strings.HasPrefix(home, "200") {
		h.t.Errorf("reading stops: %.300s", home)
	}
	if n := h.wishes(); n != before {
		h.t.Errorf("%d wishes are kept, %d before", n, before)
	}
	if strings.Contains(h.said.String(), inTheWay) {
		h.t.Error("what was typed is in the log")
	}
}

// kept is a wish, sent until it is kept.
func (h *house) kept() {
	h.t.Helper()
	key := id.New()
	h.soon(func() error {
		status, page, _ := h.press(key)
		if status != 200 {
			return fmt.Errorf("%d %s", status, page)
		}
		return nil
	})
}

// keepsAgain: without anybody doing anything, the same is kept once.
func (h *house) keepsAgain() {
	h.t.Helper()
	before := h.wishes()
	h.kept()
	again, err := h.file(id.New())
	h.must(err)
	if n := h.wishes(); n != before+2 || again.Wish.ID == "" {
		h.t.Errorf("%d wishes, %d before", n, before)
	}
	if ready := h.read("/readyz"); ready != "200 ready" {
		h.t.Errorf("readyz: %s", ready)
	}
}

// soon tries until it works; fifteen seconds are far more than any recovery here takes.
func (h *house) soon(try func() error) {
	h.t.Helper()
	var err error
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = try(); err == nil {
			return
		}
	}
	h.t.Fatal(err)
}

// The disk is full, as SQLite sees it: no page can be added. Then there is room again.
func TestAFullDatabaseRefusesClearlyAndRecovers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.SQLite(t))
	h.keepsAgain()
	pages, err := db.Value[int64](t.Context(), h.a.DB, "PRAGMA page_count")
	h.must(err)
	_, err = h.a.DB.SQL().ExecContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages))
	h.must(err)
	h.stuff()
	h.refusesToKeep("磁盘满了", "disk is full")
	if ready := h.read("/readyz"); ready != "200 read-only: 保存不了：服务器的磁盘满了" {
		t.Errorf("readyz: %s", ready)
	}
	_, err = h.a.DB.SQL().ExecContext(t.Context(), "PRAGMA max_page_count = 1073741823")
	h.must(err)
	h.keepsAgain()
}

// stuff files until nothing goes in any more: pages have room left when no page can be added.
func (h *house) stuff() {
	h.t.Helper()
	kept := h.wishes()
	for range 2000 {
		if _, err := h.file(id.New()); err != nil {
			if n := h.wishes(); n != kept {
				h.t.Fatalf("%d wishes were acknowledged, %d are there", kept, n)
			}
			return
		}
		kept++
	}
	h.t.Fatal("the disk does not get full")
}

// The disk is really full: the file system has no byte left for the log, while eight file at once.
func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=12m"); err != nil {
		t.Skipf("no small file system can be mounted here (%v); TestAFullDatabaseRefusesClearlyAndRecovers has run instead", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	file := filepath.Join(dir, "linli.db")
	body, err := os.ReadFile(strings.TrimPrefix(dbtest.SQLite(t), "sqlite:"))
	if err == nil {
		err = os.WriteFile(file, body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, "sqlite:"+file)
	h.keepsAgain()
	ballast := filepath.Join(dir, "ballast")
	h.must(fillUp(ballast))
	var kept atomic.Int64
	kept.Store(h.wishes())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 2000 {
				if _, err := h.file(id.New()); err != nil {
					return
				}
				kept.Add(1)
			}
			h.t.Error("the disk does not get full")
		})
	}
	all.Wait()
	if n := h.wishes(); n != kept.Load() {
		t.Errorf("%d wishes were acknowledged, %d are there", kept.Load(), n)
	}
	h.refusesToKeep("磁盘满了", "disk is full")
	h.must(os.Remove(ballast))
	h.keepsAgain()
	if ok, err := db.Value[string](t.Context(), h.a.DB, "PRAGMA integrity_check"); err != nil || ok != "ok" {
		t.Errorf("the file: %s, %v", ok, err)
	}
}

// fillUp takes every byte that a file system has, but for some pages.
func fillUp(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	block := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// PostgreSQL's disk is full: a statement is refused as the server refuses it (53100).
func TestPostgresWithAFullDisk(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Postgres(t))
	h.keepsAgain()
	h.sql(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`)
	h.sql("CREATE TRIGGER no_room BEFORE INSERT ON wish FOR EACH ROW EXECUTE FUNCTION no_room()")
	h.refusesToKeep("磁盘满了", "disk is full")
	h.sql("DROP TRIGGER no_room ON wish")
	h.keepsAgain()
}

func (h *house) sql(text string) {
	h.t.Helper()
	_, err := h.a.DB.SQL().ExecContext(h.t.Context(), text)
	h.must(err)
}

func TestAReadOnlyDatabaseCanBeRead(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		h := newHouse(t, dbtest.SQLite(t))
		h.keepsAgain()
		h.sql("PRAGMA query_only = 1")
		h.refusesToKeep("只能看，不能改", "only be read")
		if ready := h.read("/readyz"); ready != "200 read-only: 保存不了：系统现在只能看，不能改" {
			t.Errorf("readyz: %s", ready)
		}
		h.sql("PRAGMA query_only = 0")
		h.keepsAgain()
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		srv := dbtest.Own(t)
		h := newHouse(t, srv.DSN())
		h.keepsAgain()
		turn := func(how string) {
			srv.Exec("ALTER DATABASE migrated SET default_transaction_read_only = " + how)
			h.a.DB.Pool().Reset() // a server that becomes a standby breaks its connections too
		}
		turn("on")
		if ready := h.read("/readyz"); ready != "200 read-only: 保存不了：系统现在只能看，不能改" {
			t.Errorf("readyz, before anybody has tried: %s", ready)
		}
		h.refusesToKeep("只能看，不能改", "only be read")
		turn("off")
		h.keepsAgain()
	})
}

// ticket is a job that tells when it was worked.
type ticket struct {
	N int64 `json:"n"`
}

func (ticket) Kind() string { return "test.ticket" }

// PostgreSQL is stopped as a loss of power stops it, under load, and started again: who asks meanwhile is told at once;
// what was acknowledged is there; requests, jobs and the listener for jobs find back by themselves.
func TestALostPostgresComesBack(t *testing.T) {
	t.Parallel()
	srv := dbtest.Own(t)
	h := newHouse(t, srv.DSN())
	runner, worked := h.works()
	var mu sync.Mutex
	acknowledged := map[string]string{}
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var slowest atomic.Int64
	for range 8 {
		all.Go(func() {
			for ctx.Err() == nil {
				key, began := id.New(), time.Now()
				out, err := h.file(key)
				slowest.Store(max(slowest.Load(), int64(time.Since(began))))
				if err == nil {
					mu.Lock()
					acknowledged[key] = out.Wish.ID
					mu.Unlock()
					continue
				}
				var p *client.Problem
				if !errors.As(err, &p) || p.Status != 503 {
					t.Errorf("while PostgreSQL is gone: %v", err)
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	time.Sleep(700 * time.Millisecond)
	for range 2 {
		srv.Stop()
		began := time.Now()
		status, page, wait := h.press(id.New())
		if took := time.Since(began); status != 503 || wait == "" || !strings.Contains(page, inTheWay) || took > 5*time.Second {
			t.Errorf("gone: %d after %v, Retry-After %q", status, took, wait)
		}
		if ready := h.read("/readyz"); !strings.HasPrefix(ready, "503") {
			t.Errorf("readyz: %s", ready)
		}
		time.Sleep(300 * time.Millisecond)
		srv.Start()
		h.kept()
	}
	stop()
	all.Wait()
	for key, want := range acknowledged {
		if got, err := h.file(key); err != nil || got.Wish.ID != want {
			t.Fatalf("acknowledged as %s, now %s, %v", want, got.Wish.ID, err)
		}
	}
	if d := time.Duration(slowest.Load()); d > 10*time.Second {
		t.Errorf("somebody waited %v", d)
	}
	t.Logf("%d acknowledged, the slowest answer took %v", len(acknowledged), time.Duration(slowest.Load()))
	began := time.Now()
	h.soon(func() error {
		return h.a.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return runner.InsertTx(ctx, tx, ticket{7}) })
	})
	h.soon(func() error {
		if worked.Load() != 7 {
			return errors.New("the job is not worked")
		}
		return nil
	})
	t.Logf("a job is worked %v after it was asked for", time.Since(began))
}

// works is a runner of jobs over the same database.
func (h *house) works() (*job.Runner, *atomic.Int64) {
	h.t.Helper()
	runner, err := job.New(h.a.DB, slog.New(slog.DiscardHandler))
	h.must(err)
	worked := &atomic.Int64{}
	job.Handle(runner, func(_ context.Context, t ticket) error { worked.Store(t.N); return nil })
	h.must(runner.Start(h.t.Context()))
	h.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = runner.Stop(ctx)
	})
	return runner, worked
}

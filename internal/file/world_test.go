package file_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/event"
	"linli/internal/file"
	"linli/internal/file/content"
	"linli/internal/id"
)

// world is the room of files with a feature of records beside it.
type world struct {
	*file.Service
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	dir   string
	store *content.Store

	mu      sync.Mutex
	how     map[string]file.Standing // by the account of who asks
	ended   map[string]time.Time     // by subject
	dropped []string                 // contents whose removal waits
}

var limits = file.Limits{PhotoBytes: 1 << 20, Photos: 3, VoiceBytes: 1 << 20, VoiceLong: 60 * time.Second, Hourly: 10_000}

var (
	tan = actor.Actor{Account: "tan", Person: "tan"}
	ji  = actor.Actor{Account: "ji", Person: "ji"}
	su  = actor.Actor{Account: "su", Person: "su"}   // staff who sees and does not handle
	luo = actor.Actor{Account: "luo", Person: "luo"} // a neighbour
)

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(t, newWorld(t, dsn(t)))
		})
	}
}

// newWorld has a clock of its own: its test moves it.
func newWorld(t *testing.T, dsn string) *world {
	t.Helper()
	return newWorldIn(t, dsn, filepath.Join(t.TempDir(), "files"))
}

func newWorldIn(t *testing.T, dsn, dir string) *world {
	t.Helper()
	w := &world{t: t, clock: dbtest.At(time.Date(2026, 5, 11, 1, 0, 0, 0, time.UTC)), dir: dir, ended: map[string]time.Time{}}
	w.d = dbtest.Open(t, dsn, db.Options{Now: w.clock.Now})
	w.how = map[string]file.Standing{
		"tan": {Sees: file.ForSubmitter, Retract: true, Public: true},
		"ji":  {Sees: file.ForStaff, Handles: true, Public: true, Post: actor.Post{ID: "post"}},
		"su":  {Sees: file.ForStaff, Public: true},
		"luo": {Sees: file.ForPublic, Public: true},
	}
	w.store = content.New(w.dir)
	w.Service = file.New(w.d, file.Options{
		Store: w.store, Pixels: 4_000_000, Guard: w, Sink: w, Limits: func(context.Context) (file.Limits, error) { return limits, nil },
	})
	return w
}

func (w *world) Standing(_ context.Context, a actor.Actor, s file.Subject) (file.Standing, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.Kind != "wish" {
		return file.Standing{}, errors.New("a subject of no kind")
	}
	return w.how[a.Account], nil
}

func (w *world) Ended(_ context.Context, s file.Subject) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended[s.ID], nil
}

func (w *world) Emit(_ context.Context, tx *db.Tx, e event.Event) error {
	tx.AfterCommit(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.dropped = append(w.dropped, e.(file.Dropped).Contents...)
	})
	return nil
}

// work does what the jobs have been asked for.
func (w *world) work() {
	w.t.Helper()
	w.mu.Lock()
	list := w.dropped
	w.dropped = nil
	w.mu.Unlock()
	for _, c := range list {
		w.must(w.Drop(w.t.Context(), c))
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// picture is a JPEG whose content depends on n.
func picture(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 240, 160))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * (n + 3) >> 5)
	}
	img.SetGray(n%200, n/200, color.Gray{255})
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

func (w *world) stage(d file.Draft, b []byte) (file.File, error) {
	return w.Stage(w.t.Context(), tan, d, file.Upload{Kind: file.Photo, Body: bytes.NewReader(b)})
}

func (w *world) staged(d file.Draft, b []byte) file.File {
	w.t.Helper()
	f, err := w.stage(d, b)
	w.must(err)
	return f
}

// filed makes a subject with the files of a draft.
func (w *world) filed(d file.Draft) file.Subject {
	w.t.Helper()
	s := file.Subject{Kind: "wish", ID: id.New()}
	w.must(w.attach(d, s, tan))
	return s
}

func (w *world) attach(d file.Draft, s file.Subject, a actor.Actor) error {
	return w.d.Write(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return w.AttachTx(ctx, tx, d, file.Attachment{Actor: a, Subject: s, Role: file.Request, Place: "320613007005"})
	})
}

// one is a photo that has gone with a subject.
func (w *world) one(n int) (file.Subject, file.File) {
	w.t.Helper()
	d := file.FormDraft(id.New())
	f := w.staged(d, picture(n))
	return w.filed(d), f
}

// kept are the contents in the folder.
func (w *world) kept() (n int) {
	w.t.Helper()
	_ = filepath.WalkDir(w.dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return nil
	})
	return n
}

func (w *world) rows() int {
	w.t.Helper()
	n, err := db.Value[int](w.t.Context(), w.d, "SELECT COUNT(*) FROM file")
	w.must(err)
	return n
}

// whole fails when any row's content is missing or damaged.
func (w *world) whole() {
	w.t.Helper()
	_, err := file.Check(w.t.Context(), w.d, w.store, true, nil, func(x file.Damage) { w.t.Errorf("damaged: %+v", x) })
	w.must(err)
}

func (w *world) acts() []string {
	w.t.Helper()
	list, err := db.All(w.t.Context(), w.d, func(r db.Row) (act string, err error) { return act, r.Scan(&act) }, "SELECT act FROM journal ORDER BY id")
	w.must(err)
	return list
}

package archive

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/job"
)

// shelf is contents in memory.
type shelf map[string][]byte

func (s shelf) Read(hash string) ([]byte, error) {
	if b, ok := s[hash]; ok {
		return b, nil
	}
	return nil, fs.ErrNotExist
}

func (s shelf) Put(b []byte) (string, error) {
	s[hashOf(b)] = b
	return hashOf(b), nil
}

// withFiles is a database whose rows name three contents, one of them twice and one that is not there.
func withFiles(t *testing.T, names ...string) *db.DB {
	t.Helper()
	d := dbtest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "f.db"), db.Options{})
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	exec := func(text string, args ...any) {
		t.Helper()
		if _, err := d.SQL().ExecContext(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE IF NOT EXISTS file (id TEXT NOT NULL PRIMARY KEY, created_at BIGINT NOT NULL, kind TEXT NOT NULL, media TEXT NOT NULL,
		size BIGINT NOT NULL, content TEXT NOT NULL, thumb TEXT)`)
	for i, n := range names {
		exec("INSERT INTO file (id, created_at, kind, media, size, content, thumb) VALUES ($1, 0, 'photo', '', 0, $2, $3)", i, n, names[0])
	}
	return d
}

func pack(t *testing.T, d *db.DB, from Contents) (*bytes.Buffer, End, error) {
	t.Helper()
	var out bytes.Buffer
	tables, err := Schema(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]Table{}
	for _, table := range tables {
		ours[table.Name] = table
	}
	made := Made{Manifest: Manifest{Format: Format, Schema: db.Latest(), Engine: d.Engine()}}
	err = d.Snapshot(t.Context(), func(int64, int64) {}, func(ctx context.Context, tx *sql.Tx) error {
		b := backup{tx: tx, made: &made, ours: ours, contents: from, progress: func(Progress) {}, keys: map[string]bool{}, files: map[string]bool{}}
		return b.write(ctx, &out, nil)
	})
	return &out, made.End, err
}

func unpack(t *testing.T, from io.Reader, d *db.DB, to Contents) error {
	t.Helper()
	counted := &counting{r: from}
	r, err := open(counted, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &loading{reader: r, d: d, read: counted, opt: RestoreOptions{Contents: to, Progress: func(Progress) {}}}
	return withTx(t.Context(), d, func(conn *sql.Conn, tx *sql.Tx) error {
		_, err := l.load(t.Context(), conn, tx)
		return err
	})
}

// Contents go with the rows that name them, each once; what is missing is named, what is damaged is refused.
func TestFilesGoWithTheirRows(t *testing.T) {
	t.Parallel()
	from := shelf{}
	photo, _ := from.Put([]byte("a photo"))
	empty, _ := from.Put(nil)
	_, _ = from.Put([]byte("what no row names"))
	lost := hashOf([]byte("lost"))
	d := withFiles(t, photo, empty, photo, lost)
	packed, end, err := pack(t, d, from)
	if err != nil || end.Files.Rows != 2 || !slices.Equal(end.Missing, []string{lost}) {
		t.Fatalf("%+v, %v", end, err)
	}
	whole := packed.Bytes()
	to := shelf{}
	if err := unpack(t, bytes.NewReader(whole), withFiles(t), to); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(to)); !slices.Equal(got, slices.Sorted(slices.Values([]string{photo, empty}))) || string(to[photo]) != "a photo" {
		t.Fatalf("restored: %v", got)
	}
	var e *errs.Error
	if err := unpack(t, bytes.NewReader(whole), withFiles(t), nowhere{}); !errors.As(err, &e) || e.Key != "archive.nowhere" {
		t.Errorf("without a folder: %v", err)
	}
	if err := unpack(t, bytes.NewReader(whole), withFiles(t), forgetful{shelf{}}); !errors.As(err, &e) || e.Key != "archive.differs" {
		t.Errorf("into a folder that loses them: %v", err)
	}
	members, err := Members(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(members, func(m Member) bool { return m.Name == "files/"+photo })
	members[at].Body = "b photo"
	if err := unpack(t, bytes.NewReader(Pack(members)), withFiles(t), shelf{}); !errors.As(err, &e) || e.Key != "archive.damaged" {
		t.Errorf("with another photo under its name: %v", err)
	}
	from[photo] = []byte("rotten")
	if _, _, err := pack(t, d, from); !errors.As(err, &e) || e.Key != "archive.file" {
		t.Errorf("a damaged content was archived: %v", err)
	}
}

// forgetful takes everything and has nothing.
type forgetful struct{ shelf }

func (forgetful) Put(b []byte) (string, error) { return hashOf(b), nil }

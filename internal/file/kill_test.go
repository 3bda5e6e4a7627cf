package file_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/file"
	"linli/internal/file/content"
	"linli/internal/id"
)

// What the child process is told.
const (
	childDoes = "FILE_TEST_DOES"
	childDSN  = "FILE_TEST_DSN"
	childDir  = "FILE_TEST_DIR"
)

// held is the draft whose row the child cannot write.
var held = file.FormDraft("held")

// TestChild is what the tests below kill. It says of each upload that it is done only when it is, as a server answers.
func TestChild(t *testing.T) {
	t.Parallel()
	does, dir := os.Getenv(childDoes), os.Getenv(childDir)
	if does == "" {
		t.Skip("only as a process that another test starts")
	}
	if does == "put" {
		big := bytes.Repeat([]byte("0123456789abcdef"), 4<<20)
		for n := 0; ; n++ {
			copy(big, fmt.Sprintf("%08d", n))
			hash, err := content.New(dir).Put(big)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println("done", hash)
		}
	}
	w := newWorldIn(t, os.Getenv(childDSN), dir)
	for n := range 10_000 {
		d := file.FormDraft(id.New())
		if does == "hold" && n == 3 {
			d = held
			_, _ = os.Stdin.Read(make([]byte, 1)) // go on when the parent says so
		}
		f := w.staged(d, picture(n))
		fmt.Println("done", f.ID)
	}
}

// child is a process that can be killed.
type child struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
	done  []string // what it has said is done
}

func startChild(t *testing.T, does, dsn, dir string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$", "-test.v")}
	c.cmd.Env = append(os.Environ(), childDoes+"="+does, childDSN+"="+dsn, childDir+"="+dir, "TMPDIR="+t.TempDir())
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewScanner(out)
	return c
}

// until reads on until so many uploads are done, or the child is gone.
func (c *child) until(n int) {
	for len(c.done) < n && c.lines.Scan() {
		if what, ok := strings.CutPrefix(c.lines.Text(), "done "); ok {
			c.done = append(c.done, what)
		}
	}
}

// kill ends the child as a power cut would, and reads what it had said by then.
func (c *child) kill() {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	c.until(1 << 30)
	_ = c.cmd.Wait() // it was killed
}

// age makes everything in the folder older than a day.
func (w *world) age() {
	w.t.Helper()
	old := time.Now().Add(-25 * time.Hour)
	w.must(filepath.WalkDir(w.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(path, old, old)
	}))
}

// cutOff is what lies where contents are written before they have a name.
func cutOff(dir string) int {
	list, _ := os.ReadDir(filepath.Join(dir, "tmp")) // without a folder there is nothing
	return len(list)
}

// restarted is the house after the kill: every upload that was said to be done is there and whole, no row lacks its bytes,
// and a day later the sweep has taken what belongs to no row, and nothing else.
func restarted(t *testing.T, dsn, dir string, done []string) (orphans int) {
	t.Helper()
	w := newWorldIn(t, dsn, dir)
	whole := func() (named int) {
		w.whole()
		for _, fileID := range done {
			n, err := db.Value[int](t.Context(), w.d, "SELECT COUNT(*) FROM file WHERE id = $1", fileID)
			w.must(err)
			if n != 1 {
				t.Errorf("%s was acknowledged and has %d rows", fileID, n)
			}
		}
		named, err := db.Value[int](t.Context(), w.d, "SELECT COUNT(*) FROM (SELECT content AS c FROM file UNION SELECT thumb FROM file) x")
		w.must(err)
		return named
	}
	named := whole()
	if n, err := w.Sweep(t.Context()); err != nil || n != 0 {
		t.Errorf("the sweep takes %d that may be on their way, %v", n, err)
	}
	w.age()
	orphans, err := w.Sweep(t.Context())
	w.must(err)
	if left := w.kept(); left != named || cutOff(dir) != 0 {
		t.Errorf("%d contents in the folder, of which %d have no name; rows name %d", left, cutOff(dir), named)
	}
	whole()
	return orphans
}

// Killed when the bytes are on the disk and their row is not yet committed: the row is not there, the bytes go with the
// sweep, what was acknowledged before stays, and the same photo can be sent again.
func TestKilledBetweenBytesAndRow(t *testing.T) {
	t.Parallel()
	for engine, dsnOf := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn, dir := dsnOf(t), filepath.Join(t.TempDir(), "files")
			w := newWorldIn(t, dsn, dir)
			c := startChild(t, "hold", dsn, dir)
			c.until(3)
			before := w.kept()
			// SQLite has one writer; PostgreSQL's rows of a draft have one.
			err := w.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := tx.Lock(ctx, "file.draft", string(held)); err != nil {
					return err
				}
				if _, err := c.in.Write([]byte{'\n'}); err != nil {
					return err
				}
				for end := time.Now().Add(time.Minute); w.kept() < before+2 || cutOff(dir) > 0; time.Sleep(time.Millisecond) {
					if time.Now().After(end) {
						t.Error("the bytes never came")
						break
					}
				}
				c.kill()
				return nil
			})
			w.must(err)
			if len(c.done) != 3 {
				t.Fatalf("%d uploads were acknowledged", len(c.done))
			}
			if orphans := restarted(t, dsn, dir, c.done); orphans != 2 {
				t.Errorf("%d contents belonged to no row; a photo and its thumbnail should", orphans)
			}
			if n := w.rows(); n != 3 {
				t.Errorf("%d rows of 3", n)
			}
			again := w.staged(held, picture(3))
			restarted(t, dsn, dir, append(c.done, again.ID))
		})
	}
}

// Killed anywhere while photos come one after the other: whatever was acknowledged is there.
func TestKilledWhilePhotosCome(t *testing.T) {
	t.Parallel()
	for engine, dsnOf := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn, dir := dsnOf(t), filepath.Join(t.TempDir(), "files")
			var done []string
			for kill := range 6 {
				c := startChild(t, "come", dsn, dir)
				c.until(1 + 3*kill)
				time.Sleep(time.Duration(kill*7) * time.Millisecond)
				c.kill()
				if len(c.done) < 1+3*kill {
					t.Fatalf("the child ended by itself after %d", len(c.done))
				}
				done = append(done, c.done...)
				restarted(t, dsn, dir, done)
			}
			t.Logf("%d photos through 6 kills", len(done))
		})
	}
}

// Killed while bytes are being written: what was cut off has no name, and goes with the sweep.
func TestKilledWhileBytesAreWritten(t *testing.T) {
	t.Parallel()
	dsn, dir := dbtest.SQLite(t), filepath.Join(t.TempDir(), "files")
	for range 20 {
		c := startChild(t, "put", dsn, dir)
		c.until(1)
		for end := time.Now().Add(10 * time.Second); cutOff(dir) == 0 && time.Now().Before(end); {
			time.Sleep(100 * time.Microsecond)
		}
		c.kill()
		for _, hash := range c.done {
			if err := content.New(dir).Intact(hash); err != nil {
				t.Errorf("acknowledged: %v", err)
			}
		}
		if cutOff(dir) > 0 {
			restarted(t, dsn, dir, nil)
			return
		}
	}
	t.Error("never killed while bytes were written")
}

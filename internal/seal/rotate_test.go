package seal_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"linli/internal/seal"
)

// Whoever reads a key file reads it after a change of keys, too: root changes it, and it is still its user's.
func TestAChangeOfKeysKeepsOwnerAndMode(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	path := filepath.Join(t.TempDir(), "keys")
	if err := seal.Create(path, seal.SM); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 4321, 4322); err != nil {
		t.Fatal(err)
	}
	if err := seal.Rotate(path, seal.SM, time.Now()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	s := info.Sys().(*syscall.Stat_t)
	if s.Uid != 4321 || s.Gid != 4322 || info.Mode().Perm() != 0o400 {
		t.Errorf("it belongs to %d:%d, mode %v", s.Uid, s.Gid, info.Mode().Perm())
	}
	if n := strings.Count(body(t, path), "\nseal "); n != 2 {
		t.Errorf("%d seal keys, want the old one and the new", n)
	}
}

// Behind a link stands the file that is changed; the link stays.
func TestAChangeOfKeysFollowsALink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target, link := filepath.Join(dir, "away", "keys"), filepath.Join(dir, "keys")
	if err := os.Mkdir(filepath.Dir(target), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := seal.Create(target, seal.SM); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("away", "keys"), link); err != nil {
		t.Fatal(err)
	}
	if err := seal.Rotate(link, seal.SM, time.Now()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	if n := strings.Count(body(t, target), "\nseal "); n != 2 {
		t.Errorf("%d seal keys in the file behind the link, want the old one and the new", n)
	}
}

func body(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// lines is a log that is read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A command is asked again while the server runs, so that a change of keys is noticed before the new ones are in use,
// whether values are sealed all the time or after a pause.
func TestACommandIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, every := range map[string]time.Duration{"busy": time.Second, "after a pause": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "keys")
			synctest.Test(t, func(t *testing.T) {
				if err := seal.Create(path, seal.SM); err != nil {
					t.Fatal(err)
				}
				r, err := seal.Load("command:cat " + path)
				if err != nil {
					t.Fatal(err)
				}
				before, _ := r.Current()
				from := time.Now().Add(seal.Lead)
				if err := seal.Rotate(path, seal.SM, time.Now()); err != nil {
					t.Fatal(err)
				}
				for time.Now().Before(from.Add(time.Second)) {
					time.Sleep(every)
					text := r.Seal(seal.Of("13800138000"), "c")
					if is, want := seal.KeyOf(text) != before, !time.Now().Before(from); is != want {
						t.Fatalf("%v after the change of keys the new one is used: %v", time.Since(from.Add(-seal.Lead)), is)
					}
				}
				synctest.Wait()
				if after, _ := r.Current(); after == before {
					t.Error("the new key is not used after its time has come")
				}
			})
		})
	}
}

// A command that fails or hangs leaves the keys as they are, holds nobody up for long, and is told in the log, once.
func TestACommandThatFailsOrHangs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, want string }{
		"fails": {"exit 3", "the command sh that gives the keys failed"},
		"lies":  {"echo seal x", "want purpose, id, suite"},
		"hangs": {"sleep 7; cat $0", "takes long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "keys")
			if err := seal.Create(path, seal.SM); err != nil {
				t.Fatal(err)
			}
			script := path + ".sh"
			write(t, script, "cat "+path)
			r, err := seal.Load("command:sh " + script)
			if err != nil {
				t.Fatal(err)
			}
			var log lines
			r.Tell(slog.New(slog.NewTextHandler(&log, nil)))
			before, _ := r.Current()
			write(t, script, strings.ReplaceAll(c.script, "$0", path))
			until := func(what string) {
				for end := time.Now().Add(30 * time.Second); !strings.Contains(log.String(), what); time.Sleep(time.Second) {
					began := time.Now()
					if now, _ := r.Current(); now != before {
						t.Fatal("the keys have changed")
					}
					if took := time.Since(began); took > time.Second {
						t.Errorf("somebody waited %v", took)
					}
					if began.After(end) {
						t.Fatalf("%q is not told in\n%s", what, log.String())
					}
				}
			}
			until(c.want)
			time.Sleep(6 * time.Second) // it is asked once more, and not told again
			_, _ = r.Current()
			time.Sleep(time.Second)
			if n := strings.Count(log.String(), c.want); n != 1 {
				t.Errorf("%q is told %d times in\n%s", c.want, n, log.String())
			}
			write(t, script, "cat "+path)
			until("is read again")
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

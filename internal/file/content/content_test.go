package content_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/file/content"
)

// names are the files below a folder.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAContentIsKeptOnceUnderItsHash(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made when needed")
	s := content.New(dir)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if hash, err := s.Put([]byte("小狗")); err != nil || hash != content.Hash([]byte("小狗")) {
				t.Error(hash, err)
			}
		})
	}
	wg.Wait()
	hash := content.Hash([]byte("小狗"))
	if got := names(t, dir); len(got) != 1 || got[0] != hash[:2]+"/"+hash[2:4]+"/"+hash {
		t.Fatalf("the folder holds %v", got)
	}
	if b, err := s.Read(hash); err != nil || string(b) != "小狗" || s.Intact(hash) != nil {
		t.Fatalf("%q, %v, %v", b, err, s.Intact(hash))
	}
	if err := errors.Join(s.Remove(hash), s.Remove(hash)); err != nil || s.Has(hash) {
		t.Fatalf("removed: %v", err)
	}
	if _, err := s.Open(hash); !errors.Is(err, content.ErrMissing) {
		t.Fatal(err)
	}
}

// Nothing but a hash ever becomes a path.
func TestANameThatIsNoHash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := content.New(filepath.Join(dir, "store"))
	for _, name := range []string{"", "..", "../secret", strings.Repeat("../", 20) + "secret", strings.Repeat("A", 64), strings.Repeat("g", 64)} {
		if _, err := s.Open(name); !errors.Is(err, content.ErrMissing) || s.Has(name) {
			t.Errorf("%q: %v", name, err)
		}
		if err := s.Remove(name); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(secret); err != nil {
		t.Error(err)
	}
}

func TestWhatIsStaleAndWhatIsDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := content.New(dir)
	old, err1 := s.Put([]byte("old"))
	fresh, err2 := s.Put([]byte("fresh"))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	cut, at := filepath.Join(dir, "tmp", "put-1"), filepath.Join(dir, old[:2], old[2:4], old)
	foreign := filepath.Join(dir, "readme")
	for _, name := range []string{cut, foreign} {
		if err := os.WriteFile(name, []byte("half of it"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Hour)
	for _, name := range []string{cut, at, foreign} {
		if err := os.Chtimes(name, before, before); err != nil {
			t.Fatal(err)
		}
	}
	var stale []string
	if err := s.Stale(time.Now().Add(-time.Minute), func(hash string) error { stale = append(stale, hash); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(stale) != 1 || stale[0] != old || len(names(t, dir)) != 3 || !s.Has(fresh) {
		t.Fatalf("stale: %v; left: %v", stale, names(t, dir))
	}
	if err := os.WriteFile(at, []byte("altered"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Intact(old); err == nil {
		t.Error("an altered content is intact")
	}
}

func TestAStoreWithoutAFolderTakesNothing(t *testing.T) {
	t.Parallel()
	s := content.New("")
	if _, err := s.Put([]byte("x")); !errors.Is(err, content.ErrNowhere) || s.Configured() {
		t.Error(err)
	}
	if err := s.Stale(time.Now(), nil); err != nil {
		t.Error(err)
	}
}

// A content that the disk has spoilt is whole again once somebody sends the same bytes.
func TestADamagedContentIsPutAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := content.New(dir)
	hash, err := s.Put([]byte("小狗"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, hash[:2], hash[2:4], hash), []byte("小"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := s.Put([]byte("小狗")); err != nil || again != hash || s.Intact(hash) != nil {
		t.Errorf("%s, %v, %v", again, err, s.Intact(hash))
	}
}

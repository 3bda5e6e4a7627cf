// Package content keeps bytes in a folder under the SHA-256 of what they are. The same bytes are kept once. What Put has
// returned is on the disk and survives the end of the machine; what was cut off before leaves at most a file in tmp, which
// Stale finds. It knows no database: whoever keeps rows says what may be removed.
package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Store is a folder of contents. It is safe for concurrent use, also by several processes.
type Store struct{ dir string }

// New is the store in a folder, which is made when something is put in. An empty name is a store that takes nothing.
func New(dir string) *Store { return &Store{dir: dir} }

// ErrNowhere says that this installation has no folder for contents.
var ErrNowhere = errors.New("content: no folder is configured")

// ErrMissing says that a content is not there.
var ErrMissing = errors.New("content: missing")

// Configured tells whether there is a folder at all.
func (s *Store) Configured() bool { return s.dir != "" }

// Dir is the folder.
func (s *Store) Dir() string { return s.dir }

// Hash is the name of a content: 64 hexadecimal digits.
func Hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// valid tells whether a name is one that Hash gives: no other ever becomes a path.
func valid(hash string) bool {
	return len(hash) == 2*sha256.Size && strings.Trim(hash, "0123456789abcdef") == ""
}

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash[2:4], hash) }

const tmp = "tmp"

// Put keeps a content and returns its name. When it returns, bytes and folder entries are on the disk.
func (s *Store) Put(b []byte) (hash string, err error) {
	if s.dir == "" {
		return "", ErrNowhere
	}
	hash = Hash(b)
	if s.Intact(hash) == nil { // one that is damaged is put anew
		return hash, s.onDisk(hash) // whoever is putting in the same at this moment may not have got so far
	}
	if err := os.MkdirAll(filepath.Join(s.dir, tmp), 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Join(s.dir, tmp), "put-")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // renamed already, or Stale finds it
		}
	}()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", err
	}
	return hash, s.settle(f.Name(), hash)
}

// settle gives a written file its name; each folder entry on the way is on the disk before it is built upon.
func (s *Store) settle(name, hash string) error {
	target := s.path(hash)
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	if err := os.Rename(name, target); err != nil {
		return err
	}
	return s.onDisk(hash)
}

// onDisk writes the folder entries that lead to a content.
func (s *Store) onDisk(hash string) error {
	leaf := filepath.Dir(s.path(hash))
	for _, dir := range []string{leaf, filepath.Dir(leaf), s.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Has tells whether a content is there.
func (s *Store) Has(hash string) bool {
	if s.dir == "" || !valid(hash) {
		return false
	}
	info, err := os.Stat(s.path(hash))
	return err == nil && info.Mode().IsRegular()
}

// Open opens a content for reading. ErrMissing when it is not there.
func (s *Store) Open(hash string) (io.ReadSeekCloser, error) {
	if s.dir == "" || !valid(hash) {
		return nil, ErrMissing
	}
	f, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	return f, err
}

// Read is a whole content.
func (s *Store) Read(hash string) ([]byte, error) {
	f, err := s.Open(hash)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = io.Copy(&b, f)
	return b.Bytes(), errors.Join(err, f.Close())
}

// Intact is an error when a content is missing, or is not what its name says.
func (s *Store) Intact(hash string) error {
	f, err := s.Open(hash)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != hash {
		return fmt.Errorf("content: %s holds %s", hash, got)
	}
	return nil
}

// Remove removes a content; one that is not there is removed already.
func (s *Store) Remove(hash string) error {
	if s.dir == "" || !valid(hash) {
		return nil
	}
	err := os.Remove(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Stale removes what was cut off while it was being put in before a moment, and calls fn with each content older than
// that. It stops at fn's error.
func (s *Store) Stale(before time.Time, fn func(hash string) error) error {
	return s.old(before, func(path string, _ int64) error { return gone(os.Remove(path)) }, func(hash string, _ int64) error { return fn(hash) })
}

// Left counts what Stale would remove, and the bytes of it, without removing anything: what was cut off before a moment,
// and each content older than that which nobody names.
func (s *Store) Left(before time.Time, named func(hash string) bool) (n int, bytes int64, err error) {
	count := func(size int64) error {
		n, bytes = n+1, bytes+size
		return nil
	}
	err = s.old(before, func(_ string, size int64) error { return count(size) }, func(hash string, size int64) error {
		if named(hash) {
			return nil
		}
		return count(size)
	})
	return n, bytes, err
}

// old calls cut with each file in tmp and fn with each content that are older than a moment, with their sizes.
func (s *Store) old(before time.Time, cut, fn func(name string, size int64) error) error {
	if s.dir == "" {
		return nil
	}
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return gone(err)
		}
		info, err := d.Info()
		if err != nil || !info.ModTime().Before(before) {
			return gone(err)
		}
		if filepath.Dir(path) == filepath.Join(s.dir, tmp) {
			return cut(path, info.Size())
		}
		if !valid(d.Name()) || path != s.path(d.Name()) {
			return nil // not ours
		}
		return fn(d.Name(), info.Size())
	})
	return gone(err)
}

// gone forgives what has gone away while it was looked at.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

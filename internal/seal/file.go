package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// head is the first line of a key file.
const head = "# linli keys: keep a copy apart from the database; without it sealed values are lost"

// Throwaway is a ring of new keys that nobody keeps, for demonstrations, measurements and tests.
func Throwaway(suite Suite) *Ring {
	text := head + "\n" + newKeys(suite, time.Time{})
	r := &Ring{now: time.Now}
	if err := r.take([]byte(text)); err != nil {
		panic(err) // made a line above
	}
	return r
}

// Load reads the keys of a source: file:PATH or command:COMMAND LINE (its standard output is a key file). The file must be
// readable by its owner only.
func Load(source string) (*Ring, error) {
	r := &Ring{now: time.Now, source: source}
	return r, r.read()
}

// read takes the keys of the source as they are now.
func (r *Ring) read() error {
	body, mark, err := fetch(r.source)
	if err != nil {
		return err
	}
	if err := r.take(body); err != nil {
		return fmt.Errorf("%s: %w", r.source, err)
	}
	r.mu.Lock()
	r.mark, r.seen = mark, time.Now()
	r.mu.Unlock()
	return nil
}

// How often a ring looks whether its source has changed. A key that comes into use must have been there for longer, so
// that no process makes values which another cannot find.
const (
	lookEvery = 5 * time.Second
	Lead      = time.Minute
)

// fresh reads the keys again when they may have changed. What cannot be read now leaves the old ones in use.
func (r *Ring) fresh(missing bool) {
	if r.source == "" {
		return
	}
	r.mu.Lock()
	due := time.Since(r.seen) > lookEvery || missing && time.Since(r.seen) > time.Second
	if due {
		r.seen = time.Now()
	}
	before := r.mark
	r.mu.Unlock()
	if !due {
		return
	}
	if path, ok := strings.CutPrefix(r.source, "file:"); ok && !missing {
		if m, err := stat(path); err != nil || m == before {
			return
		}
	} else if !missing {
		return // a command is asked again only for a key that is missing
	}
	_ = r.read() // the old keys serve on; a key that is still missing is reported by who needs it
}

// fetch is the key file behind a source, and what it looks like from outside.
func fetch(source string) (body []byte, mark string, err error) {
	if path, ok := strings.CutPrefix(source, "file:"); ok {
		if mark, err = stat(path); err != nil {
			return nil, "", err
		}
		body, err = os.ReadFile(path)
		return body, mark, err
	}
	line, ok := strings.CutPrefix(source, "command:")
	if !ok {
		return nil, "", errors.New("keys come from file:PATH or command:COMMAND")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	args := strings.Fields(line)
	if len(args) == 0 {
		return nil, "", errors.New("keys: command: is followed by no command")
	}
	body, err = exec.CommandContext(ctx, args[0], args[1:]...).Output() //nolint:gosec // the operator's own command
	if err != nil {
		return nil, "", fmt.Errorf("keys: the command failed: %w", err) // its output may hold keys and is not said
	}
	return body, "", nil
}

// stat checks who may read a key file, and tells what it looks like.
func stat(path string) (mark string, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no key file %s; put a copy back, or for a new installation make one with: linli keys new %s", path, path)
	}
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("the key file %s can be read by others (%v); run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Size()), nil
}

// take reads lines of: purpose, id, suite, secret in base64, and, where it does not count at once, the moment from which
// it does.
func (r *Ring) take(body []byte) error {
	var keys []key
	ids := map[string]bool{}
	for n, line := range strings.Split(string(bytes.TrimSpace(body)), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		k, err := parse(f)
		if err == nil && ids[string(k.purpose)+k.id] {
			err = errors.New("this id stands twice")
		}
		if err != nil {
			return fmt.Errorf("keys, line %d: %w", n+1, err) // never the line itself
		}
		ids[string(k.purpose)+k.id] = true
		keys = append(keys, k)
	}
	now := r.now()
	for _, p := range []purpose{sealing, looking} {
		inUse := false
		for _, k := range keys {
			inUse = inUse || k.purpose == p && !k.from.After(now)
		}
		if !inUse {
			return fmt.Errorf("keys: there is no %s key in use", p)
		}
	}
	r.mu.Lock()
	r.keys = keys
	r.mu.Unlock()
	return nil
}

func parse(f []string) (k key, err error) {
	if len(f) != 4 && len(f) != 5 {
		return k, errors.New("want purpose, id, suite, secret and perhaps a moment")
	}
	k.purpose, k.id, k.suite = purpose(f[0]), f[1], Suite(f[2])
	if k.purpose != sealing && k.purpose != looking && k.purpose != signing {
		return k, errors.New("the purpose is seal, lookup or sign")
	}
	if strings.Trim(k.id, idLetters) != "" {
		return k, errors.New("an id has lower-case letters and digits")
	}
	if len(f) == 5 {
		if k.from, err = time.Parse(time.RFC3339, f[4]); err != nil {
			return k, errors.New("the moment is written 2026-01-31T08:00:00Z")
		}
	}
	if k.suite != SM && k.suite != Intl {
		return k, errors.New("the suite is sm or intl")
	}
	want := hashSize
	if k.purpose == sealing {
		want = k.suite.cipherSize()
	}
	if k.secret, err = base64.StdEncoding.DecodeString(f[3]); err != nil || len(k.secret) != want {
		return k, fmt.Errorf("the secret is not %d bytes in base64", want)
	}
	switch k.purpose {
	case sealing:
		k.aead, err = k.suite.aead(k.secret)
	case signing:
		k.signer, err = k.suite.signer(k.secret)
	}
	return k, err
}

// newKeys are the lines of a new key of each purpose.
func newKeys(suite Suite, from time.Time) string {
	return newKey(sealing, suite, from) + newKey(looking, suite, from) + newKey(signing, suite, from)
}

// newKey is the line of a new key. Its id is drawn, so that keys of two installations are not mistaken for each other.
func newKey(p purpose, suite Suite, from time.Time) string {
	id := string(p[:1]) + strings.ToLower(rand.Text()[:7])
	size := hashSize
	if p == sealing {
		size = suite.cipherSize()
	}
	secret := make([]byte, size)
	_, _ = rand.Read(secret) // crypto/rand does not fail; it ends the program instead
	for p == signing {
		if _, err := suite.signer(secret); err == nil {
			break // one number in 2^32 is none of SM2's
		}
		_, _ = rand.Read(secret)
	}
	line := fmt.Sprintf("%s %s %s %s", p, id, suite, base64.StdEncoding.EncodeToString(secret))
	if !from.IsZero() {
		line += " " + from.UTC().Format(time.RFC3339)
	}
	return line + "\n"
}

// Create makes a key file with one key of each purpose. It never overwrites one.
func Create(path string, suite Suite) error {
	if suite != SM && suite != Intl {
		return fmt.Errorf("there is no suite %q; choose sm or intl", suite)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; it is not overwritten", path)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(head + "\n" + newKeys(suite, time.Time{}))
	return errors.Join(err, f.Sync(), f.Close())
}

// Rotate adds a new key of each purpose to a key file. They come into use after Lead, when every process has seen them;
// then the job brings what is stored to them. The old keys stay: what was sealed with them must be read until then.
func Rotate(path string, suite Suite, now time.Time) error {
	old, _, err := fetch("file:" + path)
	if err != nil {
		return err
	}
	r := &Ring{now: func() time.Time { return now }}
	if err := r.take(old); err != nil {
		return err
	}
	if suite != SM && suite != Intl {
		return fmt.Errorf("there is no suite %q; choose sm or intl", suite)
	}
	from := now.Add(Lead)
	text := strings.TrimRight(string(old), "\n") + "\n" + newKeys(suite, from)
	return replace(path, text)
}

// replace writes a file beside the old one and puts it in its place: keys are never half written.
func replace(path, text string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-")
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

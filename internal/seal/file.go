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

// fetch is the key file behind a source, and what it looks like from outside.
func fetch(source string) (body []byte, mark string, err error) {
	if path, ok := strings.CutPrefix(source, "file:"); ok {
		if mark, err = stat(path); err != nil {
			return nil, "", err
		}
		if body, err = os.ReadFile(path); err != nil {
			return nil, "", unreadable(path, err)
		}
		return body, mark, nil
	}
	line, ok := strings.CutPrefix(source, "command:")
	if !ok {
		return nil, "", refuse("seal.source")
	}
	ctx, cancel := context.WithTimeout(context.Background(), askFor)
	defer cancel()
	args := strings.Fields(line)
	if len(args) == 0 {
		return nil, "", refuse("seal.no_command")
	}
	c := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the operator's own command
	c.WaitDelay = time.Second                           // what it has started may hold its output open
	body, err = c.Output()
	if err != nil {
		return nil, "", refuse("seal.command", args[0], err.Error()) // its output may hold keys and is not said
	}
	return body, "", nil
}

// stat checks who may read a key file, and tells what it looks like.
func stat(path string) (mark string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", unreadable(path, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", refuse("seal.open", path, info.Mode().Perm().String())
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Size()), nil
}

// unreadable says why a key file cannot be read, and what to do.
func unreadable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("seal.none", path)
	case errors.Is(err, fs.ErrPermission):
		return refuse("seal.denied", path)
	}
	return err
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
		k, why := parse(f)
		if why == "" && ids[string(k.purpose)+k.id] {
			why = "seal.line.twice"
		}
		if why != "" {
			return refuse(why, r.source, n+1) // never the line itself
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
			return refuse("seal.not_in_use", r.source, string(p))
		}
	}
	r.mu.Lock()
	r.keys = keys
	r.mu.Unlock()
	return nil
}

// parse reads one line; why it cannot be read is a translation key, empty when it can.
func parse(f []string) (k key, why string) {
	var err error
	if len(f) != 4 && len(f) != 5 {
		return k, "seal.line.words"
	}
	k.purpose, k.id, k.suite = purpose(f[0]), f[1], Suite(f[2])
	if k.purpose != sealing && k.purpose != looking && k.purpose != signing {
		return k, "seal.line.purpose"
	}
	if strings.Trim(k.id, idLetters) != "" {
		return k, "seal.line.id"
	}
	if len(f) == 5 {
		if k.from, err = time.Parse(time.RFC3339, f[4]); err != nil {
			return k, "seal.line.moment"
		}
	}
	if k.suite != SM && k.suite != Intl {
		return k, "seal.line.suite"
	}
	if k.secret, err = base64.StdEncoding.DecodeString(f[3]); err != nil || len(k.secret) != size(k.purpose, k.suite) {
		return k, "seal.line.secret"
	}
	switch k.purpose {
	case sealing:
		k.aead, err = k.suite.aead(k.secret)
	case signing:
		k.signer, err = k.suite.signer(k.secret)
	}
	if err != nil {
		return k, "seal.line.number"
	}
	return k, ""
}

// size is how many bytes the secret of a key has.
func size(p purpose, suite Suite) int {
	if p == sealing {
		return suite.cipherSize()
	}
	return hashSize
}

// newKeys are the lines of a new key of each purpose.
func newKeys(suite Suite, from time.Time) string {
	return newKey(sealing, suite, from) + newKey(looking, suite, from) + newKey(signing, suite, from)
}

// newKey is the line of a new key. Its id is drawn, so that keys of two installations are not mistaken for each other.
func newKey(p purpose, suite Suite, from time.Time) string {
	id := string(p[:1]) + strings.ToLower(rand.Text()[:7])
	secret := make([]byte, size(p, suite))
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

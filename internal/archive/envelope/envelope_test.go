package envelope_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"linli/internal/archive/envelope"
	"linli/internal/seal"
)

func pair(t *testing.T, suite seal.Suite) (recipient, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "key")
	recipient, err := envelope.Create(file, suite)
	if err != nil {
		t.Fatal(err)
	}
	return recipient, file
}

func load(t *testing.T, file string) *envelope.Key {
	t.Helper()
	k, err := envelope.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func seals(t *testing.T, plain []byte, recipients ...string) []byte {
	t.Helper()
	to, err := envelope.ParseRecipients(recipients)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := to.Seal(&b)
	if err != nil {
		t.Fatal(err)
	}
	for p := plain; len(p) > 0; p = p[min(len(p), 5000):] { // in pieces that fit no other
		if _, err := w.Write(p[:min(len(p), 5000)]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func opens(sealed []byte, k *envelope.Key) ([]byte, error) {
	r, err := envelope.Open(bufio.NewReader(bytes.NewReader(sealed)), k)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Whatever its length, content comes back to each recipient, and to nobody else.
func TestContentComesBack(t *testing.T) {
	t.Parallel()
	for _, suite := range seal.Suites() {
		one, oneFile := pair(t, suite)
		two, twoFile := pair(t, suite)
		_, otherFile := pair(t, suite)
		for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 3 << 16, 1 << 20} {
			plain := make([]byte, size)
			_, _ = rand.Read(plain)
			sealed := seals(t, plain, one, two)
			for _, file := range []string{oneFile, twoFile} {
				if got, err := opens(sealed, load(t, file)); err != nil || !bytes.Equal(got, plain) {
					t.Fatalf("%s, %d bytes: %d came back, %v", suite, size, len(got), err)
				}
			}
			if _, err := opens(sealed, load(t, otherFile)); !errors.Is(err, envelope.ErrKey) {
				t.Fatalf("%s: another's key: %v", suite, err)
			}
			if size > 16 && bytes.Contains(sealed, plain[:16]) {
				t.Fatalf("%s: the content can be read", suite)
			}
		}
	}
}

// A piece that is changed, left out, moved, put twice or cut off is found, also where it is cut between two pieces.
func TestEveryChangeIsFound(t *testing.T) {
	t.Parallel()
	const sealedPiece = 64<<10 + 16
	plain := make([]byte, 3<<16)
	for _, suite := range seal.Suites() {
		recipient, file := pair(t, suite)
		k := load(t, file)
		whole := seals(t, plain, recipient)
		head := len(whole) - 3*sealedPiece
		piece := func(n int) []byte { return whole[head+n*sealedPiece : head+(n+1)*sealedPiece] }
		flipped := bytes.Clone(whole)
		flipped[head+sealedPiece+7] ^= 1
		again := seals(t, plain, recipient)
		for name, bad := range map[string][]byte{
			"a bit":                 flipped,
			"cut off in a piece":    whole[:len(whole)-1],
			"cut off between two":   whole[:len(whole)-sealedPiece],
			"only a head":           whole[:head],
			"a piece less":          bytes.Join([][]byte{whole[:head], piece(0), piece(2)}, nil),
			"two pieces swapped":    bytes.Join([][]byte{whole[:head], piece(1), piece(0), piece(2)}, nil),
			"a piece twice":         bytes.Join([][]byte{whole[:head], piece(0), piece(0), piece(1), piece(2)}, nil),
			"another file's pieces": bytes.Join([][]byte{whole[:head], again[head:]}, nil),
			"something behind":      append(bytes.Clone(whole), 0),
		} {
			if _, err := opens(bad, k); !errors.Is(err, envelope.ErrDamaged) {
				t.Errorf("%s, %s: %v", suite, name, err)
			}
		}
	}
	if _, err := opens([]byte("something else"), &envelope.Key{}); !errors.Is(err, envelope.ErrNone) {
		t.Errorf("something else: %v", err)
	}
}

// An envelope of the suite intl is one that any program for age opens, with the file as its identity.
func TestIntlIsAge(t *testing.T) {
	t.Parallel()
	recipient, file := pair(t, seal.Intl)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ids, err := age.ParseIdentities(f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(seals(t, []byte("邻里"), recipient)), ids...)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "邻里" {
		t.Fatalf("%q, %v", got, err)
	}
}

// A recipient that was copied wrong is refused before anything is encrypted to nobody; a key file that others read is too.
func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	sm, file := pair(t, seal.SM)
	intl, _ := pair(t, seal.Intl)
	last := "A"
	if strings.HasSuffix(sm, last) {
		last = "E"
	}
	for name, recipients := range map[string][]string{
		"nobody":      nil,
		"a word":      {"me"},
		"a letter":    {sm[:20] + map[bool]string{true: "B", false: "A"}[sm[20] == 'A'] + sm[21:]},
		"cut off":     {sm[:len(sm)-4]},
		"the last":    {sm[:len(sm)-2] + last + last},
		"two suites":  {sm, intl},
		"a secret":    {"AGE-SECRET-KEY-1"},
		"seventeen":   strings.Split(strings.Repeat(sm+" ", 17), " ")[:17],
		"age, cut":    {intl[:len(intl)-1]},
		"no key here": {""},
	} {
		if _, err := envelope.ParseRecipients(recipients); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := envelope.Create(file, seal.SM); err == nil {
		t.Error("a key was overwritten")
	}
	if _, err := envelope.Create(file+"2", "rot13"); err == nil {
		t.Error("a suite that is none was taken")
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := envelope.Load(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others read: %v", err)
	}
	odd := filepath.Join(t.TempDir(), "odd")
	for _, text := range []string{"", "# nothing\n", "LINLI-SM2-SECRET-KEY AAAA\n", "AGE-SECRET-KEY-1XYZ\n"} {
		if err := os.WriteFile(odd, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := envelope.Load(odd); err == nil || len(text) > 10 && strings.Contains(err.Error(), strings.TrimSpace(text[4:])) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

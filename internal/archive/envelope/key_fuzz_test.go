package envelope_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/internal/archive/envelope"
	"linli/internal/seal"
)

// FuzzRecipients: recipients that are taken can be sealed for, and what is refused is not repeated: it may be a secret.
func FuzzRecipients(f *testing.F) {
	dir := f.TempDir()
	for _, suite := range []seal.Suite{seal.SM, seal.Intl} {
		to, err := envelope.Create(filepath.Join(dir, string(suite)), suite)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(to, to)
	}
	f.Add("sm2.AAAA", "age1qqqq")
	f.Add("", "AGE-SECRET-KEY-1QQQQ")
	f.Fuzz(func(t *testing.T, one, two string) {
		r, err := envelope.ParseRecipients([]string{one, two})
		if err != nil {
			if len(one) > 20 && strings.Contains(err.Error(), one) || len(two) > 20 && strings.Contains(err.Error(), two) {
				t.Fatalf("the error repeats what was given: %v", err)
			}
			return
		}
		w, err := r.Seal(io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzKeyFile: a file of secrets is a key or an error, which never says a line of it.
func FuzzKeyFile(f *testing.F) {
	dir := f.TempDir()
	for _, suite := range []seal.Suite{seal.SM, seal.Intl} {
		path := filepath.Join(dir, string(suite))
		if _, err := envelope.Create(path, suite); err != nil {
			f.Fatal(err)
		}
		body, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte("LINLI-SM2-SECRET-KEY AAAA\n"))
	f.Add([]byte("# only a word\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		path := filepath.Join(dir, "key")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := envelope.Load(path)
		if (k == nil) == (err == nil) {
			t.Fatalf("key %v and error %v", k, err)
		}
		if err == nil {
			return
		}
		for line := range strings.SplitSeq(string(body), "\n") {
			if len(line) > 20 && strings.Contains(err.Error(), line) {
				t.Fatalf("the error repeats a line: %v", err)
			}
		}
	})
}

package seal_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/seal"
)

// The library computes what the standards print (domain.md B16).
func TestVectors(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprintf("%x", sm3.Sum([]byte("abc"))); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3(abc) = %s (GB/T 32905)", got)
	}
	block, _ := hex.DecodeString("0123456789abcdeffedcba9876543210")
	c, err := sm4.NewCipher(block)
	if err != nil {
		t.Fatal(err)
	}
	c.Encrypt(block, block)
	if got := hex.EncodeToString(block); got != "681edf34d206965e86b3e94f536e4246" {
		t.Errorf("SM4 of the key under itself = %s (GB/T 32907)", got)
	}
}

func TestWhatIsSealedOpens(t *testing.T) {
	t.Parallel()
	for _, suite := range seal.Suites() {
		r := seal.Throwaway(suite)
		rapid.Check(t, func(rt *rapid.T) {
			value, context := rapid.String().Draw(rt, "value"), rapid.String().Draw(rt, "context")
			v := seal.Of(value)
			text := r.Seal(v, context)
			if got, err := r.Open(text, context); err != nil || got != v {
				rt.Fatalf("%q opens as %q, %v", value, got.Reveal(), err)
			}
			if value == "" {
				return
			}
			if len(value) > 3 && strings.Contains(text, value) || text == r.Seal(v, context) {
				rt.Fatalf("%q is seen, or sealed twice alike", text)
			}
			if _, err := r.Open(text, context+"x"); err == nil {
				rt.Fatal("it opens in another place")
			}
			at := rapid.IntRange(strings.LastIndexByte(text, '.')+1, len(text)-2).Draw(rt, "at")
			altered := []byte(text)
			altered[at] ^= 1
			if _, err := r.Open(string(altered), context); err == nil {
				rt.Fatalf("altered at %d it opens", at)
			}
			hash := r.Lookup(v, context)
			if again := r.Lookup(v, context); hash != again || hash == r.Lookup(v, context+"x") || hash == r.Lookup(seal.Of(value+"x"), context) {
				rt.Fatal("a hash is that of a value in a field")
			}
		})
	}
}

func TestNothingIsNothing(t *testing.T) {
	t.Parallel()
	r := seal.Throwaway(seal.SM)
	if r.Seal(seal.Value{}, "c") != "" || r.Lookup(seal.Value{}, "c") != "" || r.Lookups(seal.Value{}, "c") != nil {
		t.Error("no value has a text")
	}
	if v, err := r.Open("", "c"); err != nil || !v.IsZero() {
		t.Error("no text has a value")
	}
	known, _ := r.Current()
	for _, text := range []string{"138", "v1." + known, "v1." + known + ".", "v1." + known + ".!!", "v2." + known + ".AAAA", "v1." + known + ".AAAA"} {
		if _, err := r.Open(text, "c"); !errs.Is(err, errs.Internal) {
			t.Errorf("%q opens: %v", text, err)
		}
	}
	if _, err := r.Open("v1.other.AAAA", "c"); !errs.Is(err, errs.Unavailable) {
		t.Errorf("an unknown key: %v", err)
	}
}

// However a value is printed, what comes out is a mark.
func TestAValueIsNeverPrinted(t *testing.T) {
	t.Parallel()
	const secret = "13800138000"
	v := seal.Of(secret)
	in := struct {
		Name  string
		Phone seal.Value
	}{"谈桂芬", v}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("person", "phone", v, "all", in)
	slog.New(slog.NewTextHandler(&b, nil)).Info("person", "phone", v, "all", in)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&b, verb+" "+verb+"\n", v, in)
	}
	if _, err := json.Marshal(in); err == nil {
		t.Error("it marshals")
	}
	fmt.Fprintln(&b, fmt.Errorf("about %v: %w", v, os.ErrNotExist))
	if strings.Contains(b.String(), secret) || strings.Contains(b.String(), hex.EncodeToString([]byte(secret))) {
		t.Errorf("it is printed: %s", b.String())
	}
	if v.Reveal() != secret {
		t.Error("it does not come out where it is asked for")
	}
}

// Keys are changed while values stand: what was sealed before opens, what is new is found by all, and after the lead every
// process makes the new.
func TestKeysChangeWhileTheSystemRuns(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	if err := seal.Create(path, seal.SM); err != nil {
		t.Fatal(err)
	}
	r := load(t, path)
	v := seal.Of("13800138000")
	old, oldHash := r.Seal(v, "c"), r.Lookup(v, "c")
	// The change happened two minutes ago: its keys are in use.
	if err := seal.Rotate(path, seal.Intl, time.Now().Add(-2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	r = load(t, path)
	if got, err := r.Open(old, "c"); err != nil || got != v {
		t.Fatalf("the old opens as %q, %v", got.Reveal(), err)
	}
	sealed, hash := r.Prefixes()
	if strings.HasPrefix(old, sealed) || strings.HasPrefix(oldHash, hash) || !strings.HasPrefix(r.Seal(v, "c"), sealed) || !strings.HasPrefix(r.Lookup(v, "c"), hash) {
		t.Errorf("new values begin with %s and %s", sealed, hash)
	}
	if got := r.Lookups(v, "c"); len(got) != 2 || got[0] != r.Lookup(v, "c") || got[1] != oldHash {
		t.Errorf("it is looked up as %q", got)
	}
	// One that is still to come: nothing new is made with it, but what another process has made is found and read.
	if err := seal.Rotate(path, seal.SM, time.Now()); err != nil {
		t.Fatal(err)
	}
	r = load(t, path)
	if s, _ := r.Prefixes(); s != sealed {
		t.Errorf("%s is in use before its time", s)
	}
	if got := r.Lookups(v, "c"); len(got) != 3 {
		t.Errorf("it is looked up as %q", got)
	}
}

// A running process finds a key that was added after it had read the file.
func TestAKeyAddedLaterIsFound(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	if err := seal.Create(path, seal.SM); err != nil {
		t.Fatal(err)
	}
	first := load(t, path)
	if err := seal.Rotate(path, seal.SM, time.Now().Add(-2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	text := load(t, path).Seal(seal.Of("x"), "c")
	time.Sleep(1100 * time.Millisecond) // a missing key is asked for at most once a second
	if v, err := first.Open(text, "c"); err != nil || v.Reveal() != "x" {
		t.Errorf("the process that ran before: %v", err)
	}
}

func load(t *testing.T, path string) *seal.Ring {
	t.Helper()
	r, err := seal.Load("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if err := seal.Create(good, seal.SM); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	for name, c := range map[string]struct {
		body string
		mode os.FileMode
		want string
	}{
		"others may read it":      {string(body), 0o640, "chmod 600"},
		"no look-up key":          {lines[1], 0o600, "no lookup key"},
		"nothing":                 {"", 0o600, "no seal key"},
		"an id twice":             {string(body) + lines[1], 0o600, "line 5: this id stands twice"},
		"a short secret":          {lines[1] + "\nlookup l1 sm AAAA", 0o600, "line 2: the secret has the wrong length"},
		"no suite":                {strings.Replace(string(body), " sm ", " rot13 ", 1), 0o600, "suite"},
		"a word too many":         {lines[1] + " 2026-01-01T00:00:00Z x", 0o600, "line 1: want purpose"},
		"a moment that is none":   {lines[1] + " yesterday", 0o600, "2026-01-31T08:00:00Z"},
		"all of it in the future": {lines[1] + " 2999-01-01T00:00:00Z\n" + lines[2], 0o600, "no seal key in use"},
		"no purpose":              {strings.Replace(string(body), "lookup", "other", 1), 0o600, "purpose"},
		"an id of capitals":       {strings.Replace(string(body), "seal s", "seal S.", 1), 0o600, "id"},
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(c.body), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := seal.Load("file:" + path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		for _, l := range lines[1:] {
			if secret := strings.Fields(l)[3]; err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error says the secret", name)
			}
		}
	}
	if err := seal.Create(good, seal.SM); err == nil || !strings.Contains(err.Error(), "not overwritten") {
		t.Errorf("an existing file: %v", err)
	}
	if _, err := seal.Load("file:" + filepath.Join(dir, "absent")); err == nil || !strings.Contains(err.Error(), "no key file") {
		t.Errorf("no file: %v", err)
	}
	if _, err := seal.Load("vault"); err == nil {
		t.Error("a source that is none")
	}
	if r, err := seal.Load("command:cat " + good); err != nil || r.Seal(seal.Of("x"), "c") == "" {
		t.Errorf("a command: %v", err)
	}
	if _, err := seal.Load("command:false"); err == nil {
		t.Error("a command that fails")
	}
}

func FuzzKeyFile(f *testing.F) {
	f.Add([]byte("seal s1 sm AAAAAAAAAAAAAAAAAAAAAA==\nlookup l1 sm AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	f.Add([]byte("# only a word"))
	f.Add([]byte("seal s1 intl x 2026-01-31T08:00:00Z"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, body []byte) {
		path := filepath.Join(dir, "keys")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := seal.Load("file:" + path)
		if err != nil {
			return
		}
		if v, err := r.Open(r.Seal(seal.Of("x"), "c"), "c"); err != nil || v.Reveal() != "x" {
			t.Fatalf("keys that are taken do not work: %v", err)
		}
	})
}

// FuzzOpen: only what was sealed under the keys opens, and only to what it was.
func FuzzOpen(f *testing.F) {
	r := seal.Throwaway(seal.SM)
	sealed := r.Seal(seal.Of("13800138000"), "c")
	f.Add(sealed, "c")
	f.Add(sealed, "d")
	f.Add("v1.t1.AAAA", "c")
	f.Add("..", "")
	f.Fuzz(func(t *testing.T, text, context string) {
		v, err := r.Open(text, context)
		if err == nil && text != "" && (text != sealed || context != "c" || v.Reveal() != "13800138000") {
			t.Fatalf("%q opens in the context %q", text, context)
		}
	})
}

// Texts of Seal and Lookup are known by their form, whatever the suite, and nothing else is.
func TestKeyOf(t *testing.T) {
	t.Parallel()
	for _, suite := range seal.Suites() {
		r := seal.Throwaway(suite)
		sealKey, lookupKey := r.Current()
		for _, text := range []string{"1", "13800000000", strings.Repeat("长", 300)} {
			if got := seal.KeyOf(r.Seal(seal.Of(text), "person.phone/p")); got != sealKey {
				t.Errorf("sealed with %q, want %q", got, sealKey)
			}
			if got := seal.KeyOf(r.Lookup(seal.Of(text), "person.phone")); got != lookupKey {
				t.Errorf("hashed with %q, want %q", got, lookupKey)
			}
		}
		if got := r.Missing([]string{sealKey, lookupKey, "sgone123"}); len(got) != 1 || got[0] != "sgone123" {
			t.Errorf("missing: %v", got)
		}
	}
	for _, text := range []string{"", "v1.", "v1.a.b", "v1..x", "一个心愿。", "www.linli.example", "v1.s." + strings.Repeat("长", 40), "lowercase." + strings.Repeat("A", 43), "labcdefg." + strings.Repeat("A", 42)} {
		if got := seal.KeyOf(text); got != "" {
			t.Errorf("%q is taken for a text of key %q", text, got)
		}
	}
}

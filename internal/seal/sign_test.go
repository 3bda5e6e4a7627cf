package seal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/seal"
)

// What is signed is checked with the public key alone, and nothing else passes for it.
func TestSignatures(t *testing.T) {
	t.Parallel()
	for _, suite := range seal.Suites() {
		s, ok := seal.Throwaway(suite).Signer()
		other, _ := seal.Throwaway(suite).Signer()
		if !ok || s.Suite() != suite {
			t.Fatalf("%s: no signer", suite)
		}
		rapid.Check(t, func(rt *rapid.T) {
			message := rapid.SliceOfN(rapid.Byte(), 1, -1).Draw(rt, "message")
			sig, err := s.Sign(message)
			if err != nil || !seal.Signed(suite, s.Public(), message, sig) {
				rt.Fatalf("%v", err)
			}
			altered := append([]byte{}, sig...)
			altered[rapid.IntRange(0, len(sig)-1).Draw(rt, "at")] ^= 1
			if seal.Signed(suite, other.Public(), message, sig) || seal.Signed(suite, s.Public(), append(message, 0), sig) || seal.Signed(suite, s.Public(), message, altered) {
				rt.Fatal("something else passes")
			}
		})
		for name, public := range map[string][]byte{"no key": nil, "a short key": s.Public()[:20], "zeros": make([]byte, len(s.Public()))} {
			if seal.Signed(suite, public, nil, nil) {
				t.Errorf("%s, %s", suite, name)
			}
		}
	}
	if seal.Signed("other", nil, nil, nil) {
		t.Error("a suite that is none")
	}
}

// A key file of before there were sign keys loads; a rotation adds one, and it signs when its time has come.
func TestAFileWithoutASignKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	if err := seal.Create(path, seal.SM); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(body), "\n")
	if err := os.WriteFile(path, []byte(strings.Join(lines[:3], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := load(t, path).Signer(); ok {
		t.Error("a signer out of nothing")
	}
	if err := seal.Rotate(path, seal.Intl, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, ok := load(t, path).Signer(); ok {
		t.Error("it signs before its time")
	}
	if err := seal.Rotate(path, seal.Intl, time.Now().Add(-2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if s, ok := load(t, path).Signer(); !ok || s.Suite() != seal.Intl {
		t.Error("it does not sign")
	}
	// The private number of SM2 lies below the order of the curve.
	bad := strings.Join(lines[:3], "") + "sign s1 sm " + strings.Repeat("/", 42) + "8=\n"
	if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Load("file:" + path); err == nil || !strings.Contains(err.Error(), "no key of SM2") {
		t.Errorf("%v", err)
	}
}

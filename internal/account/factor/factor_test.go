package factor_test

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/account/factor"
)

// The vectors of RFC 6238 appendix B for SHA-1, whose eight digits end in our six.
func TestVectors(t *testing.T) {
	t.Parallel()
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := factor.Code(secret, factor.Step(time.Unix(at, 0))); got != want[2:] {
			t.Errorf("at %d: %s, want %s", at, got, want[2:])
		}
	}
	if factor.Code("not base32!", 1) != "" || factor.Code("", 1) != "" {
		t.Error("what is no secret has no code")
	}
	if _, ok := factor.Match("not base32!", "", time.Unix(59, 0), 0); ok {
		t.Error("no code matches no secret")
	}
}

// A code is good for its step and the two beside it, and never after its step or a later one was accepted.
func TestAStepIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret, now := factor.NewSecret(), time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "now"), 0)
		off := rapid.Int64Range(-4, 4).Draw(t, "off")
		after := factor.Step(now) + rapid.Int64Range(-4, 4).Draw(t, "after")
		at := factor.Step(now) + off
		step, ok := factor.Match(secret, factor.Code(secret, at), now, after)
		good := off >= -1 && off <= 1 && at > after
		if good != ok && (good || step == at) || ok && step <= after {
			t.Fatalf("off %d, after %d: %d %v", off, after, step, ok)
		}
	})
}

func TestAsPeopleType(t *testing.T) {
	t.Parallel()
	secret, now := factor.NewSecret(), time.Unix(1_900_000_000, 0)
	code := factor.Code(secret, factor.Step(now))
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, code)
	for _, typed := range []string{code, code[:3] + " " + code[3:], wide, " " + code + "　"} {
		if _, ok := factor.Match(secret, typed, now, 0); !ok {
			t.Errorf("%q is not taken", typed)
		}
	}
	codes := factor.NewRecovery()
	seen := map[string]bool{}
	for _, c := range codes {
		h, ok := factor.RecoveryHash("a", c)
		lower, ok2 := factor.RecoveryHash("a", strings.ToLower(factor.Groups(c)))
		other, _ := factor.RecoveryHash("b", c)
		if !ok || !ok2 || h != lower || h == other || seen[h] || strings.Contains(h, c) {
			t.Errorf("%q: %q %q %q", c, h, lower, other)
		}
		seen[h] = true
	}
	if len(codes) != 10 {
		t.Errorf("%d recovery codes", len(codes))
	}
	if _, ok := factor.RecoveryHash("a", code); ok {
		t.Error("six digits are no recovery code")
	}
}

func TestURI(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(factor.URI("邻里+", "wang min", "ABC"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/邻里+:wang min" || u.Query().Get("secret") != "ABC" || u.Query().Get("issuer") != "邻里+" {
		t.Errorf("%v %v", u, err)
	}
}

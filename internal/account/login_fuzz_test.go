package account

import (
	"strings"
	"testing"
)

// FuzzNormalLogin: a login that is taken in its normal form is taken however often it is folded, so that nobody can hold
// one that looks like another's.
func FuzzNormalLogin(f *testing.F) {
	for _, s := range []string{"ＡＤＭＩＮ", " Admin ", "admin", "a b", "\u3000x", "ÄÖ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		login := NormalLogin(s)
		if len(checkLogin(login)) > 0 {
			return
		}
		if NormalLogin(login) != login || strings.TrimSpace(login) != login || strings.ToLower(login) != login {
			t.Fatalf("%q is taken as %q, which is folded to %q", s, login, NormalLogin(login))
		}
	})
}

package id_test

import (
	"strings"
	"testing"

	"linli/internal/id"
)

// FuzzNormalCode: folding what was typed twice is folding it once, and leaves neither blanks, hyphens nor small letters;
// only an id in its one form is valid.
func FuzzNormalCode(f *testing.F) {
	for _, s := range []string{"abc-23 4", "ABC234", "", "\xff", "0192f3a0-0000-7000-8000-000000000000", "0192F3A0-0000-7000-8000-000000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code := id.NormalCode(s)
		if id.NormalCode(code) != code || strings.ContainsAny(code, " -abcdefghijklmnopqrstuvwxyz") || len(code) > len(s) {
			t.Fatalf("%q became %q", s, code)
		}
		if id.Valid(s) && (len(s) != 36 || strings.ToLower(s) != s || strings.Trim(s, "0123456789abcdef-") != "") {
			t.Fatalf("%q is valid", s)
		}
	})
}

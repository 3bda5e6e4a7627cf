package place_test

import (
	"strings"
	"testing"

	"linli/internal/errs"
	"linli/internal/place"
)

// FuzzParseCode: a code is refused as Invalid, or it is read trimmed: read again, shown and padded it stays the same, and
// every ancestor of it is a prefix that is read too.
func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"320613000000", " 320613 ", "320613007005-012", "320613007005012003", "32", "0", "000000000000", "３２", "320613007005-000", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := place.Parse(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		for _, same := range []string{code, place.Show(code), (code + strings.Repeat("0", 12))[:max(12, len(code))]} {
			if again, err := place.Parse(same); err != nil || again != code {
				t.Fatalf("%q gives %s, but %s gives %s, %v", s, code, same, again, err)
			}
		}
		if place.LevelOf(code) == 0 {
			t.Fatalf("%q gives %s, of no level", s, code)
		}
		for _, up := range place.Ancestors(code) {
			if !strings.HasPrefix(code, up) || len(up) >= len(code) {
				t.Fatalf("%s stands above %s", up, code)
			}
		}
	})
}

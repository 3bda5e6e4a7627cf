package org_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/org"
)

// key is the translation key and arguments of an error, as a person is told.
func key(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) || e.Kind != errs.Invalid {
		return fmt.Sprint(err)
	}
	return strings.TrimSpace(e.Key + " " + strings.Trim(fmt.Sprint(e.Args...), "[]"))
}

func TestUSCC(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, want string }{
		{"the standard's vector: sum 1640, 31 − 28 = 3", "91350100M000100Y43", "<nil>"},
		{"lower case, in groups", " 9135 0100-m000 100y 43 ", "<nil>"},
		{"full-width characters", "９１３５０１００Ｍ０００１００Ｙ４３", "<nil>"},
		// A widely copied sample forgets to subtract from 31 and would ask for the character of 28 here.
		{"the check character of the copied sample", "91350100M000100Y4W", "org.uscc.check"},
		// It also counts letters on from A = 10 without the gaps.
		{"the check character without the gaps", "91350100M000100Y42", "org.uscc.check"},
		{"a letter that no code has", "91350100I000100Y43", "org.uscc.letter I"},
		{"one character missing", "91350100M000100Y4", "org.uscc.missing 1"},
		{"one too many", "91350100M000100Y433", "org.uscc.extra 1"},
		{"something else", "统一代码", "org.uscc.characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := key(org.CheckUSCC(org.NormalUSCC(c.typed))); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestUSCCProperties(t *testing.T) {
	t.Parallel()
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-9AN][1-9]999999[0-9A-HJ-NPQRTUWXY]{9}`).Draw(t, "body") // an area that is nobody's
		var passing []string
		for _, c := range alphabet {
			if org.CheckUSCC(body+string(c)) == nil {
				passing = append(passing, body+string(c))
			}
		}
		if len(passing) != 1 {
			t.Fatalf("%s has %d check characters", body, len(passing))
		}
		code := []byte(passing[0])
		i := rapid.IntRange(0, 16).Draw(t, "position")
		at := strings.IndexByte(alphabet, code[i])
		code[i] = alphabet[(at+rapid.IntRange(1, 30).Draw(t, "by"))%31]
		if err := org.CheckUSCC(string(code)); err == nil {
			t.Fatalf("%s with a wrong character passes as %s", passing[0], code)
		}
	})
}

func FuzzUSCC(f *testing.F) {
	for _, s := range []string{"91350100M000100Y43", " 9135 0100-m000 100y 43 ", "", "Ｉ", "\xff", strings.Repeat("9", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code := org.NormalUSCC(s)
		if again := org.NormalUSCC(code); again != code {
			t.Errorf("%q normal is %q, again %q", s, code, again)
		}
		if err := org.CheckUSCC(code); err != nil && !errs.Is(err, errs.Invalid) || err == nil && len(code) != 18 {
			t.Errorf("%q: %v", s, err)
		}
	})
}

package id_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/id"
)

func TestIDsAreValidAndSortByTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "micros"))
		b := a.Add(time.Duration(rapid.Int64Range(1, 1e6).Draw(t, "later")) * time.Microsecond)
		x, y := id.At(a), id.At(b)
		if !id.Valid(x) || x >= y {
			t.Fatalf("%s (%v) must sort before %s (%v)", x, a, y, b)
		}
	})
	if x, y := id.New(), id.New(); !id.Valid(x) || x >= y {
		t.Fatalf("%s, %s", x, y)
	}
}

func TestWhatIsNoIDIsRefused(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"empty": "", "upper case": "0192F3A0-0000-7000-8000-000000000000", "no hyphens": "0192f3a0000070008000000000000000",
		"a word": "new", "too long": id.New() + "0", "an SQL trick": "' OR 1=1 --                         ",
	} {
		if id.Valid(s) {
			t.Errorf("%s: %q passes", name, s)
		}
	}
}

func TestCodesAreReadAloud(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		c := id.Code(6)
		if len(c) != 6 || id.NormalCode(c) != c || seen[c] {
			t.Fatalf("%q", c)
		}
		for _, r := range "01ILOU" {
			for _, x := range c {
				if x == r {
					t.Fatalf("%q holds the look-alike %q", c, r)
				}
			}
		}
		seen[c] = true
	}
	if got := id.NormalCode(" k7-m2 xq"); got != "K7M2XQ" {
		t.Fatalf("typed code folds to %q", got)
	}
}

func TestTheTimeInAnID(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 11, 1, 2, 3, 456_789_000, time.UTC)
	x := id.At(at)
	if got := id.Time(x); !got.Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("%s was made at %v", x, got)
	}
	if !id.Time("none").IsZero() {
		t.Error("what is no id has a time")
	}
	if id.Least(at) > x || id.Least(at.Add(time.Millisecond)) <= x {
		t.Errorf("%s is not between %s and %s", x, id.Least(at), id.Least(at.Add(time.Millisecond)))
	}
}

package wish_test

import (
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/number"
)

// Number and code together open a wish as its submitter; a wrong number and a wrong code cannot be told apart.
func TestOpenByNumberAndCode(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		in := filing()
		in.Visibility, in.Anonymous = wish.Private, true
		x, err := w.wishes.File(t.Context(), actor.Visitor("192.0.2.1"), in)
		w.must(err)
		other := w.wishAt(wish.Submitted, wish.Unsorted)
		for name, c := range map[string]struct{ number, code string }{
			"as printed":                 {x.Number, x.Code},
			"as read aloud":              {x.Number, strings.ToLower(x.Code[:3] + " " + x.Code[3:])},
			"with a hyphen":              {" " + x.Number, x.Code[:3] + "-" + x.Code[3:]},
			"without the run of zeros":   {strings.Replace(x.Number, "-00000", "-", 1), x.Code},
			"with full-width characters": {strings.Replace(x.Number, "-", "－", 2), x.Code},
		} {
			got, err := w.wishes.Open(t.Context(), c.number, c.code)
			if err != nil || got != x.ID {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		for name, c := range map[string]struct{ number, code string }{
			"no code":                {x.Number, ""},
			"half the code":          {x.Number, x.Code[:3]},
			"the code and more":      {x.Number, x.Code + "2"},
			"the code of another":    {x.Number, other.Code},
			"a number that is free":  {number.Format(theCommunity, 2026, 900000), x.Code},
			"the short number":       {x.ShortNumber(), x.Code},
			"nothing":                {"", ""},
			"no number at all":       {"花园", x.Code},
			"blanks instead of code": {x.Number, " - "},
		} {
			got, err := w.wishes.Open(t.Context(), c.number, c.code)
			if got != "" || !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %q, %v, want NotFound", name, got, err)
			}
		}
		granted := actor.Actor{Grant: x.ID}
		if s, err := w.wishes.See(t.Context(), granted, x.ID); err != nil || s.View != wish.SubmitterView {
			t.Errorf("who was let in sees %v, %v", s.View, err)
		}
	})
}

func TestCheckText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"nothing":           {"", false},
		"too short":         {"椅子", false},
		"blanks around":     {"  椅子  ", false},
		"five characters":   {"想要几把椅", true},
		"as long as it may": {strings.Repeat("椅", 2000), true},
		"one too long":      {strings.Repeat("椅", 2001), false},
	} {
		if err := wish.CheckText(c.text); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

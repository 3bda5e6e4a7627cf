package workday_test

import (
	"testing"
	"time"

	"linli/internal/errs"
	"linli/internal/workday"
)

// FuzzParseHours: office hours have one way to be written, and what is taken makes a calendar.
func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"08:30-17:30", "08:30-12:00,13:30-17:30", "8:30-17:30", "00:00-23:59", "08:30-08:30", "-", ",", "08:30-12:00,11:00-17:30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := workday.ParseHours(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if h.String() != s {
			t.Fatalf("%q was read as %s", s, h)
		}
		if _, err := workday.New(h, nil); err != nil {
			t.Fatalf("%q makes no calendar: %v", s, err)
		}
	})
}

// FuzzParseDate: a day has one way to be written, and is the day on which its noon falls.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-02-14", "2024-02-29", "2026-02-29", "0000-01-01", "9999-12-31", "2026-2-1", "1969-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := workday.ParseDate(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if d.String() != s || workday.DateOf(d.At(12*time.Hour)) != d {
			t.Fatalf("%q was read as %s, its noon falls on %s", s, d, workday.DateOf(d.At(12*time.Hour)))
		}
	})
}

package workday_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/workday"
)

func TestParseSpan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]workday.Span{
		"4wh":    {N: 4, Unit: workday.WorkHour},
		"24h":    {N: 24, Unit: workday.Hour},
		"5wd":    {N: 5, Unit: workday.Workday},
		"3mo":    {N: 3, Unit: workday.Month},
		"9999wd": {N: 9999, Unit: workday.Workday},
	} {
		got, err := workday.ParseSpan(text)
		if err != nil || got != want {
			t.Errorf("ParseSpan(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "5", "wd", "0wd", "-1wd", "+5wd", "05wd", "5 wd", "5WD", "5d", "5m", "1.5h", "10000wd", "5wd ", "五wd", "99999999999999999999h"} {
		if got, err := workday.ParseSpan(text); !errs.Is(err, errs.Invalid) {
			t.Errorf("ParseSpan(%q) = %v, %v, want Invalid", text, got, err)
		}
	}
}

func TestSpanInJSON(t *testing.T) {
	t.Parallel()
	type rule struct{ Answer workday.Span }
	in := rule{workday.Span{N: 15, Unit: workday.Workday}}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"Answer":"15wd"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var out rule
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"Answer":"soon"}`), &out); !errs.Is(err, errs.Invalid) || out != in {
		t.Errorf("a bad text gave %v, %v", out, err)
	}
	if _, err := json.Marshal(rule{}); err == nil {
		t.Error("the zero span was written")
	}
}

func TestSpanRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := genSpan().Draw(t, "span")
		if got, err := workday.ParseSpan(s.String()); err != nil || got != s {
			t.Fatalf("%v became %v, %v", s, got, err)
		}
	})
}

func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"4wh", "24h", "5wd", "3mo", "", "0wd", "٣mo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := workday.ParseSpan(text)
		if err == nil && s.String() != text {
			t.Fatalf("%q was read as %v", text, s)
		}
		if err != nil && !errs.Is(err, errs.Invalid) {
			t.Fatalf("%v, want Invalid", err)
		}
	})
}

package plain_test

import (
	"testing"

	"linli/internal/plain"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s            string
		lines, clean bool
	}{
		"Chinese":                            {"花园里没有坐的地方", false, true},
		"a name outside the basic plane":     {"𠮷野村", false, true},
		"an emoji of several characters":     {"👩‍🚒 来了", false, true},
		"two lines where there is one":       {"一\n二", false, false},
		"two lines where there may be":       {"一\n二\t三", true, true},
		"the bell":                           {"一\a二", true, false},
		"escape, which terminals obey":       {"\x1b[31m红", true, false},
		"backspace":                          {"好\b坏", true, false},
		"NUL":                                {"一\x00", true, false},
		"a C1 control":                       {"一\u0085二", true, false},
		"what turns the line around":         {"一\u202e二", true, false},
		"an isolate":                         {"一\u2066二", true, false},
		"a line separator":                   {"一\u2028二", true, false},
		"a carriage return":                  {"一\r二", true, false},
		"not UTF-8":                          {"\xc4\xcf", true, false},
		"Arabic, which is written leftwards": {"مرحبا", false, true},
		"nothing":                            {"", false, true},
	} {
		if got := plain.Clean(c.s, c.lines); got != c.clean {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s    string
		want int
	}{
		"Chinese":                   {"坐的地方", 4},
		"five that nobody sees":     {"\u200b\u200b\u200b\u200b\u200b", 0},
		"a fillers' word":           {"\u3164\u3164\u2800", 0},
		"an accent of its own":      {"e\u0301", 1},
		"a byte order mark":         {"\ufeff好", 1},
		"blanks between words":      {"a b", 3},
		"characters, not bytes":     {"𠮷", 1},
		"a family joined by joiner": {"👩\u200d👧", 2},
	} {
		if got := plain.Length(c.s); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

package metric_test

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/metric"
)

// The two rates that Lianyungang prints (domain.md B5), and the ways of rounding.
func TestShare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rate metric.Rate
		want string
	}{
		"closed of those due":          {metric.Of(23_974, 24_932), "96.16"},
		"closed in time of those due":  {metric.Of(22_345, 24_932), "89.62"},
		"none":                         {metric.Of(0, 10), "0.00"},
		"all":                          {metric.Of(10, 10), "100.00"},
		"a half is rounded away":       {metric.Of(1, 20_000), "0.01"},
		"less than a half is not":      {metric.Of(1, 20_001), "0.00"},
		"nearly all is not all":        {metric.Of(99_994, 100_000), "99.99"},
		"nothing behind it":            {metric.Of(0, 0), "0.00"},
		"basically counts 0.8":         {metric.Weighted(250, 50, 80, 328), "88.41"},
		"all basically satisfied":      {metric.Weighted(0, 40, 80, 40), "80.00"},
		"a weight of one is no weight": {metric.Weighted(3, 4, 100, 10), "70.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.rate.Share().String(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// Newcombe 1998, table I, method 3, and the ends.
func TestWilson(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		num, den  int
		low, high metric.Share
	}{
		"81 of 263": {81, 263, 2553, 3662},
		"15 of 148": {15, 148, 624, 1605},
		"0 of 20":   {0, 20, 0, 1611},
		"1 of 29":   {1, 29, 61, 1718},
		"20 of 20":  {20, 20, 8389, 10_000},
		"0 of 0":    {0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			low, high := metric.Of(c.num, c.den).Wilson()
			if low != c.low || high != c.high {
				t.Errorf("%v to %v, want %v to %v", low, high, c.low, c.high)
			}
		})
	}
}

// The share is the nearest hundredth of a percent, reckoned with fractions of any size; the interval holds it.
func TestShareIsTheNearest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 2_000_000).Draw(t, "n")
		full := rapid.IntRange(0, n).Draw(t, "full")
		part := rapid.IntRange(0, n-full).Draw(t, "part")
		r := metric.Weighted(full, part, rapid.IntRange(0, 100).Draw(t, "percent"), n)
		exact := big.NewRat(10_000*r.Num, r.Den)
		off := new(big.Rat).Sub(big.NewRat(int64(r.Share()), 1), exact)
		if half := big.NewRat(1, 2); off.Cmp(half) > 0 || off.Cmp(new(big.Rat).Neg(half)) <= 0 {
			t.Errorf("%v of %v is off by %v", r.Share(), exact, off)
		}
		low, high := r.Wilson()
		if low > r.Share() || high < r.Share() || low < 0 || high > 10_000 {
			t.Errorf("%v lies outside %v to %v", r.Share(), low, high)
		}
	})
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 31, 16, 30, 0, 0, time.UTC) // in China it is June already
	for name, c := range map[string]struct {
		asked       string
		first, last string
		kind        metric.Kind
		said        string
	}{
		"nothing asked":  {"", "2025-07", "2026-06", metric.LastYear, ""},
		"a month":        {"2026-02", "2026-02", "2026-02", metric.OneMonth, "2026-02"},
		"a year":         {"2025", "2025-01", "2025-12", metric.OneYear, "2025"},
		"no month":       {"2026-13", "2025-07", "2026-06", metric.LastYear, ""},
		"something else": {"' OR 1=1", "2025-07", "2026-06", metric.LastYear, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := metric.ParsePeriod(c.asked, now)
			if p.First.String() != c.first || p.Last.String() != c.last || p.Kind != c.kind || p.String() != c.said {
				t.Errorf("%+v: %v to %v", p, p.First, p.Last)
			}
			if y := p.Year(); y[11] != p.Last || y[0] != p.Last-11 {
				t.Errorf("the year around it: %v", y)
			}
			from, until := p.Range()
			if !p.Has(from) || p.Has(until) || p.Has(from.Add(-time.Microsecond)) || !p.Has(until.Add(-time.Microsecond)) || p.Has(time.Time{}) {
				t.Error("its ends")
			}
		})
	}
}

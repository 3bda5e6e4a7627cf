package metric_test

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/metric"
)

func TestScore(t *testing.T) {
	t.Parallel()
	r, s, m := metric.Of(98, 100), metric.Of(46, 50), metric.Weighted(40, 5, 80, 50)
	for name, c := range map[string]struct {
		w    metric.Weights
		of   [3]metric.Rate
		want string
		ok   bool
	}{
		"30/35/35":                     {metric.Weights{30, 35, 35}, [3]metric.Rate{r, s, m}, "92.40", true},
		"10/45/45":                     {metric.Weights{10, 45, 45}, [3]metric.Rate{r, s, m}, "90.80", true},
		"weights of another sum":       {metric.Weights{3, 3, 4}, [3]metric.Rate{r, s, m}, "92.20", true},
		"one alone":                    {metric.Weights{0, 0, 7}, [3]metric.Rate{{}, {}, m}, "88.00", true},
		"no weight":                    {metric.Weights{}, [3]metric.Rate{r, s, m}, "0.00", false},
		"nothing behind a rate":        {metric.Weights{30, 35, 35}, [3]metric.Rate{r, metric.Of(0, 0), m}, "0.00", false},
		"nothing behind what is not":   {metric.Weights{30, 0, 35}, [3]metric.Rate{r, metric.Of(0, 0), m}, "92.62", true},
		"a half is rounded up":         {metric.Weights{1, 1, 0}, [3]metric.Rate{metric.Of(1, 10000), metric.Of(0, 1), m}, "0.01", true},
		"millions of cases are no end": {metric.Weights{30, 35, 35}, [3]metric.Rate{metric.Of(1_999_999, 2_000_003), metric.Of(1_999_979, 1_999_993), metric.Weighted(1_999_957, 0, 80, 1_999_969)}, "100.00", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, ok := c.w.Score(c.of); got.String() != c.want || ok != c.ok {
				t.Errorf("%v %v, want %s", got, ok, c.want)
			}
		})
	}
}

// A score lies between its lowest and its highest rate, and is the nearest hundredth of the weighted mean.
func TestScoreIsTheNearest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rates [3]metric.Rate
		var w metric.Weights
		exact, sum := new(big.Rat), int64(0)
		for i := range rates {
			n := rapid.IntRange(1, 100_000).Draw(t, "n")
			rates[i] = metric.Of(rapid.IntRange(0, n).Draw(t, "hits"), n)
			w[i] = rapid.IntRange(1, 100).Draw(t, "weight")
			sum += int64(w[i])
			exact.Add(exact, new(big.Rat).Mul(big.NewRat(int64(w[i]), 1), big.NewRat(10_000*rates[i].Num, rates[i].Den)))
		}
		exact.Quo(exact, big.NewRat(sum, 1))
		got, ok := w.Score(rates)
		off := new(big.Rat).Sub(big.NewRat(int64(got), 1), exact)
		if half := big.NewRat(1, 2); !ok || off.Cmp(half) > 0 || off.Cmp(new(big.Rat).Neg(half)) <= 0 {
			t.Errorf("%v of %v", got, exact)
		}
	})
}

// A span holds exactly the days between its ends; the quantile's span holds the case of that rank in the sorted cases.
func TestHistogram(t *testing.T) {
	t.Parallel()
	spans := metric.Spans{0, 1, 3, 10}
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 30), 0, 50).Draw(t, "days")
		h := metric.Histogram{From: spans, N: make([]int, len(spans))}
		for _, d := range days {
			i := spans.At(d)
			if first, last, open := spans.Ends(i); d < first || !open && d > last {
				t.Errorf("%d days lie in %d to %d", d, first, last)
			}
			h.N[i]++
		}
		slices.Sort(days)
		for _, percent := range []int{1, 50, 90, 100} {
			got := h.Quantile(percent)
			if len(days) == 0 {
				if got != -1 {
					t.Errorf("of nothing: %d", got)
				}
				continue
			}
			rank := 1
			for 100*rank < percent*len(days) {
				rank++
			}
			if want := spans.At(days[rank-1]); got != want {
				t.Errorf("%d %% of %v: span %d, want %d", percent, days, got, want)
			}
		}
		if h.All() != len(days) {
			t.Errorf("%d cases, want %d", h.All(), len(days))
		}
	})
	if spans.At(-3) != 0 {
		t.Error("a clock that ran backwards")
	}
}

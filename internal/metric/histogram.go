package metric

import "slices"

// Spans are lengths of time by their first day: {0, 1, 3} is 0, 1–2, and 3 or more.
type Spans []int

// At is the span in which a number of days lies; what is below the first lies in it.
func (s Spans) At(days int) int {
	i, found := slices.BinarySearch(s, days)
	if !found {
		i--
	}
	return max(i, 0)
}

// Ends are the first and the last day of a span; the last span has no end, open is then true.
func (s Spans) Ends(i int) (first, last int, open bool) {
	if i == len(s)-1 {
		return s[i], 0, true
	}
	return s[i], s[i+1] - 1, false
}

// Histogram is how many cases lie in each span.
type Histogram struct {
	From Spans
	N    []int // as many as there are spans
}

// All is how many cases there are.
func (h Histogram) All() (n int) {
	for _, x := range h.N {
		n += x
	}
	return n
}

// Quantile is the span in which the case lies that percent of a hundred of all do not pass (the nearest rank: the median of four is
// the second). The histogram does not know where in the span. -1 without cases.
func (h Histogram) Quantile(percent int) int {
	all := h.All()
	if all == 0 {
		return -1
	}
	rank, seen := max((all*percent+99)/100, 1), 0
	for i, n := range h.N {
		if seen += n; seen >= rank {
			return i
		}
	}
	return len(h.N) - 1
}

// Package metric is what every figure of the house is made with: a rate with what it is made of, its rounding, its
// interval, and the months and years that figures are about. It is pure and knows no feature; each feature says in one
// place what it counts (wish/figure).
package metric

import (
	"fmt"
	"math"
)

// Rate is a share of cases. What is counted may be weighted (a 基本满意 is worth 0.8 of a 满意), so the share is a fraction of
// whole numbers, and N says how many cases stand behind it.
type Rate struct {
	Num, Den int64 // the share, exactly; 0 ≤ Num ≤ Den
	N        int   // cases behind it
}

// Of is num cases of den.
func Of(num, den int) Rate { return Rate{int64(num), int64(den), den} }

// Weighted is (full + part·percent/100) ÷ n: each of part cases counts percent of a hundred.
func Weighted(full, part, percent, n int) Rate {
	return Rate{100*int64(full) + int64(percent)*int64(part), 100 * int64(n), n}
}

// Share is a share or a bound of one, in hundredths of a percent: 9616 is 96.16 %.
type Share int

// Share is the rate to two digits of a percent, rounded half away from zero in whole numbers: 23,974 ÷ 24,932 is 96.16 %.
// Zero when there is nothing behind it.
func (r Rate) Share() Share {
	if r.Den <= 0 {
		return 0
	}
	return Share((2*10_000*r.Num + r.Den) / (2 * r.Den))
}

// String is the share as people write it, without the sign: 96.16.
func (s Share) String() string { return fmt.Sprintf("%d.%02d", int(s)/100, int(s)%100) }

// z is the 97.5th percentile of the standard normal distribution: an interval of 95 %.
const z = 1.959963984540054

// Wilson is the score interval of the rate at 95 % (E. B. Wilson, JASA 22, 1927, 209–212; method 3 of R. G. Newcombe, Stat.
// Med. 17, 1998, 857–872), which stays inside 0 to 1 and is sound for few cases and for shares near the ends. A weighted
// share varies less than one of ones and zeros with the same mean, so that its interval is, if anything, too wide. Both
// are 0 when nothing is behind the rate.
func (r Rate) Wilson() (low, high Share) {
	if r.N <= 0 || r.Den <= 0 {
		return 0, 0
	}
	n, p := float64(r.N), float64(r.Num)/float64(r.Den)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	at := func(x float64) Share { return Share(math.Round(10_000 * min(max(x, 0), 1))) }
	return at(middle - half), at(middle + half)
}

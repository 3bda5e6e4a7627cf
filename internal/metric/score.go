package metric

import "math/big"

// Weights are what each of the three rates counts in a score: response, solved, satisfied.
type Weights [3]int

// Score is the weighted mean of three rates in hundredths of a percent, rounded half away from zero (domain.md B6: w1·R + w2·S + w3·M).
// Weights that do not add up to a hundred are taken as shares of their sum. ok: there is a weight, and something behind each rate that
// has one.
func (w Weights) Score(rates [3]Rate) (_ Share, ok bool) {
	total, sum := new(big.Rat), int64(0)
	for i, r := range rates {
		if w[i] == 0 {
			continue
		}
		if r.Den <= 0 {
			return 0, false
		}
		sum += int64(w[i])
		total.Add(total, new(big.Rat).Mul(big.NewRat(int64(w[i]), 1), big.NewRat(r.Num, r.Den)))
	}
	if sum == 0 {
		return 0, false
	}
	total.Mul(total, big.NewRat(10_000, sum)).Add(total, big.NewRat(1, 2))
	return Share(new(big.Int).Quo(total.Num(), total.Denom()).Int64()), true
}

package pabulib

import (
	"math/big"
	"strconv"
	"strings"
)

// Decimal is the exact number Units / 10^Scale, with the smallest Scale that can hold it.
type Decimal struct {
	Units int64
	Scale uint8
}

// maxDigits keeps Units inside an int64 with room for one carry.
const maxDigits = 18

// ParseDecimal reads `-12.50`. Exponents, thousands separators, a comma as point and more than 18 significant digits
// are refused: they could only be guessed.
func ParseDecimal(s string) (Decimal, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(digits, ".")
	if point && (whole == "" || frac == "") || !onlyDigits(whole) || point && !onlyDigits(frac) {
		return Decimal{}, false
	}
	whole, frac = strings.TrimLeft(whole, "0"), strings.TrimRight(frac, "0")
	if len(whole)+len(frac) > maxDigits {
		return Decimal{}, false
	}
	d := Decimal{Scale: uint8(len(frac))}
	if all := whole + frac; all != "" {
		units, err := strconv.ParseInt(all, 10, 64)
		if err != nil {
			return Decimal{}, false
		}
		d.Units = units
	}
	if negative {
		d.Units = -d.Units
	}
	return d, true
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Rat is the number as an exact fraction.
func (d Decimal) Rat() *big.Rat {
	den := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return new(big.Rat).SetFrac(big.NewInt(d.Units), den)
}

// Cmp compares two numbers exactly.
func (d Decimal) Cmp(o Decimal) int {
	if d.Scale == o.Scale {
		switch {
		case d.Units < o.Units:
			return -1
		case d.Units > o.Units:
			return 1
		}
		return 0
	}
	return d.Rat().Cmp(o.Rat())
}

// String writes the number as ParseDecimal reads it.
func (d Decimal) String() string {
	digits, sign := strconv.FormatInt(d.Units, 10), ""
	if d.Units < 0 {
		digits, sign = digits[1:], "-"
	}
	if d.Scale == 0 {
		return sign + digits
	}
	for len(digits) <= int(d.Scale) {
		digits = "0" + digits
	}
	cut := len(digits) - int(d.Scale)
	return sign + digits[:cut] + "." + digits[cut:]
}

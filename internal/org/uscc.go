package org

import (
	"strings"

	"linli/internal/errs"
)

// usccLength is the length of a unified social credit code.
const usccLength = 18

// usccAlphabet is that of GB 32100: a character's value is its position. I, O, S, V and Z are left out, so the letters
// do not follow their order in the alphabet from A on without gaps.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// NormalUSCC folds a code as people type it: upper case, without spaces and hyphens, full-width characters as ASCII.
func NormalUSCC(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case r == ' ' || r == '　' || r == '-' || r == '\t' || r == '\n' || r == '\r':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// CheckUSCC tells what is wrong with a code in its normal form; nil when it passes. Invalid: how many characters are
// missing or too many, a character that no code has, or the check character. Whoever gets an error shows it as a
// warning: some issued codes do not pass.
func CheckUSCC(code string) error {
	switch n := len(code); {
	case !plausibleUSCC(code):
		return errs.New(errs.Invalid, "org.uscc.characters")
	case n < usccLength:
		return errs.New(errs.Invalid, "org.uscc.missing", usccLength-n)
	case n > usccLength:
		return errs.New(errs.Invalid, "org.uscc.extra", n-usccLength)
	}
	for i := range code {
		if strings.IndexByte(usccAlphabet, code[i]) < 0 {
			return errs.New(errs.Invalid, "org.uscc.letter", string(code[i]))
		}
	}
	if usccCheck(code) != code[usccLength-1] {
		return errs.New(errs.Invalid, "org.uscc.check")
	}
	return nil
}

// plausibleUSCC: letters and digits, and no longer than a slip of the keyboard makes a code. Anything else is not a code
// with a mistake but something else, and is refused instead of warned about.
func plausibleUSCC(code string) bool {
	return len(code) <= 2*usccLength && strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// usccCheck is the check character of the first 17: 31 minus the sum of their values weighted with 3^i modulo 31, where
// 31 counts as 0.
func usccCheck(code string) byte {
	sum, weight := 0, 1
	for i := range usccLength - 1 {
		sum += strings.IndexByte(usccAlphabet, code[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

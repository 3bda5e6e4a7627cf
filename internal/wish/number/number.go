// Package number is the number of a wish, 320613007005-2026-000123: how it is written and read, and the counter that
// gives it, gapless per community and year, also while a community is getting another code.
package number

import (
	"strconv"
	"strings"
	"unicode"
)

// communityWidth is the width of a community's code, with which a number begins.
const communityWidth = 12

// Short is a number without its place part.
func Short(number string) string {
	_, short, _ := strings.Cut(number, "-")
	return short
}

// Format is the number of the seq-th wish of a community in a year.
func Format(community string, year, seq int) string {
	s := strconv.Itoa(seq)
	return community + "-" + strconv.Itoa(year) + "-" + strings.Repeat("0", max(0, 6-len(s))) + s
}

// Parse reads a number as people type it: with or without the place part (community is used then), with spaces,
// full-width digits or a missing run of zeros. Not ok when it cannot be one.
func Parse(s, community string) (number string, ok bool) {
	parts := strings.Split(foldDigits(s), "-")
	switch len(parts) {
	case 2:
		parts = append([]string{community}, parts...)
	case 3:
	default:
		return "", false
	}
	year, err1 := strconv.Atoi(parts[1])
	seq, err2 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil || len(parts[0]) != communityWidth || len(parts[1]) != 4 || year < 1000 || seq < 1 || seq > 9_999_999 {
		return "", false
	}
	if strings.Trim(parts[0]+parts[1]+parts[2], "0123456789") != "" { // Atoi takes a sign, a number has none
		return "", false
	}
	return Format(parts[0], year, seq), true
}

// foldDigits drops spaces and turns full-width digits and every kind of dash into ASCII.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '－' || r == '–' || r == '—' || r == '_':
			return '-'
		}
		return r
	}, s)
}

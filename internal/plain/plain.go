// Package plain says what text is that people type: characters that are seen, nothing that hides, moves the cursor or
// turns the rest of a line around.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean tells whether s holds nothing but text: valid UTF-8, no control characters (lines lets line breaks and tabs stand),
// and none of the marks that reorder what stands after them (Unicode Standard Annex 9, 2.1–2.2; Trojan Source,
// CVE-2021-42574).
func Clean(s string, lines bool) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		switch {
		case lines && (r == '\n' || r == '\t'):
			return false
		case unicode.IsControl(r):
			return true
		}
		return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
	})
}

// Length is how many characters of s are seen: invisible ones (zero-width spaces, joiners, variation selectors, combining
// marks) do not count, blanks between words do.
func Length(s string) int { return utf8.RuneCountInString(Seen(s)) }

// Seen is s without the characters that are not seen by themselves.
func Seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) || blank(r) {
			return -1
		}
		return r
	}, s)
}

// blank are letters by Unicode's tables that show nothing: the fillers of Hangul and Braille's empty cell.
func blank(r rune) bool {
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800
}

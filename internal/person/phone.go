package person

import (
	"strings"

	"linli/internal/errs"
)

// mobileLength is the length of a mobile number (1[3-9] and nine more).
const mobileLength = 11

// ParsePhone reads a Chinese telephone number as people type it, mobile or fixed line with its area code, and returns
// its one form: 13812345678 or 0513-85512345. Country code, spaces and brackets are dropped, hyphens are not asked for.
// Invalid says what to look at: how many digits are missing or too many, or which part is wrong.
func ParsePhone(s string) (string, error) {
	s = foldDigits(s, " -()")
	for _, country := range []string{"+86", "0086"} {
		if rest, ok := strings.CutPrefix(s, country); ok {
			s = rest
			if !strings.HasPrefix(s, "1") && !strings.HasPrefix(s, "0") {
				s = "0" + s // abroad the zero of the area code is left out
			}
			break
		}
	}
	switch {
	case s == "":
		return "", errs.New(errs.Invalid, "person.phone.empty")
	case strings.Trim(s, "0123456789") != "":
		return "", errs.New(errs.Invalid, "person.phone.characters")
	case s[0] == '0':
		return parseFixed(s)
	case s[0] == '1':
		return parseMobile(s)
	case len(s) == 7 || len(s) == 8:
		return "", errs.New(errs.Invalid, "person.phone.area_missing")
	}
	return "", errs.New(errs.Invalid, "person.phone.start")
}

func parseMobile(s string) (string, error) {
	switch {
	case len(s) < mobileLength:
		return "", errs.New(errs.Invalid, "person.phone.missing", mobileLength-len(s))
	case len(s) > mobileLength:
		return "", errs.New(errs.Invalid, "person.phone.extra", len(s)-mobileLength)
	case s[1] < '3':
		return "", errs.New(errs.Invalid, "person.phone.start")
	}
	return s, nil
}

// parseFixed parts area code and number. 010 and 02x are the three-digit area codes; numbers have seven or eight digits
// and begin with 2 to 8.
func parseFixed(s string) (string, error) {
	width := 4
	if strings.HasPrefix(s, "01") || strings.HasPrefix(s, "02") {
		width = 3
	}
	const least, most = 7, 8
	switch n := len(s) - width; {
	case n < least:
		return "", errs.New(errs.Invalid, "person.phone.missing_fixed", least-n)
	case n > most:
		return "", errs.New(errs.Invalid, "person.phone.extra_fixed", n-most)
	}
	area, number := s[:width], s[width:]
	if area[1] == '0' || strings.HasPrefix(area, "01") && area != "010" || number[0] < '2' || number[0] > '8' {
		return "", errs.New(errs.Invalid, "person.phone.area")
	}
	return area + "-" + number, nil
}

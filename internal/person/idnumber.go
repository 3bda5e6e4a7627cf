package person

import (
	"strings"
	"time"

	"linli/internal/errs"
	"linli/internal/workday"
)

// IDNumber is a citizen's identity number and what it says.
type IDNumber struct {
	Number string // 18 characters, the check digit X in upper case
	Birth  workday.Date
	Sex    Sex
}

// Lengths of an identity number: of the second and of the first generation.
const (
	idLength    = 18
	idLengthOld = 15
)

// idWeights and idChecks are those of GB 11643 (ISO 7064 MOD 11-2): the weighted sum of the first 17 digits, modulo 11,
// chooses the check digit.
const (
	idWeights = "\x07\x09\x0a\x05\x08\x04\x02\x01\x06\x03\x07\x09\x0a\x05\x08\x04\x02"
	idChecks  = "10X98765432"
)

// ParseIDNumber reads an identity number as people type it: with spaces, full-width digits or a lower-case x, and in the
// 15-digit form of before 1999, which becomes the 18-digit one with the century 19. The birth date must be real and not
// after now. The first six digits are not looked up: a code that no list has any more stays valid for life. Invalid.
func ParseIDNumber(s string, now time.Time) (IDNumber, error) {
	s = strings.ToUpper(foldDigits(s, " "))
	if err := idShape(s); err != nil {
		return IDNumber{}, err
	}
	if len(s) == idLengthOld {
		s = s[:6] + "19" + s[6:]
		s += string(idCheck(s))
	}
	birth, err := workday.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	if err != nil {
		return IDNumber{}, errs.New(errs.Invalid, "person.id.date")
	}
	if birth > workday.DateOf(now) {
		return IDNumber{}, errs.New(errs.Invalid, "person.id.future")
	}
	if idCheck(s) != s[idLength-1] {
		return IDNumber{}, errs.New(errs.Invalid, "person.id.check")
	}
	n := IDNumber{Number: s, Birth: birth, Sex: Female}
	if (s[16]-'0')%2 == 1 {
		n.Sex = Male
	}
	return n, nil
}

// idShape checks length and characters and says how many are missing or too many.
func idShape(s string) error {
	body := s
	if len(s) == idLength {
		body = strings.TrimSuffix(s, "X")
	}
	switch {
	case s == "":
		return errs.New(errs.Invalid, "person.id.empty")
	case strings.Trim(body, "0123456789") != "":
		return errs.New(errs.Invalid, "person.id.characters")
	case len(s) != idLengthOld && len(s) < idLength:
		return errs.New(errs.Invalid, "person.id.missing", idLength-len(s))
	case len(s) > idLength:
		return errs.New(errs.Invalid, "person.id.extra", len(s)-idLength)
	case s[0] == '0':
		return errs.New(errs.Invalid, "person.id.area")
	}
	return nil
}

// idCheck is the check digit of the first 17 digits.
func idCheck(s string) byte {
	sum := 0
	for i := range len(idWeights) {
		sum += int(s[i]-'0') * int(idWeights[i])
	}
	return idChecks[sum%11]
}

// foldDigits turns full-width digits and letters into ASCII and drops every character of drop.
func foldDigits(s, drop string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r == '　' || r == ' ' {
			r = ' '
		}
		if r == '–' || r == '—' {
			r = '-'
		}
		if strings.ContainsRune(drop, r) {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
}

// Package setting judges what is typed into the settings of a channel, field by field. It knows neither channels nor where they are kept.
package setting

import (
	"errors"
	"strings"

	"linli/internal/errs"
	"linli/internal/notify/way"
	"linli/internal/plain"
)

// most bounds what is typed into one field, in characters.
const most = 500

// Check is Invalid where texts, by the names of their fields, are too long or not clean, or body is too long; else where made, what making
// the way of these settings has said, is one of the failures of package way. Another failure of making comes back as it is.
func Check(texts map[string]string, body string, made error) error {
	var bad []errs.Field
	for name, text := range texts {
		if !plain.Clean(text, false) || plain.Length(text) > most {
			bad = append(bad, errs.Field{Name: name, Key: "notice.error.characters"})
		}
	}
	if plain.Length(body) > most {
		bad = append(bad, errs.Field{Name: "body", Key: "notice.error.characters"})
	}
	if len(bad) > 0 || made == nil {
		return errs.BadFields(bad)
	}
	for _, x := range []struct {
		is    error
		field errs.Field
	}{
		{way.ErrHost, errs.Field{Name: "host", Key: "notice.error.host"}},
		{way.ErrPlain, errs.Field{Name: "security", Key: "notice.error.plain"}},
		{way.ErrFrom, errs.Field{Name: "from", Key: "notice.error.mail"}},
		{way.ErrAddress, errs.Field{Name: "secret_address", Key: "notice.error.address"}},
		{way.ErrBody, errs.Field{Name: "body", Key: "notice.error.body"}},
		{way.ErrHeader, errs.Field{Name: "secret_header", Key: "notice.error.header"}},
	} {
		if errors.Is(made, x.is) {
			return errs.BadFields([]errs.Field{x.field})
		}
	}
	return made
}

// Phone tells whether a text may be a mobile number: eleven digits, the first of them 1.
func Phone(s string) bool {
	return len(s) == 11 && s[0] == '1' && strings.Trim(s, "0123456789") == ""
}

package wishweb

import (
	"strconv"

	"linli/internal/export"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Stamped is what a copy of data says of itself: its number, who took it, when and what for.
func Stamped(l i18n.Localizer, s export.Stamp) string {
	by := s.By
	if s.Post != "" {
		by += " " + s.Post
	}
	return l.T("export.stamp", strconv.FormatInt(s.Number, 10), by, l.DateLong(s.At)+" "+l.Clock(s.At), l.T("export.purpose."+s.Purpose), s.Records)
}

// Given is the line above a page that offers a table again, where the request was answered before: with which number, and when.
func Given(l i18n.Localizer, err error) (web.Flash, bool) {
	number, at, ok := export.Given(err)
	return web.Flash{Key: "export.given", Args: []string{strconv.FormatInt(number, 10), l.Date(at) + " " + l.Clock(at)}}, ok
}

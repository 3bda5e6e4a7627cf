package wishweb

import (
	"strconv"

	"linli/internal/export"
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

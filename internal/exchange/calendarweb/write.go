package calendarweb

import (
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"linli/internal/exchange/calendar"
	"linli/internal/place"
	"linli/internal/reception"
	"linli/internal/web/i18n"
	"linli/internal/wish"
)

// write makes the text of a calendar (RFC 5545): lines end in CRLF and are folded at 75 octets, moments are in UTC.
type write struct {
	base  string // address of the house
	l     i18n.Localizer
	title string
}

// product is who has made a calendar, and everyHour how often it is worth asking again (RFC 7986, section 5.7).
const (
	product   = "-//linli//linli//ZH"
	everyHour = "PT1H"
)

func (x write) text(c calendar.Contents) string {
	cal := ics.NewCalendar()
	cal.SetProductId(product)
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(x.title)
	cal.SetXWRCalName(x.title)
	cal.SetRefreshInterval(everyHour)
	cal.SetXPublishedTTL(everyHour)
	for _, d := range c.Deadlines {
		x.deadline(cal, d)
	}
	for _, t := range c.Teas {
		x.tea(cal, t, place.Short(c.Where[t.Place]))
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

// event is an event with what all have. Its stamp is when what it tells was last changed, so that the same calendar is the
// same text.
func (x write) event(cal *ics.Calendar, what string, changed time.Time) *ics.VEvent {
	e := cal.AddEvent(what + "@" + x.host())
	e.SetDtStampTime(changed.UTC())
	return e
}

func (x write) host() string {
	if u, err := url.Parse(x.base); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "localhost"
}

// deadline is a moment without length: it keeps nobody busy (RFC 5545, 3.6.1: an event without an end).
func (x write) deadline(cal *ics.Calendar, d calendar.Deadline) {
	e := x.event(cal, "wish-"+d.Wish+"-"+string(d.State), d.Changed)
	e.SetStartAt(d.At.UTC())
	e.SetSummary(x.l.T("calendar.due", x.l.T(step(d)), d.Number, d.Where))
	e.SetLocation(d.Where)
	e.SetURL(x.base + "/wishes/" + d.Wish)
	e.SetTimeTransparency(ics.TransparencyTransparent)
}

// step is the words for what is due.
func step(d calendar.Deadline) string {
	switch {
	case d.State == wish.Answered && d.Own:
		return "calendar.step.judge"
	case d.State == wish.Submitted:
		return "calendar.step.accept"
	case d.State == wish.Accepted:
		return "calendar.step.classify"
	default:
		return "calendar.step.answer"
	}
}

func (x write) tea(cal *ics.Calendar, s reception.Session, where string) {
	changed := s.AnnouncedAt
	for _, at := range []time.Time{s.HeldAt, s.PublishedAt, s.EndedAt} {
		if at.After(changed) {
			changed = at
		}
	}
	e := x.event(cal, "reception-"+s.ID, changed)
	e.SetStartAt(s.StartsAt.UTC())
	if !s.EndsAt.IsZero() {
		e.SetEndAt(s.EndsAt.UTC())
	}
	e.SetSummary(x.l.T("calendar.tea", s.Title, where))
	if s.About != "" {
		e.SetDescription(s.About)
	}
	e.SetLocation(strings.TrimSpace(where + " " + s.Spot))
	e.SetURL(x.base + "/receptions/" + s.ID)
	e.SetSequence(int(s.Rev))
	if e.SetStatus(ics.ObjectStatusConfirmed); s.State == reception.Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
}

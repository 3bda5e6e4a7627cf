package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/db"
	"linli/internal/reception"
	"linli/internal/wish"
)

// addressFor makes a calendar's address as somebody does, and gives its path.
func (s *stage) addressFor(who string, form ...string) string {
	s.t.Helper()
	p := s.as(who)(http.MethodPost, "/account/calendars", form...)
	_, path, ok := strings.Cut(p.Text("#link"), "/calendar/")
	if p.Status != http.StatusOK || !ok || p.Header.Get("Cache-Control") != "no-store" {
		s.t.Fatalf("%s: %d %q %s", who, p.Status, p.Text("main"), p.Header)
	}
	return "/calendar/" + path
}

// calendar asks for a calendar without signing in, and reads it as RFC 5545 wants it: lines of at most 75 octets that end in
// CRLF, each event with its own name, its stamp and its begin.
func (s *stage) calendar(path string) map[string]*ics.VEvent {
	s.t.Helper()
	rec := s.send(http.MethodGet, path, "", "")
	text := rec.Body.String()
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		s.t.Fatalf("%s: %d %s", path, rec.Code, text)
	}
	for _, line := range strings.SplitAfter(text, "\n") {
		if strings.Count(line, "VALUE=") > 1 || strings.HasSuffix(line, ":\r\n") && !strings.HasPrefix(line, " ") {
			s.t.Errorf("a property that says nothing, or says it twice: %q", line)
		}
		if line != "" && !strings.HasSuffix(line, "\r\n") || len(line) > 75+2 {
			s.t.Errorf("no line of a calendar: %q", line)
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(text))
	s.must(err)
	out := map[string]*ics.VEvent{}
	for _, e := range cal.Events() {
		for _, must := range []ics.ComponentProperty{ics.ComponentPropertyUniqueId, ics.ComponentPropertyDtstamp, ics.ComponentPropertyDtStart, ics.ComponentPropertySummary} {
			if e.GetProperty(must) == nil {
				s.t.Errorf("an event without %s:\n%s", must, text)
			}
		}
		if out[e.Id()] != nil {
			s.t.Errorf("two events are called %s", e.Id())
		}
		out[e.Id()] = e
	}
	return out
}

// about are the events of a wish or a tea.
func about(all map[string]*ics.VEvent, id string) (out []*ics.VEvent) {
	for name, e := range all {
		if strings.Contains(name, id) {
			out = append(out, e)
		}
	}
	return out
}

func summary(e *ics.VEvent) string { return e.GetProperty(ics.ComponentPropertySummary).Value }

// A calendar has what is due for whoever made its address, and only its number and place: never what the wish says.
func TestACalendarSaysWhatIsDue(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		w := s.wish(access.Situation{Key: "in a calendar", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Yellow, Unit: access.Office})
		answered := s.wish(access.Situation{Key: "to be rated", State: wish.Answered, Visibility: wish.Private, Colour: wish.Blue, Unit: access.Committee})
		seen, err := s.Wishes.See(t.Context(), s.actors["off"], w.ID)
		s.must(err)
		w = seen.Wish
		office := s.addressFor("off", "key", "one")
		all := s.calendar(office)
		due := about(all, w.ID)
		if len(due) != 1 {
			t.Fatalf("%d events of the wish", len(due))
		}
		at, err := due[0].GetStartAt()
		if err != nil || !at.Equal(w.Due.Truncate(time.Second)) || !strings.HasPrefix(summary(due[0]), "最晚答复："+w.ShortNumber()) {
			t.Errorf("%v (due %v), %q, %v", at, w.Due, summary(due[0]), err)
		}
		text := s.send(http.MethodGet, office, "", "").Body.String()
		for _, says := range []string{w.Title, w.Text, "幢"} {
			if strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), says) {
				t.Errorf("%q stands in a calendar", says)
			}
		}
		own := about(s.calendar(s.addressFor("sub")), answered.ID)
		if len(own) != 1 || !strings.HasPrefix(summary(own[0]), "最晚评价：") {
			t.Errorf("%d events of one's own answered wish", len(own))
		}
		if got := about(s.calendar(s.addressFor("nei")), w.ID); len(got) != 0 {
			t.Error("a neighbour's calendar has it")
		}
	})
}

// A calendar that has not changed is not sent again.
func TestACalendarIsSentOnce(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		path := s.addressFor("soc")
		first := s.send(http.MethodGet, path, "", "")
		again := s.send(http.MethodGet, path, "", "")
		if tag := first.Header().Get("ETag"); tag == "" || again.Header().Get("ETag") != tag {
			t.Errorf("%q, then %q", tag, again.Header().Get("ETag"))
		}
	})
}

// The address of one post has what that post has, for as long as its owner holds it.
func TestACalendarOfAPost(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		w := s.wish(access.Situation{Key: "of a post", State: wish.InProgress, Visibility: wish.Private, Colour: wish.Yellow, Unit: access.Office})
		post := s.actors["off"].Posts[0].ID
		path := s.addressFor("off", "post", post)
		if got := about(s.calendar(path), w.ID); len(got) != 1 {
			t.Errorf("%d events", len(got))
		}
		if p := s.as("oth")(http.MethodPost, "/account/calendars", "post", post); p.Status != http.StatusNotFound {
			t.Errorf("an address of somebody else's post: %d", p.Status)
		}
		held, err := db.Value[string](t.Context(), s.DB, "SELECT id FROM appointment WHERE post = $1", post)
		s.must(err)
		s.must(s.Orgs.EndAppointment(t.Context(), actor.Job("test"), held, s.DB.Now()))
		s.Accounts.ForgetActors()
		if rec := s.send(http.MethodGet, path, "", ""); rec.Code != http.StatusNotFound {
			t.Errorf("the post has ended: %d", rec.Code)
		}
	})
}

// An address ends: taken back by its owner and nobody else, with the account, and where the same request comes again.
func TestACalendarsAddressEnds(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		gone := func(why, path string) {
			t.Helper()
			if rec := s.send(http.MethodGet, path, "", ""); rec.Code != http.StatusNotFound {
				t.Errorf("%s: %d", why, rec.Code)
			}
		}
		first := s.addressFor("vic", "key", "same")
		second := s.addressFor("vic", "key", "same")
		gone("the answer to the first request was never seen", first)
		s.calendar(second)
		secret := strings.TrimSuffix(strings.TrimPrefix(second, "/calendar/"), ".ics")
		n, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM calendar_feed WHERE account = $1", s.actors["vic"].Account)
		if err != nil || n != 1 {
			t.Errorf("%d addresses of one request, %v", n, err)
		}
		said, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM journal WHERE after LIKE $1 OR subject LIKE $1", "%"+secret+"%")
		if err != nil || said != 0 {
			t.Errorf("the secret stands in the journal %d times, %v", said, err)
		}
		gone("without its ending", strings.TrimSuffix(second, ".ics"))
		feed, err := db.Value[string](t.Context(), s.DB, "SELECT id FROM calendar_feed WHERE account = $1", s.actors["vic"].Account)
		s.must(err)
		if p := s.as("sec")(http.MethodPost, "/account/calendars/"+feed+"/revoke"); p.Status != http.StatusNotFound {
			t.Errorf("somebody else's: %d", p.Status)
		}
		if p := s.as("vic")(http.MethodGet, "/account/calendars"); !p.Has(`form[action="/account/calendars/`+feed+`/revoke"]`) || strings.Contains(p.Source, secret) {
			t.Errorf("%s", p.Text("main"))
		}
		for range 2 { // sent twice
			if p := s.as("vic")(http.MethodPost, "/account/calendars/"+feed+"/revoke"); p.Status != http.StatusSeeOther {
				t.Errorf("one's own: %d", p.Status)
			}
		}
		if p := s.as("sec")(http.MethodPost, "/account/calendars/"+feed+"/revoke"); p.Status != http.StatusNotFound {
			t.Errorf("somebody else's that was: %d", p.Status)
		}
		gone("taken back", second)
		if p := s.as("vic")(http.MethodPost, "/account/calendars", "key", "same"); p.Status != http.StatusConflict {
			t.Errorf("the request once more: %d", p.Status)
		}
		last := s.addressFor("oth")
		s.must(s.Accounts.Disable(t.Context(), actor.Job("test"), s.actors["oth"].Account))
		s.Accounts.ForgetActors()
		gone("the account is shut", last)
	})
}

func TestSomeAddressesAreEnough(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for range 10 {
			s.addressFor("vic")
		}
		p := s.as("vic")(http.MethodPost, "/account/calendars")
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text("main"), "最多 10 个地址") {
			t.Errorf("%d %s", p.Status, p.Text("main"))
		}
	})
}

// The teas of a place are in a calendar for everybody once they are announced, and marked as called off when they are.
func TestTheCalendarOfAPlace(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		path := "/linli/" + access.Community + "/calendar.ics"
		planned, announced, cancelled := s.tea(reception.Planned), s.tea(reception.Announced), s.tea(reception.Announced)
		x, err := s.Teas.See(t.Context(), s.actors["sec"], cancelled.id)
		s.must(err)
		_, err = s.Teas.Cancel(t.Context(), s.actors["sec"], cancelled.id, "下雨", "")
		s.must(err)
		all := s.calendar(path)
		if len(about(all, planned.id)) != 0 {
			t.Error("one that nobody has announced")
		}
		if got := about(all, announced.id); len(got) != 1 || got[0].GetProperty(ics.ComponentPropertyStatus).Value != "CONFIRMED" {
			t.Errorf("%d events", len(got))
		}
		got := about(all, cancelled.id)
		if len(got) != 1 || got[0].GetProperty(ics.ComponentPropertyStatus).Value != "CANCELLED" || !strings.HasPrefix(summary(got[0]), x.Session.Title) {
			t.Errorf("%d events", len(got))
		}
		if rec := s.send(http.MethodGet, "/linli/999999999999/calendar.ics", "", ""); rec.Code != http.StatusNotFound {
			t.Errorf("no such place: %d", rec.Code)
		}
	})
}

// fed is a calendar's address of the social worker's, at the beginning and when it was taken back.
func (s *stage) fed() {
	_, err := s.Calendars.Make(s.t.Context(), s.actors["soc"], "", "zh", "")
	s.must(err)
	all, err := s.Calendars.Of(s.t.Context(), s.actors["soc"])
	s.must(err)
	s.records["/account/calendars/"] = func(wish.Wish) string { return all[0].ID }
}

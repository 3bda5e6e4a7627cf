package app

import (
	"strings"

	"linli/internal/app/access"
	"linli/internal/reception"
	"linli/internal/workday"
)

// meeting is a tea on the stage, with what hangs on it.
type meeting struct{ id, invitee, promise, wish string }

// teaFor is a tea in the state in which a route does something: a new one for each act, for it is another one afterwards.
// All of them are announced: who sees one that is not stands in the matrix of the policy.
func (s *stage) teaFor(pattern string) string {
	method, path, _ := strings.Cut(pattern, " ")
	to := reception.Announced
	switch _, act, _ := strings.Cut(path, "{id}"); {
	case strings.HasPrefix(path, "/promises/"):
		to = reception.Published
	case act == "/hear" || act == "/receipts" || act == "/minutes" || strings.HasPrefix(act, "/promise"):
		to = reception.Held
	case act == "/announce":
		to = reception.Planned
	}
	at, ok := s.teas[to]
	if !ok || method != "GET" {
		at = s.tea(to)
		s.teas[to] = at
	}
	s.met = at
	if strings.HasPrefix(path, "/promises/") {
		return at.promise
	}
	return at.id
}

// tea is a new tea that has begun a moment ago, and stands in a state.
func (s *stage) tea(to reception.State) (m meeting) {
	s.t.Helper()
	ctx, sec := s.t.Context(), s.actors["sec"]
	today := workday.DateOf(s.DB.Now())
	x, err := s.Teas.Plan(ctx, sec, reception.Plans{
		Place: access.Community, Title: "花园怎么用", Spot: "站里", Day: today, From: "00:01", Reason: reception.Reason{Why: reception.ForItsSake},
	})
	s.must(err)
	m.id, m.wish = x.ID, s.wish(situation("C")).ID
	x, err = s.Teas.Invite(ctx, sec, m.id, reception.Guest{Role: reception.Builder, Name: "某建设"})
	s.must(err)
	m.invitee = x.Invitees[0].ID
	_, err = s.Teas.Put(ctx, sec, m.id, s.wish(situation("C")).Number, "")
	s.must(err)
	if to == reception.Planned {
		return m
	}
	_, err = s.Teas.Announce(ctx, sec, m.id, "")
	s.must(err)
	if to == reception.Announced {
		return m
	}
	_, err = s.Teas.Hold(ctx, sec, m.id, "")
	s.must(err)
	_, err = s.Teas.Promise(ctx, sec, m.id, reception.Vowing{Text: "清雨水井", Unit: s.orgs[access.Firm], Due: today + 7})
	s.must(err)
	seen, err := s.Teas.See(ctx, sec, m.id)
	s.must(err)
	m.promise = seen.Promises[0].ID
	if to == reception.Published {
		_, err = s.Teas.Publish(ctx, sec, m.id, reception.Notes{Minutes: "说了。", Residents: 9, Rev: seen.Session.Rev})
		s.must(err)
	}
	return m
}

// teaWords are what the bodies of requests about a tea leave open.
func (s *stage) teaWords() []string {
	today := workday.DateOf(s.DB.Now())
	return []string{
		"{invitee}", s.met.invitee, "{promise}", s.met.promise, "{wish}", s.met.wish, "{owner}", s.orgs[access.Firm] + "+", "{day}", today.String(),
		"{later}", (today + 9).String(), "{rev}", "2",
	}
}

package wishweb

import (
	"strconv"
	"time"

	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// Other is the short number of another wish.
func (t *Teller) Other(id string) string { return t.others[id] }

// Asked is what a unit asks for: 申请延到6月8日.
func (t *Teller) Asked(what wish.Ask, until time.Time, year int, colour wish.Colour, unit string) string {
	switch {
	case what == wish.ForColour:
		return t.L.T("wish.asked.recolour", i18n.Key(web.Colour(colour).Key()), t.orgs[unit])
	case what == wish.ForPause && year > 0:
		return t.L.T("wish.asked.plan", strconv.Itoa(year))
	}
	return t.L.T("wish.asked."+string(what), t.L.Date(until))
}

// decided is the headline of what was asked for, decided, or merged.
func (t *Teller) decided(w wish.Wish, e wish.Entry) string {
	d, key := e.Detail, "wish.event."+e.Act
	switch wish.Act(e.Act) {
	case wish.Approve:
		switch {
		case d.Ask == wish.ForTime:
			return t.L.T(key+".extend", t.L.Date(d.DueTime()), t.L.Date(d.WasTime()))
		case d.Year > 0:
			return t.L.T(key+".plan", strconv.Itoa(d.Year), t.L.Date(d.DueTime()))
		}
		return t.L.T(key+".suspend", t.L.Date(time.UnixMicro(d.Until)), t.L.Date(d.DueTime()))
	case wish.Receive:
		if d.Ground == string(ask.Silent) {
			key += ".silent"
		}
		return t.L.T(key, i18n.Key(web.Colour(d.Colour).Key()), t.orgs[d.Unit])
	case wish.Warn:
		return t.L.T(key, t.orgs[d.Unit], t.L.Date(d.DueTime()))
	case wish.Report:
		return t.L.T(key+"."+string(d.Colour), t.orgs[d.Unit])
	case wish.Escalate:
		return t.L.T(key, i18n.Key("escalate.ground."+d.Ground), t.orgs[d.Unit])
	case wish.Lower:
		return t.L.T(key, t.orgs[d.Unit])
	case wish.Refuse:
		return t.L.T(key + "." + string(d.Ask))
	case wish.Resume, wish.RulingSoon, wish.RulingLate:
		return t.L.T(key, t.L.Date(d.DueTime()))
	case wish.Merge, wish.Unmerge:
		if e.Audience == wish.ForStaff { // told at the main wish
			key += ".main"
		}
		return t.L.T(key, t.others[d.Wish])
	}
	return t.Asked(d.Ask, d.DueTime(), d.Year, d.Colour, d.Unit)
}

// Unnoted tells whether an open red wish has had no progress note for as long as the rule wish.note.red says.
func (t *Teller) Unnoted(w wish.Wish) bool {
	return w.Unnoted(t.NoteCut(w.Community))
}

// NoteCut is since when a red wish of a place must have a progress note, by the same rule.
func (t *Teller) NoteCut(place string) time.Time {
	return t.Now.In(workday.Zone).AddDate(0, -t.Book.Span("wish.note.red", place, t.Now).N, 0)
}

// Filter is the filter that an address says, for the reader's lists; sound as list.Read says it.
func (t *Teller) Filter(get func(name string) string) (_ list.Filter, sound bool) {
	at := get("place")
	if own := Scope(t.Reader); at == "" && len(own) > 0 {
		at = own[0]
	}
	f, sound := list.Read(get, t.NoteCut(at))
	if f.Topic != "" {
		f.Topics = t.topics.Subtree(string(f.Topic), t.Now)
	}
	return f, sound
}

// Ground is why a wish of a community was returned, as that was called on the day.
func (t *Teller) Ground(code, community string, at time.Time) string {
	return t.Book.Name(side.Grounds, code, community, at).In(string(t.L.Lang()))
}

package wish

import (
	"linli/internal/actor"
	"linli/internal/db"
)

// Visible is ViewOf as SQL: the wishes of which the actor sees anything (a property test of package list holds the two together).
func Visible(w *db.Where, a actor.Actor) {
	if a.System {
		return
	}
	if a.Token.Within != nil {
		w.Within("place", a.Token.Within)
	}
	var any db.Alternatives
	AsStaff(&any, a)
	any.In("submitter", a.ActsFor)
	if a.Person != "" {
		any.In("submitter", []string{a.Person})
	}
	if a.Grant != "" {
		any.In("id", []string{a.Grant})
	}
	any.Or(OpenToAll)
	any.Into(w)
}

// OpenToAll is isPublic as SQL.
const OpenToAll = `publicity = 'published' AND visibility = 'public' AND accepted_at IS NOT NULL AND state NOT IN ('rejected', 'withdrawn')
	AND (state <> 'archived' OR answered_at IS NOT NULL)`

// AsStaff are the wishes of which the actor has the StaffView.
func AsStaff(any *db.Alternatives, a actor.Actor) {
	var all, public, calls, units []string
	for _, p := range a.Posts {
		switch {
		case oneOf(p.Role, overseers):
			all = append(all, a.Scope(p)...)
		case p.Role == actor.StreetOfficer:
			public = append(public, a.Scope(p)...)
		case p.Role == actor.CallBackOfficer:
			calls = append(calls, a.Scope(p)...)
		}
		if oneOf(p.Role, handling) {
			units = append(units, p.Org)
		}
	}
	any.Within("place", all)
	any.InAnd("unit", units, "closed_at IS NULL") // two, for each has an index of its own
	any.InAnd("unit", units, "closed_at IS NOT NULL")
	any.In("asked_unit", units)
	any.In("first_unit", units)
	any.InSelect("id", "SELECT wish FROM wish_task WHERE ", "unit", units, "")
	any.WithinAnd("place", public, "visibility = 'public'")
	any.WithinAnd("place", calls, "submitter IS NOT NULL AND state IN ('answered', 'closed')")
}

// Redact empties what a does not see of w, so that no page or endpoint can leak it by mistake.
func Redact(a actor.Actor, w Wish) Wish { return redact(w, viewOf(a, w)) }

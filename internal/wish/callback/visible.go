package callback

import (
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/wish"
)

// callable is wish.MayCallBack as SQL, but for the end of the window: it narrows a query over answered wishes to those whose
// submitters the actor may call (a property test holds the two together).
func callable(w *db.Where, a actor.Actor) {
	w.And("state = 'answered' AND submitter IS NOT NULL")
	var calls, orgs, desks, streets, districts []string
	self := append([]string{a.Person}, a.ActsFor...)
	who := []string{a.Person}
	for _, p := range append(slices.Clone(a.Posts), a.Away...) {
		orgs = append(orgs, p.Org)
		switch {
		case wish.AtDesk(p.Role):
			desks = append(desks, a.Scope(p)...)
		case p.Role == actor.StreetLeader:
			streets = append(streets, a.Scope(p)...)
		case p.Role == actor.CommandCentre:
			districts = append(districts, a.Scope(p)...)
		}
	}
	for _, p := range a.Posts {
		if p.Role == actor.CallBackOfficer {
			calls = append(calls, a.Scope(p)...)
		}
		if !p.Own() {
			who = append(who, p.For)
		}
	}
	w.Within("place", calls)
	w.NotIn("submitter", self)
	w.NotIn("unit", orgs)
	w.NotIn("COALESCE(answerer, '')", who)
	w.NotIn("COALESCE(answered_for, '')", who)
	var handle db.Alternatives
	handle.WithinAnd("community", desks, "(colour NOT IN ('yellow', 'red') OR "+returned+")")
	handle.WithinAnd("place", streets, "colour = 'yellow' AND NOT ("+returned+")")
	handle.WithinAnd("place", districts, "colour = 'red' AND NOT ("+returned+")")
	handle.InSelect("id", "SELECT wish FROM wish_task WHERE ", "unit", orgs, "")
	handle.InSelect("id", "SELECT wish FROM wish_reopening WHERE ", "unit", orgs, "")
	handle.InSelect("id", "SELECT wish FROM wish_reopening WHERE ", "answerer", who, "")
	handle.InSelect("id", "SELECT wish FROM wish_reopening WHERE ", "answered_for", who, "")
	handle.NotInto(w)
}

// returned are wishes that stand at the community again, whatever their colour: wish.Level.
const returned = "returned > 0 AND sender IS NULL"

// Package wishweb is what the pages and the JSON API of wishes share: what they need from the rest of the house, one way
// of telling about wishes, and its words. The pages stand below it, each for its readers and without knowing the others:
// residentweb for residents and visitors, deskweb for staff with placeweb for the place they look at, apiweb for programs.
//
// Pages read several features (places, organisations, persons); everything that changes a wish goes through wish.Service.
package wishweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/privacy"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/alike"
	"linli/internal/wish/ask"
	"linli/internal/wish/bulk"
	"linli/internal/wish/callback"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/escalate"
	"linli/internal/wish/figure"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
	"linli/internal/wish/precedent"
	"linli/internal/wish/publish"
	"linli/internal/wish/side"
	"linli/internal/wish/spot"
	"linli/internal/wish/suggest"
	"linli/internal/wish/view"
)

// Deps is what the pages need from the rest of the house.
type Deps struct {
	DB       *db.DB
	Wishes   *wish.Service
	Lists    *list.Lists
	Asks     *ask.Service
	Sides    *side.Service
	Bulk     *bulk.Service
	Views    *view.Service
	Calls    *callback.Service
	Publish  *publish.Service
	Follow   *follow.Service
	Files    *file.Service
	People   *person.Service
	Privacy  *privacy.Service // nil: nobody is asked for consent
	Rules    *rule.Store
	Topics   *topic.Service
	Dispatch *dispatch.Service
	Propose  Proposer                                       // what is proposed to who sorts a wish; nil: nothing
	Routed   Reasoner                                       // why a wish was sorted so; nil: nobody knows
	Who      func(*http.Request) actor.Actor                // who asks
	Grant    func(ctx context.Context, wishID string) error // lets this visitor's session open a wish as its submitter
	Resolve  chain.Resolver                                 // what a chain shows of records of any feature
	Base     func(*http.Request) string                     // https://host of this installation, for what is printed
	Alike    *alike.Service                                 // nil: nothing is compared
	Suggest  *suggest.Service                               // nil: nothing is suggested
	Escalate *escalate.Service
	Rulings  *precedent.Service
	Figures  *figure.Service
	Spots    *spot.Service // nil: there are no maps
}

// Widths of place codes.
const (
	CommunityWidth     = 12
	NeighbourhoodWidth = 15
)

// Missing stands for a choice that was not made where the form asks for one: the service refuses it, together with
// whatever else is wrong.
const Missing = "-"

// DesksOf are the communities where the actor may file for somebody.
func DesksOf(a actor.Actor) (codes []string) {
	for _, p := range a.Posts {
		if _, ok := wish.MayFileFor(a, p.Place); ok && place.LevelOf(p.Place) == place.Community && !slices.Contains(codes, p.Place) {
			codes = append(codes, p.Place)
		}
	}
	return codes
}

// Fail answers with what went wrong with the wish of the address. Who may see it and not act on it learns whom to call,
// the unit that has it or the community, and finds the way back to it.
func (d Deps) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if errs.Is(err, errs.Forbidden) || errs.Is(err, errs.Unauthenticated) {
		if s, seeErr := d.Wishes.See(r.Context(), d.Who(r), r.PathValue("id")); seeErr == nil {
			web.Offer(r, d.duty(r.Context(), s.Wish), "/wishes/"+s.Wish.ID)
		}
	}
	web.Fail(w, r, err)
}

// duty is the telephone of the unit that has a wish, or of its community. None where it cannot be read.
func (d Deps) duty(ctx context.Context, w wish.Wish) web.Telephone {
	if o, err := org.ByID(ctx, d.DB, w.Unit); err == nil && o.Phone != "" {
		return web.Telephone{Who: o.Short(), Number: o.Phone, Hours: o.Hours}
	}
	if o, err := org.CommunityOf(ctx, d.DB, w.Community); err == nil {
		return web.Telephone{Who: o.Short(), Number: o.Phone, Hours: o.Hours}
	}
	return web.Telephone{}
}

// Clash is why an act came too late: who changed the wish before, and how long ago, as the error of the conflict knows it,
// or that it was oneself.
func Clash(l i18n.Localizer, err error) string {
	var e *errs.Error
	if !errors.As(err, &e) || e.Key == "" {
		return l.T("wish.conflict_somebody")
	}
	if len(e.Args) == 2 {
		if at, ok := e.Args[1].(time.Time); ok {
			return l.T("error.conflict.box", e.Args[0], l.Ago(at))
		}
	}
	return l.T(e.Key, e.Args...)
}

// Set is ids to look up, each once, without the empty one.
type Set map[string]bool

// Add puts ids in.
func (s Set) Add(ids ...string) {
	for _, id := range ids {
		if id != "" {
			s[id] = true
		}
	}
}

// All is every id, in no order.
func (s Set) All() []string {
	out := make([]string, 0, len(s))
	for id := range s {
		out = append(out, id)
	}
	return out
}

package telling

import (
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/wishweb"
)

// askedFor are the words of what a unit asks for.
var askedFor = map[wish.Ask]text.What{wish.ForColour: text.AskColour, wish.ForTime: text.AskTime, wish.ForPause: text.AskPause}

// outcomes are the words of how that was decided: another colour, then time or a pause.
var outcomes = map[ask.Outcome][2]text.What{
	ask.Granted: {text.TakenOver, text.Granted}, ask.Silent: {text.TakenSilently}, ask.Refused: {text.NotTaken, text.Declined},
}

// ofRequest is what is told of an act that asks for something or decides it: to who decides (wish.mayDecide), with the day by which
// that is to be done, of another colour the one by which silence decides; and to the unit and the person that asked.
func ofRequest(ctx context.Context, tx *db.Tx, e wish.Changed) (out []notice.Notice, err error) {
	asks := slices.Contains([]wish.Act{wish.Extend, wish.Suspend, wish.Recolour}, e.Act)
	if !asks && !slices.Contains([]wish.Act{wish.Approve, wish.Receive, wish.Refuse}, e.Act) {
		return nil, nil
	}
	all, err := ask.Of(ctx, tx, e.Wish.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	r := all[0]
	n := notice.Notice{By: e.By.Person, Subject: chain.Subject{Kind: wishweb.Kind, ID: e.Wish.ID}, Day: e.Wish.Due}
	if asks {
		n.Kind, n.Unit, n.What = notice.Asked, r.By, askedFor[r.For]
		if !r.Silent.IsZero() {
			n.Day, n.Units = r.Silent, []string{r.Unit}
		}
		n.Persons, err = deciders(ctx, tx, e.Wish, tx.Now)
		return []notice.Notice{n}, err
	}
	n.Kind, n.Units, n.Persons, n.Unit = notice.Decided, []string{r.By}, []string{e.Old.Asked.By}, r.Unit
	if n.What = outcomes[r.Outcome][1]; r.For == wish.ForColour {
		n.What = outcomes[r.Outcome][0]
	} else if i := slices.IndexFunc(e.By.Posts, func(p actor.Post) bool { return p.ID == e.Post }); i >= 0 {
		n.Unit = e.By.Posts[i].Org
	}
	return []notice.Notice{n}, nil
}

// deciders are the persons who decide what is asked for in a wish because they lead the level that does.
func deciders(ctx context.Context, q db.Querier, w wish.Wish, at time.Time) ([]string, error) {
	level, kind, role := w.Asked.Colour, org.District, is(actor.CommandCentre)
	if w.Asked.For != wish.ForColour { // the level above
		level = map[wish.Colour]wish.Colour{wish.Blue: wish.Yellow}[wish.Level(w)]
	}
	switch {
	case level == wish.Blue:
		orgs, err := org.Below(ctx, q, []string{w.Community})
		if err != nil {
			return nil, err
		}
		return acting(ctx, q, orgs, is(actor.Secretary, actor.ViceSecretary), at)
	case level == wish.Yellow:
		kind, role = org.Street, is(actor.StreetLeader)
	case w.Asked.For != wish.ForColour && wish.Level(w) == wish.Red && w.Asked.Role != string(actor.GroupLeader):
		return acting(ctx, q, []org.Org{{ID: w.Unit}}, is(actor.GroupLeader), at)
	}
	orgs, err := org.Units(ctx, q, w.Community, kind)
	if err != nil {
		return nil, err
	}
	return acting(ctx, q, orgs, role, at)
}

// is tells whether a role is one of some.
func is(roles ...actor.Role) func(actor.Role) bool {
	return func(r actor.Role) bool { return slices.Contains(roles, r) }
}

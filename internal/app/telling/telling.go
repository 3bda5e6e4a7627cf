// Package telling joins the notices to what they are about: whom an act concerns, what its reader may see of it, and who acts for
// a unit. app calls it from its reactions.
package telling

import (
	"context"
	"slices"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/hub"
	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/reception"
	"linli/internal/reception/receptionweb"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb"
)

// Teller is what the notices ask of the rooms that they tell of.
type Teller struct {
	DB       *db.DB
	Lists    *list.Lists
	Teas     *reception.Service
	Accounts *account.Service
	Notices  *notice.Service

	// Hooks is what an actor may see of a subscription of webhooks. NotFound: nothing.
	Hooks func(ctx context.Context, who actor.Actor, about chain.Subject) (text.Facts, error)
}

// HandlersOf are the persons who act for an organisation at a moment: who holds a post that handles, or stands in there. For a
// committee also the community's desk, whose posts may be of the party's branch.
func HandlersOf(ctx context.Context, q db.Querier, unit string, at time.Time) (out []string, err error) {
	o, err := org.ByID(ctx, q, unit)
	if errs.Is(err, errs.NotFound) {
		return nil, nil // one that is no more holds up nobody else's notice
	}
	if err != nil {
		return nil, err
	}
	if o.Kind != org.CommunityCommittee {
		return acting(ctx, q, []org.Org{o}, wish.Handles, at)
	}
	orgs, err := org.Below(ctx, q, []string{o.Place})
	if err != nil {
		return nil, err
	}
	orgs = slices.DeleteFunc(orgs, func(x org.Org) bool { return x.Place != o.Place })
	return acting(ctx, q, orgs, wish.AtDesk, at)
}

// acting are the persons who act at a moment in posts of some organisations whose role may do something: holders, and who stands in for
// them.
func acting(ctx context.Context, q db.Querier, orgs []org.Org, may func(actor.Role) bool, at time.Time) (out []string, err error) {
	var posts []string
	for _, x := range orgs {
		holders, err := org.HoldersOf(ctx, q, x.ID, at)
		if err != nil {
			return nil, err
		}
		for _, h := range holders {
			if may(h.Post.Role) {
				posts, out = append(posts, h.Post.ID), append(out, h.Person)
			}
		}
	}
	stands, err := org.PostStandIns(ctx, q, posts, at)
	for _, x := range stands {
		if !x.From.After(at) {
			out = append(out, x.Person)
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(p string) bool { return p == "" }), err
}

// PageOf is the page of what a notice is about.
func PageOf(about chain.Subject) string {
	switch about.Kind {
	case wishweb.Kind:
		return "/wishes/" + about.ID
	case reception.Kind:
		return receptionweb.Root + "/" + about.ID
	case arrival.PartKind:
		return "/inbox?state=" + string(wish.Submitted)
	case hook.Kind:
		return "/admin/hooks/" + about.ID
	case hub.Kind:
		return "/admin/hubs/" + about.ID
	}
	return ""
}

// SeenBy is what a person may see of a matter now: with the account's posts and proxies, or, without an account, as the person
// alone. Somebody whose account is shut sees nothing.
func (a *Teller) SeenBy(ctx context.Context, personID string, about chain.Subject) (text.Facts, error) {
	acc, err := account.ByPerson(ctx, a.DB, personID)
	if errs.Is(err, errs.NotFound) {
		p, err := person.ByID(ctx, a.DB, personID)
		if err != nil {
			return text.Facts{}, err
		}
		return a.FactsFor(ctx, actor.Actor{Person: p.ID, Home: p.Place}, about)
	}
	if err != nil {
		return text.Facts{}, err
	}
	who, err := a.Accounts.Actor(ctx, acc.ID)
	if errs.Is(err, errs.Unauthenticated) {
		return text.Facts{}, unseen()
	}
	if err != nil {
		return text.Facts{}, err
	}
	return a.FactsFor(ctx, who, about)
}

// FactsFor is what an actor may see of a matter: a title as that reader reads it. NotFound where it is nothing; but a group's
// robot, which is nobody, says the number of a wish that is not public, for the group is of the unit that has it.
func (a *Teller) FactsFor(ctx context.Context, who actor.Actor, about chain.Subject) (f text.Facts, err error) {
	switch about.Kind {
	case wishweb.Kind:
		all, err := a.Lists.Some(ctx, actor.Job("notice"), []string{about.ID})
		switch {
		case err != nil:
			return f, err
		case len(all) == 0:
			return f, unseen()
		}
		w := all[0]
		view := wish.ViewOf(who, w)
		if view == wish.NotSeen && who.Person != "" {
			return f, unseen()
		}
		f = text.Facts{Number: w.ShortNumber(), Day: w.Due, Path: PageOf(about)}
		if view != wish.NotSeen {
			w = wish.Redact(who, w)
			f.Title = w.Title
		}
		if view < wish.SubmitterView {
			w.Place = w.Community
		}
		return f, a.named(ctx, &f, w.Place, w.Unit)
	case arrival.PartKind:
		return a.importFor(ctx, who, about)
	case hook.Kind, hub.Kind:
		return a.Hooks(ctx, who, about)
	case reception.Kind:
		seen, err := a.Teas.See(ctx, who, about.ID)
		if err != nil {
			return f, err
		}
		x := seen.Session
		f = text.Facts{Title: x.Title, Day: x.StartsAt, Path: PageOf(about)}
		return f, a.named(ctx, &f, x.Place, "")
	}
	return f, unseen()
}

// importFor is what an actor may see of wishes that a table has brought: how many, and to whom, for who acts for that unit.
func (a *Teller) importFor(ctx context.Context, who actor.Actor, about chain.Subject) (f text.Facts, err error) {
	part, err := arrival.PartByID(ctx, a.DB, about.ID)
	if err != nil {
		return f, err
	}
	if who.Person != "" {
		act, err := HandlersOf(ctx, a.DB, part.Unit, a.DB.Now())
		if err != nil {
			return f, err
		}
		if !slices.Contains(act, who.Person) {
			return f, unseen()
		}
	}
	names, err := org.Names(ctx, a.DB, []string{part.Unit})
	return text.Facts{Count: part.Wishes, Unit: names[part.Unit], Path: PageOf(about)}, err
}

func unseen() error { return errs.New(errs.NotFound, "error.not_found") }

// named puts the names of a place, by its 邻里 or community, and of an organisation into facts.
func (a *Teller) named(ctx context.Context, f *text.Facts, code, unit string) error {
	code = place.NeighbourhoodOf(code)
	names, err := place.Names(ctx, a.DB, []string{code})
	if err != nil {
		return err
	}
	f.Place = place.Short(names[code])
	if unit == "" {
		return nil
	}
	orgs, err := org.Names(ctx, a.DB, []string{unit})
	f.Unit = orgs[unit]
	return err
}

// ownKinds are the acts of which a submitter is told.
var ownKinds = map[wish.Act]notice.Kind{
	wish.Accept: notice.Accepted, wish.Reject: notice.Rejected, wish.Classify: notice.Classified, wish.Answer: notice.Answered,
	wish.Reopen: notice.Reopened, wish.Unmerge: notice.Reopened,
	wish.Evaluate: notice.Closed, wish.CallBack: notice.Closed, wish.Expire: notice.Closed, wish.Merge: notice.Merged,
}

// toldOf is what people are told of an act on a wish: its submitter and who filed for that person, and the unit to which it has
// come. Who did it is told nothing.
func toldOf(e wish.Changed) (out []notice.Notice) {
	w := e.Wish
	own := func(k notice.Kind) notice.Notice {
		return notice.Notice{Kind: k, Persons: []string{w.Submitter, w.Proxy}, Day: w.Due}
	}
	unit := func(k notice.Kind, units ...string) notice.Notice {
		return notice.Notice{Kind: k, Units: units, Day: w.Due}
	}
	if k, ok := ownKinds[e.Act]; ok {
		out = append(out, own(k))
	}
	switch e.Act {
	case wish.File, wish.Reopen:
		out = append(out, unit(notice.Arrived, w.Unit))
	case wish.Warn:
		out = append(out, unit(notice.Soon, w.Unit))
	case wish.Report:
		out = append(out, unit(notice.Overdue, w.Unit))
	case wish.Escalate:
		out = append(out, unit(notice.Raised, e.Old.Unit))
	}
	if e.Act != wish.File && e.Act != wish.Reopen && w.Open() && w.Unit != e.Old.Unit {
		k := notice.Arrived
		if e.Act == wish.Return {
			k = notice.Returned
		}
		out = append(out, unit(k, w.Unit))
	}
	if fresh := without(w.Beside, e.Old.Beside); len(fresh) > 0 {
		out = append(out, unit(notice.Task, fresh...))
	}
	for i := range out {
		out[i].Subject, out[i].By, out[i].Unit = chain.Subject{Kind: wishweb.Kind, ID: w.ID}, e.By.Person, w.Unit
	}
	return out
}

// without are those of some that are not among others.
func without(some, others []string) (out []string) {
	for _, x := range some {
		if !slices.Contains(others, x) {
			out = append(out, x)
		}
	}
	return out
}

// WishTx tells what follows from an act on a wish, in its transaction.
func (a *Teller) WishTx(ctx context.Context, tx *db.Tx, e wish.Changed) error {
	w := e.Wish
	asked, err := ofRequest(ctx, tx, e)
	if err != nil {
		return err
	}
	told := append(toldOf(e), asked...)
	up, level := notice.Notice{By: e.By.Person, Subject: chain.Subject{Kind: wishweb.Kind, ID: w.ID}, Unit: w.Unit}, w.Colour
	switch {
	case e.Act == wish.RulingSoon:
		up.Kind, up.Day = notice.RulingSoon, w.RulingDue
	case e.Act == wish.RulingLate:
		up.Kind, up.Day, level = notice.RulingLate, w.RulingDue, wish.Red
	case !w.RulingDue.IsZero() && e.Old.RulingDue.IsZero():
		up.Kind, up.Day = notice.Ruling, w.RulingDue
	case e.Act == wish.Report:
		up.Kind, up.Day, level = notice.Overdue, w.Due, wish.Level(w)
	}
	if up.Kind != "" {
		if up.Units, err = above(ctx, tx, w, level); err != nil {
			return err
		}
		told = append(told, up)
	}
	for _, n := range told {
		if err := a.Notices.TellTx(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// above are the organisations of the level above a colour, whose leaders rule who has a wish (wish.mayRule) and are told when its
// date has passed: the street's for blue, the district's else.
func above(ctx context.Context, q db.Querier, w wish.Wish, colour wish.Colour) (ids []string, err error) {
	level := org.District
	if colour == wish.Blue && (w.Asked.Colour == wish.Unsorted || w.Asked.Colour == wish.Blue) {
		level = org.Street
	}
	units, err := org.Units(ctx, q, w.Community, level)
	for _, o := range units {
		ids = append(ids, o.ID)
	}
	return ids, err
}

// ImportTx tells each unit to which a table has brought open wishes of all of them at once; whose wishes they are is told nothing,
// as of any wish that is filed.
func (a *Teller) ImportTx(ctx context.Context, tx *db.Tx, e arrival.Ended) error {
	for _, p := range e.Parts {
		err := a.Notices.TellTx(ctx, tx, notice.Notice{
			Kind: notice.Imported, Subject: chain.Subject{Kind: arrival.PartKind, ID: p.ID}, Units: []string{p.Unit}, By: e.By, Once: p.ID,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// TeaTx tells, when a tea is announced, who lives where a tea is held.
func (a *Teller) TeaTx(ctx context.Context, tx *db.Tx, e reception.Changed) error {
	if e.Act != reception.Announce {
		return nil
	}
	return a.Notices.TellTx(ctx, tx, notice.Notice{
		Kind: notice.Tea, Subject: chain.Subject{Kind: reception.Kind, ID: e.Session.ID}, Place: e.Session.Place, By: e.By.Person,
	})
}

// Followers brings answers to who follows a wish (follow.Messenger).
type Followers struct{ *Teller }

// Reach tells whether a message could go to a person's telephone, and whether that was refused.
func (f Followers) Reach(ctx context.Context, personID string) (could, refused bool, err error) {
	if could, err = f.Notices.Rings(ctx, personID); err != nil || !could {
		return false, false, err
	}
	w, err := notice.WayOf(ctx, f.DB, personID, notice.Followed, notice.SMS)
	return true, w == notice.Never, err
}

// RefuseTx keeps whether that is refused.
func (f Followers) RefuseTx(ctx context.Context, tx *db.Tx, personID string, yes bool) (bool, error) {
	w := notice.Now
	if yes {
		w = notice.Never
	}
	return notice.SetTx(ctx, tx, personID, notice.Followed, notice.SMS, w)
}

// TellTx tells them of the answer.
func (f Followers) TellTx(ctx context.Context, tx *db.Tx, wishID string, persons []string) error {
	return f.Notices.TellTx(ctx, tx, notice.Notice{Kind: notice.Followed, Subject: chain.Subject{Kind: wishweb.Kind, ID: wishID}, Persons: persons})
}

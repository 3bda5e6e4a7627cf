package access

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/hub"
	"linli/internal/export"
	"linli/internal/file"
	"linli/internal/journal"
	"linli/internal/notice"
	"linli/internal/org"
	orgs "linli/internal/org/listing"
	"linli/internal/person"
	people "linli/internal/person/listing"
	"linli/internal/place"
	places "linli/internal/place/listing"
	"linli/internal/privacy"
	"linli/internal/reception"
	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/bulk"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/figure"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
	"linli/internal/wish/precedent"
	"linli/internal/wish/publish"
	"linli/internal/wish/suggest"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/deskweb"
)

const theWish = "the-wish"

// Page is docs/permissions.md: the same bytes from the same policies and the same routes.txt.
func Page() ([]byte, error) {
	routes, err := Routes()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("# Who may do what\n\nDrawn by `make generate` from the policies themselves (`internal/*/policy.go`) and from `internal/app/access/routes.txt`, with\n" +
		"which the tests compare every answer of every route to every kind of caller, on both engines. A change of a policy is a change\nof this page.\n")
	cast(&b)
	views(&b)
	acts(&b)
	files(&b)
	teas(&b)
	keeping(&b)
	ground(&b)
	shared(&b)
	walked(&b, routes)
	return b.Bytes(), nil
}

func cast(b *bytes.Buffer) {
	b.WriteString("\n## Who comes\n\nA right belongs to a post: its role, its organisation, and the place that this covers. One who holds several posts has the rights\n" +
		"of each. What one may not see answers as if it were not there.\n\n| | who | role | covers |\n| --- | --- | --- | --- |\n")
	for _, a := range Audiences() {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", a.Key, a.Name, a.Role, coverage(a))
	}
}

func coverage(a Audience) string {
	switch {
	case a.At == "":
		return ""
	case a.Role == actor.Handler || a.Role == actor.GroupLeader:
		return "what its own organisation was given"
	}
	return map[string]string{District: "the district", Street: "the street", Community: "the community", Elsewhere: "the other community"}[a.At]
}

// Wish is a wish in the situation, as the policies see it.
func (s Situation) Wish() wish.Wish {
	w := wish.Wish{
		ID: theWish, Community: Community, Place: Building, Submitter: Submitter,
		State: s.State, Visibility: s.Visibility, Colour: s.Colour, Unit: s.Unit,
	}
	if s.Ruling {
		w.RulingDue, w.Returned = time.Unix(2, 0), 2
	}
	if wish.Working(s.State) {
		w.Due = time.Unix(9, 0)
	}
	switch s.Asked {
	case wish.ForTime:
		w.Asked = wish.Asked{For: s.Asked, By: "who asked"}
	case wish.ForColour:
		w.Asked = wish.Asked{For: s.Asked, By: "who asked", Colour: wish.Yellow, Unit: Office}
	}
	if s.Paused {
		w.PausedUntil = time.Unix(9, 0)
	}
	if s.Joint {
		w.Beside = []string{OtherOffice}
	}
	if s.Colour != "" && s.Unit != Committee {
		w.Sender = Committee
	}
	if s.Raised {
		w.First, w.Sender = Firm, ""
	}
	if s.State != wish.Submitted && s.State != wish.Rejected {
		w.AcceptedAt, w.Publicity = time.Unix(1, 0), wish.Published
	}
	if s.State == wish.Answered || s.State == wish.Closed || s.State == wish.Archived {
		w.AnsweredAt, w.EvaluateDue = time.Unix(1, 0), time.Unix(2, 0)
	}
	return w
}

// units are the four places where a wish may stand.
var units = []Situation{
	{Key: "not sorted, at the community", Unit: Committee},
	{Key: "blue, at the property firm", Colour: wish.Blue, Unit: Firm},
	{Key: "yellow, at the office of the street", Colour: wish.Yellow, Unit: Office},
	{Key: "red, at the superior group", Colour: wish.Red, Unit: Group},
	{Key: "yellow, returned to the community as often as may be", Colour: wish.Yellow, Unit: Committee, Ruling: true},
	{Key: "yellow, at the office of the street, another office helps", Colour: wish.Yellow, Unit: Office, Joint: true},
	{Key: "yellow, at the office of the street, which asks for more time", Colour: wish.Yellow, Unit: Office, Asked: wish.ForTime},
	{Key: "blue, at the community, whose secretary asks the office of the street to take it", Colour: wish.Blue, Unit: Committee, Asked: wish.ForColour},
	{Key: "blue, at the community, paused", Colour: wish.Blue, Unit: Committee, Paused: true},
	{Key: "yellow, at the street, moved up from the property firm", Colour: wish.Yellow, Unit: Town, Raised: true},
}

// In is the situation in another state and visibility.
func (s Situation) in(st wish.State, v wish.Visibility) wish.Wish {
	s.State, s.Visibility = st, v
	return s.Wish()
}

// answeredAt is a wish that was answered at a unit, in its evaluation window.
func answeredAt(u Situation) wish.Wish {
	w := u.in(wish.Answered, wish.Public)
	w.At, w.EvaluateDue = time.Unix(1, 0), time.Unix(2, 0)
	return w
}

func views(b *bytes.Buffer) {
	b.WriteString("\n## How much of a wish is seen\n\n`full` all of it, names masked · `own` the answer, own words, what is for the submitter · `public` title, mark, steps · `–` nothing: it answers\n" +
		"as if it were not there. Each cell: public wish / private wish.\n")
	for _, u := range units {
		heading(b, u.Key)
		for _, a := range Audiences() {
			fmt.Fprintf(b, "| %s |", a.Name)
			for _, st := range wish.Flow.States {
				who := a.Actor(theWish)
				fmt.Fprintf(b, " %s / %s |", seen(wish.ViewOf(who, u.in(st, wish.Public))), seen(wish.ViewOf(who, u.in(st, wish.Private))))
			}
			b.WriteString("\n")
		}
	}
}

func seen(v wish.View) string {
	return map[wish.View]string{wish.NotSeen: "–", wish.PublicView: "public", wish.SubmitterView: "own", wish.StaffView: "full"}[v]
}

func heading(b *bytes.Buffer, unit string) {
	fmt.Fprintf(b, "\n**%s**\n\n| |", strings.ToUpper(unit[:1])+unit[1:])
	for _, st := range wish.Flow.States {
		fmt.Fprintf(b, " %s |", strings.ReplaceAll(string(st), "_", " "))
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(wish.Flow.States)+1) + "\n")
}

func acts(b *bytes.Buffer) {
	b.WriteString("\n## What may be done to a wish\n\nBy who, where it stands and its state. The buttons of a page and the verbs behind them ask the same function. Taking up what is in\n" +
		"progress is possible only while nobody holds the post that had it. The system itself may let an evaluation's window end (`expire`) and\n" +
		"archive. Who gave the answer never judges it.\n")
	for _, u := range units {
		heading(b, u.Key)
		for _, a := range Audiences() {
			cells, any := "", false
			for _, st := range wish.Flow.States {
				may := able(a.Actor(theWish), u, st)
				any = any || may != ""
				cells += " " + may + " |"
			}
			if any {
				fmt.Fprintf(b, "| %s |%s\n", a.Name, cells)
			}
		}
	}
}

// able is what an actor may do to a public wish, and to a private one where that differs.
func able(a actor.Actor, u Situation, st wish.State) string {
	list := func(v wish.Visibility) string {
		w, out := u.in(st, v), []string(nil)
		w.Vacant = true
		for _, act := range wish.Acts() {
			if wish.Can(a, act, w) {
				out = append(out, string(act))
			}
		}
		return strings.Join(out, ", ")
	}
	open, private := list(wish.Public), list(wish.Private)
	if open != private {
		return "public: " + open + "; private: " + private
	}
	return open
}

// files is what may be done to photos and voice notes, by how somebody stands to the wish: who sees it as its submitter or as
// staff sees its files, neighbours what was released.
func files(b *bytes.Buffer) {
	b.WriteString("\n## Photos and voice notes of a wish\n\nWho sees the wish as its submitter or as staff sees them; neighbours see a photo once somebody has released it, and never hear\n" +
		"a voice note. The community's desk and the unit that has the wish handle them.\n\n| |")
	photo := file.File{Subject: file.Subject{Kind: "wish", ID: theWish}, Kind: file.Photo, Role: file.Request, Audience: file.ForSubmitter}
	voice := photo
	voice.Kind = file.Voice
	for _, act := range file.Acts() {
		fmt.Fprintf(b, " %s: photo | voice |", strings.TrimPrefix(string(act), "file."))
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", 2*len(file.Acts())+1) + "\n")
	for _, x := range []struct {
		name string
		at   file.Standing
	}{
		{"neighbour", file.Standing{Sees: file.ForPublic, Public: true}},
		{"submitter, before anybody has taken the wish up", file.Standing{Sees: file.ForSubmitter, Retract: true, Public: true}},
		{"submitter, later", file.Standing{Sees: file.ForSubmitter, Public: true}},
		{"who handles a public wish", file.Standing{Sees: file.ForStaff, Handles: true, Public: true}},
		{"who handles a private wish", file.Standing{Sees: file.ForStaff, Handles: true}},
		{"staff who see the wish and do not handle it", file.Standing{Sees: file.ForStaff, Public: true}},
	} {
		fmt.Fprintf(b, "| %s |", x.name)
		for _, act := range file.Acts() {
			fmt.Fprintf(b, " %s | %s |", yes(file.May(x.at, act, photo)), yes(file.May(x.at, act, voice)))
		}
		b.WriteString("\n")
	}
}

// aTea is a tea of the community in a state, an hour after it began, with a promise of the property firm.
func aTea(st reception.State) (reception.Session, reception.Promise) {
	began := time.Unix(1_000_000, 0)
	s := reception.Session{Place: Community, State: st, StartsAt: began, At: began.Add(time.Hour), Until: began.Add(time.Hour * 30)}
	if st != reception.Planned {
		s.AnnouncedAt = began
	}
	if st == reception.Published || st == reception.Done {
		s.PublishedAt = began
	}
	return s, reception.Promise{Place: Community, Unit: Firm}
}

// teas is who sees a secretary's tea, and what may be done to it, by its state.
func teas(b *bytes.Buffer) {
	b.WriteString("\n## The secretary's tea\n\nHow much of it is seen, and what may be done: `full` all of it · `public` as everybody once it is announced; minutes and promises when they\n" +
		"are published · `–` nothing. Who was invited by name and has opened the one-time link sees this one tea as its guest until the day after it:\n" +
		"who comes, what is promised and what was said, and may do nothing. `fulfil` and `explain` here are about a promise of the property firm.\n\n| |")
	for _, st := range reception.Flow.States {
		fmt.Fprintf(b, " %s |", st)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(reception.Flow.States)+1) + "\n")
	for _, a := range Audiences() {
		fmt.Fprintf(b, "| %s |", a.Name)
		who := a.Actor(theWish)
		for _, st := range reception.Flow.States {
			s, p := aTea(st)
			view := map[reception.View]string{reception.NotSeen: "–", reception.PublicView: "public", reception.StaffView: "full"}[reception.ViewOf(who, s)]
			var may []string
			for _, act := range reception.Acts() {
				keeps := act == reception.Fulfil || act == reception.Explain
				if keeps && reception.CanKeep(who, s, p) || !keeps && reception.Can(who, act, s) {
					may = append(may, string(act))
				}
			}
			fmt.Fprintf(b, " %s |", strings.Trim(view+": "+strings.Join(may, ", "), ": "))
		}
		b.WriteString("\n")
	}
}

// keeping is what of teas does not hang on their state.
func keeping(b *bytes.Buffer) {
	s, ofFirm := aTea(reception.Published)
	ofOffice := reception.Promise{Place: Community, Unit: Office}
	grid(b, "Teas beside their states", "Promises of the community's tea.", []question{
		{"plan a tea of the community", func(a actor.Actor) bool { return by(reception.MayPlan(a, Community)) }},
		{"see teas before they are announced", func(a actor.Actor) bool { return len(reception.Overseen(a)) > 0 }},
		{"write down wishes, in some state", func(a actor.Actor) bool { return by(reception.May(a, reception.Hear, s)) }},
		{"say that the property firm's promise is kept", func(a actor.Actor) bool { return by(reception.MayKeep(a, ofFirm)) }},
		{"that of the street's office", func(a actor.Actor) bool { return by(reception.MayKeep(a, ofOffice)) }},
	})
}

// question is something that a policy decides about an actor.
type question struct {
	Name string
	Ask  func(actor.Actor) bool
}

// by leaves out under which post.
func by(_ actor.Post, ok bool) bool { return ok }

// holds tells whether one of the actor's posts is of such a role.
func holds(a actor.Actor, such func(actor.Role) bool) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return such(p.Role) })
}

// besideStates is what does not hang on a state of a wish.
func besideStates() []question {
	return []question{
		{"file for somebody at the desk of the community", func(a actor.Actor) bool { return by(wish.MayFileFor(a, Community)) }},
		{"see how to reach the submitter: at the community", func(a actor.Actor) bool { return by(wish.MayCall(a, units[0].Wish())) }},
		{"at the property firm", func(a actor.Actor) bool { return by(wish.MayCall(a, units[1].Wish())) }},
		{"at the office of the street", func(a actor.Actor) bool { return by(wish.MayCall(a, units[2].Wish())) }},
		{"at the superior group", func(a actor.Actor) bool { return by(wish.MayCall(a, units[3].Wish())) }},
		{"call back, answered at the office of the street", func(a actor.Actor) bool { return by(wish.MayCallBack(a, answeredAt(units[2]))) }},
		{"call back, answered at the community", func(a actor.Actor) bool { return by(wish.MayCallBack(a, answeredAt(units[0]))) }},
		{"imports wishes into the community", func(a actor.Actor) bool { return by(arrival.MayAt(a, Community)) }},
		{"imports orders that were handed to the community", func(a actor.Actor) bool { return by(arrival.MaySort(a, Community, true)) }},
		{"imports orders of other units there", func(a actor.Actor) bool { return by(arrival.MaySort(a, Community, false)) }},
		{"imports what submitters said in call-backs there", func(a actor.Actor) bool { return by(arrival.MayJudge(a, Community)) }},
		{"imports wishes somewhere", func(a actor.Actor) bool { return by((*arrival.Kind)(nil).May(a)) }},
		{"imports people", func(a actor.Actor) bool { return by((*people.Kind)(nil).May(a)) }},
		{"imports organisations", func(a actor.Actor) bool { return by((*orgs.Kind)(nil).May(a)) }},
		{"imports neighbourhoods and buildings", func(a actor.Actor) bool { return by((*places.Kind)(nil).May(a)) }},
		{"sees the dispatch catalogue of the community", func(a actor.Actor) bool { return dispatch.MaySee(a, Community) }},
		{"takes it out as a table", func(a actor.Actor) bool { return by(dispatch.Reads(a, Community)) }},
		{"changes it", func(a actor.Actor) bool { return by(dispatch.MayEdit(a, Community)) }},
		{"is offered the community, to change its catalogue", func(a actor.Actor) bool { return offered(dispatch.Edits(a)) }},
		{"names a unit above the community there", func(a actor.Actor) bool {
			p, ok := dispatch.MayEdit(a, Community)
			return ok && dispatch.MayName(p, District)
		}},
		{"changes that of the district", func(a actor.Actor) bool { return by(dispatch.MayEdit(a, District)) }},
		{"changes the topics", func(a actor.Actor) bool { return by(topic.MayEdit(a)) }},
		{"sort on the board", func(a actor.Actor) bool { return len(wish.SortsAt(a)) > 0 }},
		{"sees the precedents of the community", func(a actor.Actor) bool { return precedent.MaySee(a, Community) }},
		{"revokes one that the street has ruled", func(a actor.Actor) bool {
			return by(precedent.MayRevoke(a, precedent.Precedent{Place: Community, Tier: precedent.Street}))
		}},
		{"one that the district has ruled", func(a actor.Actor) bool {
			return by(precedent.MayRevoke(a, precedent.Precedent{Place: Community, Tier: precedent.District}))
		}},
		{"sees what was moved up or is overdue in the community", func(a actor.Actor) bool { return by(wish.Oversees(a, Community)) }},
		{"sees the figures of the community, and the lists behind them", func(a actor.Actor) bool { return figure.MaySee(a, Community) }},
		{"of the street", func(a actor.Actor) bool { return figure.MaySee(a, Street) }},
		{"of the district", func(a actor.Actor) bool { return figure.MaySee(a, District) }},
		{"comes to figures of an own place first", func(a actor.Actor) bool { return figure.Home(a) != "" }},
		{"is shown suggestions for a wish of the community", func(a actor.Actor) bool { return by(suggest.MayUse(a, units[0].Wish())) }},
		{"sees how good the district's suggestions are", func(a actor.Actor) bool { return by(suggest.MaySee(a, District)) }},
		{"comes to the district's suggestions by the navigation", func(a actor.Actor) bool { return suggest.Home(a) == District }},
		{"has the district's suggestions trained, and stops that", func(a actor.Actor) bool { return by(suggest.MayTrain(a, District)) }},
		{"answers for all that happens in the community, private wishes too, or audits it", func(a actor.Actor) bool { return by(wish.Oversees(a, Community)) }},
		{"has the button “register”", func(a actor.Actor) bool { return deskweb.Door(a).Key != "" }},
		{"handles wishes", wishweb.Handles},
		{"has lists of wishes, and keeps them under names", list.HasDesk},
		{"acts on many at once, each by its own right", func(a actor.Actor) bool { return bulk.May(a) == nil }},
		{"prints and exports wishes of the community", func(a actor.Actor) bool { return by(bulk.TakesOut(a, units[0].in(wish.Accepted, wish.Public))) }},
		{"and private ones", func(a actor.Actor) bool { return by(bulk.TakesOut(a, units[0].in(wish.Accepted, wish.Private))) }},
		{"sets up the ways of notices, and writes their words", func(a actor.Actor) bool { return by(notice.MayConfigure(a)) }},
		{"looks after webhooks of the district", func(a actor.Actor) bool { return by(hook.MayManage(a, District)) }},
		{"looks after the hubs of the district", func(a actor.Actor) bool { return by(hub.MayManage(a, District)) }},
		{"says where a hub's orders of the district belong", func(a actor.Actor) bool { return by(hub.MayPlace(a, District)) }},
		{"speaks for a hub of the district, by a token of a program", func(a actor.Actor) bool { return by(hub.MaySpeak(program(a), District)) }},
		{"comes to the webhooks of an own place", func(a actor.Actor) bool { return len(hook.Places(a)) > 0 }},
		{"has notices of one's own, and says how they come", notice.MayChoose},
		{"is told as staff too: what arrives, what is late", func(a actor.Actor) bool { return len(notice.KindsFor(a)) > len(notice.ForResidents()) }},
		{"receives wishes at the desk of a community", func(a actor.Actor) bool { return holds(a, wish.AtDesk) }},
		{"acts for the unit of the own post", func(a actor.Actor) bool { return holds(a, wish.Handles) }},
		{"acts for the office of the street", func(a actor.Actor) bool { return by(wish.ActsFor(a, Office)) }},
	}
}

// ground is what does not hang on a wish's state.
func ground(b *bytes.Buffer) {
	lives := person.Person{ID: Submitter, Place: Building}
	grid(b, "Wishes beside their states", "The telephone is asked for where the wish stands at the unit named.", besideStates())
	grid(b, "People", "The submitter of the wish, who lives in the community.", []question{
		{"see in full", func(a actor.Actor) bool { return by(person.MaySee(a, lives)) }},
		{"add somebody who lives there", func(a actor.Actor) bool { return by(person.MayCreate(a, Building)) }},
		{"add somebody without a home here", func(a actor.Actor) bool { return by(person.MayCreate(a, "")) }},
		{"change what is kept", func(a actor.Actor) bool { return by(person.MayUpdate(a, lives)) }},
		{"write down how to reach", func(a actor.Actor) bool { return by(person.MaySetContact(a, lives)) }},
		{"look for people by name, initials or number", func(a actor.Actor) bool { return len(person.Scope(a)) > 0 }},
		{"find the submitter so", func(a actor.Actor) bool { return person.AtDesk(a, lives) }},
		{"record a proxy", func(a actor.Actor) bool { return by(person.MayRecordProxy(a, lives)) }},
	})
	rights(b, lives)
	officials(b)
}

// officials is what does not hang on residents: places, organisations, accounts.
func officials(b *bytes.Buffer) {
	desk := account.Holder{Person: "clerk", Posts: []actor.Post{{Place: Community, Role: actor.SocialWorker}}}
	admin := account.Holder{Person: "another", Posts: []actor.Post{{Place: Community, Role: actor.SystemAdmin}}}
	secretary := actor.Post{ID: "of the secretary", Org: Party, Place: Community, Role: actor.Secretary}
	grid(b, "Places, organisations, accounts", together(), []question{
		{"add or rename a 邻里 or a building", func(a actor.Actor) bool { return by(place.MayEdit(a, Building)) }},
		{"edit the community itself", func(a actor.Actor) bool { return by(place.MayEdit(a, Community)) }},
		{"import a list of the district", func(a actor.Actor) bool { return by(place.MayImport(a, District)) }},
		{"manage the community's organisations and posts", func(a actor.Actor) bool { return by(org.MayManage(a, Community)) }},
		{"let a doubtful credit code stand", func(a actor.Actor) bool { return by(org.MayOverride(a, Community)) }},
		{"appoint to a post of the community", func(a actor.Actor) bool { return by(org.MayAppoint(a, Community, actor.Secretary, false)) }},
		{"appoint an administrator", func(a actor.Actor) bool { return by(org.MayAppoint(a, Community, actor.SystemAdmin, false)) }},
		{"appoint the first of the three", func(a actor.Actor) bool { return by(org.MayAppoint(a, Community, actor.AuditAdmin, true)) }},
		{"name a stand-in for the community's secretary", func(a actor.Actor) bool { return by(org.MayNameStandIn(a, secretary, "secretary")) }},
		{"may stand in for the community's secretary", func(a actor.Actor) bool { return org.MayBeStandIn(secretary, a.Posts) }},
		{"manage the account of somebody at the community", func(a actor.Actor) bool { return by(account.MayManage(a, desk)) }},
		{"manage an administrator's account", func(a actor.Actor) bool { return by(account.MayManage(a, admin)) }},
		{"manage the account of a resident", func(a actor.Actor) bool {
			return by(account.MayManage(a, account.Holder{Person: Submitter, Home: Building}))
		}},
		{"unlock, take a factor back, end sessions", func(a actor.Actor) bool { return by(account.MayGuard(a, desk)) }},
		{"set a password without a link", account.MaySetPassword},
		{"read the journal of acts, in the own scope", func(a actor.Actor) bool { _, ok := journal.MayRead(a); return ok }},
		{"make access tokens for programs", func(a actor.Actor) bool { return len(token.MayMake(a)) > 0 }},
		{"see and take back everybody's access tokens", func(a actor.Actor) bool { return len(token.MayOversee(a)) > 0 }},
		{"make the account of a resident", func(a actor.Actor) bool { return account.MayAddResident(a, Submitter) }},
	})
}

// shared is what of a wish is public, and who has the same wish.
func shared(b *bytes.Buffer) {
	open := func(i int, v wish.Visibility) wish.Wish { return units[i].in(wish.InProgress, v) }
	grid(b, "What neighbours read of a wish, and who has the same", "The submitter's wish, while it is handled at the unit named.", []question{
		{"decide what of a public wish neighbours read: at the community", func(a actor.Actor) bool { return by(publish.May(a, open(0, wish.Public))) }},
		{"at the office of the street", func(a actor.Actor) bool { return by(publish.May(a, open(2, wish.Public))) }},
		{"of a private wish", func(a actor.Actor) bool { return by(publish.May(a, open(0, wish.Private))) }},
		{"has the list of what waits to be made public", publish.Decides},
		{"say “me too” (我也一样): at the community", func(a actor.Actor) bool { return follow.May(a, open(0, wish.Public)) }},
		{"at the property firm", func(a actor.Actor) bool { return follow.May(a, open(1, wish.Public)) }},
		{"at the office of the street", func(a actor.Actor) bool { return follow.May(a, open(2, wish.Public)) }},
		{"to a private wish", func(a actor.Actor) bool { return follow.May(a, open(2, wish.Private)) }},
	})
}

// rights is what people may ask about their own data, and who decides.
func rights(b *bytes.Buffer, lives person.Person) {
	open := privacy.Request{Person: Submitter, By: Submitter, As: privacy.Self, Place: Building, State: privacy.Open}
	questions := []question{
		{"ask to correct or delete", func(a actor.Actor) bool { _, _, ok := privacy.MayAsk(a, lives); return ok }},
		{"agree, and take that back", func(a actor.Actor) bool { _, _, ok := privacy.MayConsent(a, lives); return ok }},
		{"write a request down at a desk", privacy.MayRegister},
		{"sees a list of requests", privacy.Oversees},
	}
	for _, act := range privacy.Acts() {
		questions = append(questions,
			question{string(act) + ", while it is open", func(a actor.Actor) bool { return privacy.Can(a, act, open) }},
			question{string(act) + ", before its state is asked", func(a actor.Actor) bool { return by(privacy.May(a, act, open)) }},
		)
	}
	grid(b, "Rights of people over their data", "A request of the submitter, who lives in the community, about the own data.", append(questions,
		question{"read reports of what was erased", privacy.MayReadReports},
		question{"has a list of exports", export.MayList},
		question{"sees an export of something of the community", func(a actor.Actor) bool { return export.MaySee(a, Building) }},
		question{"sees an export of everything, as the journal", func(a actor.Actor) bool { return export.MaySee(a, "") }},
		question{"publish the notice", func(a actor.Actor) bool { return by(privacy.MayPublish(a)) }},
	))
}

// together says which roles one person may not hold at the same time.
func together() string {
	return fmt.Sprintf("One person may hold an administrator's role and one that works for residents: %s; two administrators' roles: %s, and where the\n"+
		"installation lets one person be all three: %s.", yes(org.Together(actor.SystemAdmin, actor.Secretary, true)),
		yes(org.Together(actor.SystemAdmin, actor.SecurityAdmin, false)), yes(org.Together(actor.SystemAdmin, actor.SecurityAdmin, true)))
}

func yes(b bool) string { return map[bool]string{true: "yes", false: "–"}[b] }

// grid is one table: who against what.
func grid(b *bytes.Buffer, title, text string, questions []question) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if text != "" {
		b.WriteString(text + "\n\n")
	}
	b.WriteString("| |")
	for _, q := range questions {
		fmt.Fprintf(b, " %s |", q.Name)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(questions)+1) + "\n")
	system := Audience{Name: "the system, and who sits at the machine"}
	for _, a := range append(Audiences(), system) {
		who := a.Actor(theWish)
		if a.Name == system.Name {
			who = actor.Job("docs")
		}
		fmt.Fprintf(b, "| %s |", a.Name)
		for _, q := range questions {
			fmt.Fprintf(b, " %s |", yes(q.Ask(who)))
		}
		b.WriteString("\n")
	}
}

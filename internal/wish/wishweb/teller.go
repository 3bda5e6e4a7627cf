package wishweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// Teller says things about wishes to one reader: in the reader's language, at this moment, by the rules that hold now.
// It says names only after Learn has read them. The zero value says places, once learnt.
type Teller struct {
	L      i18n.Localizer
	Book   *rule.Book
	Now    time.Time
	Reader actor.Actor

	orgs   map[string]string // by id, as people say them
	apart  map[string]bool   // units that a colour's own words do not name: firms, the waterworks
	homes  map[string]bool   // communities, to which a wish of any colour may have been returned
	others map[string]string // short numbers of wishes that one is part of, or that are part of one
	people map[string]string // full names by id; shown masked only
	places map[string]string // as people say them, by code
	topics *topic.Tree
}

// Teller is one for whoever asks.
func (d Deps) Teller(r *http.Request) (*Teller, error) {
	book, err := d.Rules.Book(r.Context())
	if err != nil {
		return nil, err
	}
	tree, err := d.Topics.Tree(r.Context(), d.DB)
	if err != nil {
		return nil, err
	}
	return &Teller{L: web.L(r.Context()), Book: book, Now: d.DB.Now(), Reader: d.Who(r), topics: tree}, nil
}

// Topic is what a topic is called.
func (t *Teller) Topic(code wish.Topic) string {
	return t.topics.Name(string(code), string(t.L.Lang()))
}

// FullTopic is what a topic is called, with those above it.
func (t *Teller) FullTopic(code string) string {
	return t.topics.Full(code, string(t.L.Lang()), t.Now)
}

// Kind is the topic at the top of the tree under which a topic stands.
func (t *Teller) Kind(code string) string {
	path := t.topics.Path(code, t.Now)
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// Kinds are the topics at the top of the tree, as residents choose from them.
func (t *Teller) Kinds() (out []web.Option) {
	for _, x := range t.topics.Below("", t.Now) {
		out = append(out, web.Option{Value: x.Code, Label: x.Name(string(t.L.Lang()))})
	}
	return out
}

// AllTopics are all topics in use, each behind the one above it and further in; had is one to choose from although it may have
// ended.
func (t *Teller) AllTopics(had string) (out []web.Option) {
	found := had == ""
	for _, x := range t.topics.All(t.Now) {
		out = append(out, web.Option{Value: x.Code, Label: strings.Repeat("\u3000", x.Depth) + x.Name(string(t.L.Lang()))})
		found = found || x.Code == had
	}
	if !found {
		out = append(out, web.Option{Value: had, Label: t.FullTopic(had)})
	}
	return out
}

// Learn reads the names of everybody and every place that the wishes and their timelines mention: one query each.
func (t *Teller) Learn(ctx context.Context, q db.Querier, wishes []wish.Wish, entries []wish.Entry) error {
	orgs, people, codes, others := Set{}, Set{}, Set{}, Set{}
	for _, w := range wishes {
		orgs.Add(w.Unit, w.Asked.Unit, w.First)
		others.Add(w.Main)
		people.Add(w.Submitter, w.Proxy)
		for _, width := range []int{CommunityWidth, NeighbourhoodWidth, len(w.Place)} {
			if len(w.Place) >= width {
				codes.Add(w.Place[:width])
			}
		}
	}
	for _, e := range entries {
		orgs.Add(e.Detail.Unit)
		others.Add(e.Detail.Wish)
		people.Add(e.Detail.Proxy)
		if e.Who == "" {
			people.Add(e.Person)
		}
	}
	var err error
	if t.others, err = number.Of(ctx, q, others.All()); err != nil {
		return err
	}
	if t.orgs, err = org.Names(ctx, q, orgs.All()); err != nil {
		return err
	}
	if err := t.learnApart(ctx, q, wishes, entries); err != nil {
		return err
	}
	if t.people, err = person.Names(ctx, q, people.All()); err != nil {
		return err
	}
	names, err := place.Names(ctx, q, codes.All())
	t.know(names)
	return err
}

// learnApart finds out which units are neither the community nor the street nor a superior group, where the words of a
// colour would name the wrong one: of wishes that wait to be taken up, and of the entries that say where one was handed.
func (t *Teller) learnApart(ctx context.Context, q db.Querier, wishes []wish.Wish, entries []wish.Entry) error {
	units := Set{}
	for _, w := range wishes {
		if w.State == wish.Classified {
			units.Add(w.Unit)
		}
	}
	for _, e := range entries {
		if e.Act == string(wish.Classify) {
			units.Add(e.Detail.Unit)
		}
	}
	t.apart, t.homes = make(map[string]bool, len(units)), make(map[string]bool, len(units))
	for unit := range units {
		o, err := org.ByID(ctx, q, unit)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		t.apart[unit], t.homes[unit] = o.Kind == org.PropertyFirm || o.Kind == org.Unit, o.Kind == org.CommunityCommittee
	}
	return nil
}

// Apart tells whether the wish stands at a unit that its colour does not name.
func (t *Teller) Apart(w wish.Wish) bool { return t.apart[w.Unit] && t.orgs[w.Unit] != "" }

// LearnPlace reads the names of one more place and of the 邻里 around it. A name that cannot be read is left out.
func (t *Teller) LearnPlace(ctx context.Context, q db.Querier, code string) {
	if names, err := place.Names(ctx, q, []string{code, code[:min(len(code), NeighbourhoodWidth)]}); err == nil {
		t.know(names)
	}
}

// know keeps the names of places by code.
func (t *Teller) know(names map[string]string) {
	if t.places == nil {
		t.places = make(map[string]string, len(names))
	}
	for code, name := range names {
		t.places[code] = place.Short(name)
	}
}

// Mark is the wish's place in the three-colour list.
func Mark(w wish.Wish) web.Colour { return web.Colour(w.Colour) }

// Own tells whether the reader stands on the submitter's side of the wish.
func (t *Teller) Own(w wish.Wish) bool { return wish.ViewOf(t.Reader, w) == wish.SubmitterView }

// OwnKey is the sentence for the submitter's side where there is one of its own.
func OwnKey(key string, own bool) string {
	if own {
		return key + ".own"
	}
	return key
}

// State is where the wish stands, as people say it: 等街道接, 等和畅物业接.
func (t *Teller) State(w wish.Wish, own bool) string {
	key := "wish.state." + string(w.State)
	switch {
	case w.State == wish.Answered:
		key = OwnKey(key, own)
	case w.State == wish.Classified && t.Apart(w):
		return t.L.T("wish.state.classified.unit", t.orgs[w.Unit])
	case w.State == wish.Classified && t.homes[w.Unit]:
		key += "." + string(wish.Blue)
	case w.State == wish.Classified && w.Colour != wish.Unsorted:
		key += "." + string(w.Colour)
	case w.State == wish.Closed:
		key += ended(w)
	}
	return t.L.T(key)
}

// Steps are the words of the progress bar.
func (t *Teller) Steps() []string {
	var words []string
	for _, s := range []string{"received", "sorted", "handled", "answered", "rated"} {
		words = append(words, t.L.T("wish.step."+s))
	}
	return words
}

// Step is the step that the wish is at; 5 when all are done. What ended on the way stays where it ended.
func Step(w wish.Wish) int {
	switch {
	case w.State == wish.Closed || w.State == wish.Archived && !w.AnsweredAt.IsZero():
		return 5
	case !w.AnsweredAt.IsZero():
		return 4
	case !w.ClassifiedAt.IsZero():
		return 2
	case !w.AcceptedAt.IsZero():
		return 1
	}
	return 0
}

// Clock is a date or count as web.Clock shows it.
type Clock struct {
	State web.ClockState
	Text  string
}

// Due is the sentence of the running clock: 5月22日前答复您. Empty when none runs.
func (t *Teller) Due(w wish.Wish, own bool) string {
	if w.Due.IsZero() {
		return ""
	}
	text := t.L.T(OwnKey("wish.due."+string(w.State), own), t.L.Date(w.Due))
	if w.DueProvisional {
		text = t.L.T("wish.due.provisional", text)
	}
	return text
}

// Left is what remains of the running clock, by the weight of look.md section 2: 还有 6 个工作日, 今天 17:30, 超 2 个
// 工作日. The submitter may rate until the window is closed, so nobody is told to be late with that.
func (t *Teller) Left(w wish.Wish, own bool) Clock {
	cal := t.Book.Calendar()
	left := cal.Left(t.Now, w.Due)
	switch {
	case w.Due.IsZero():
		return Clock{}
	case w.Paused(t.Now):
		return Clock{web.ClockHold, t.L.T("wish.due.paused", t.L.Date(w.PausedUntil))}
	case w.State == wish.Answered && (own || !t.Now.Before(w.Due)):
		if left == 0 {
			return Clock{}
		}
		return Clock{web.ClockOK, t.L.T("wish.due.left", left)}
	case !t.Now.Before(w.Due):
		return Clock{web.ClockLate, t.L.T("wish.due.late", cal.Late(t.Now, w.Due))}
	case left <= t.Book.Int("wish.soon", w.Community, t.Now):
		return Clock{web.ClockSoon, t.moment(w.Due)}
	}
	return Clock{web.ClockOK, t.L.T("wish.due.left", left)}
}

// moment is a near date with its time of day: 今天 17:30, 明天 下午 5:30.
func (t *Teller) moment(at time.Time) string {
	said := t.L.Clock(at)
	if !t.Reader.Staff() {
		said = t.L.ClockSpoken(at)
	}
	switch workday.DateOf(at) - workday.DateOf(t.Now) {
	case 0:
		return t.L.T("wish.due.today", said)
	case 1:
		return t.L.T("wish.due.tomorrow", said)
	}
	return t.L.T("wish.due.at", t.L.Date(at), said)
}

// Clock is everything about the wish's time in one line, for lists: the date and what is left of it, or how it ended.
// When little is left staff read only how little; the submitter reads what will happen then.
func (t *Teller) Clock(w wish.Wish, own bool) Clock {
	if w.Due.IsZero() {
		return t.Ended(w)
	}
	c := t.Left(w, own)
	switch {
	case c.Text == "":
		return Clock{web.ClockOK, t.Due(w, own)}
	case c.State == web.ClockHold:
		return c
	case c.State == web.ClockOK || own && c.State == web.ClockLate:
		c.Text = t.L.T("wish.due.both", t.Due(w, own), c.Text)
		return c
	case own:
		c.Text = t.L.T("wish.due."+string(w.State)+".own", c.Text)
	}
	if w.DueProvisional {
		c.Text = t.L.T("wish.due.provisional", c.Text)
	}
	return c
}

// Ended is when it ended, in green when the promise was kept.
func (t *Teller) Ended(w wish.Wish) Clock {
	switch {
	case w.ClosedAt.IsZero():
		return Clock{}
	case w.Solved != nil && *w.Solved || w.CalledSolved != nil && *w.CalledSolved:
		return Clock{web.ClockDone, t.L.T("wish.due.done", t.L.Date(w.ClosedAt))}
	}
	return Clock{web.ClockOK, t.L.T("wish.due.ended", t.L.Date(w.ClosedAt))}
}

// Unit is who has the wish: 钟秀街道 社会事务办. Empty when it has ended.
func (t *Teller) Unit(w wish.Wish) string {
	if !w.Open() {
		return ""
	}
	return t.orgs[w.Unit]
}

// Org is an organisation as people say it; empty when it is not known.
func (t *Teller) Org(id string) string { return t.orgs[id] }

// Person is a resident's name as others see it: 谈*.
func (t *Teller) Person(id string) string { return person.MaskName(t.people[id]) }

// Submitter is who made the wish: 谈*, or 没留姓名.
func (t *Teller) Submitter(w wish.Wish) string {
	if name := t.Person(w.Submitter); name != "" {
		return name
	}
	return t.L.T("wish.anonymous")
}

// Where is the place of the wish as people say it: 花半里 7幢; 中心村社区.
func (t *Teller) Where(code string) string {
	if len(code) <= NeighbourhoodWidth {
		return t.places[code]
	}
	return t.places[code[:NeighbourhoodWidth]] + " " + t.places[code]
}

// Span is a period of a rule in words: 5 个工作日.
func (t *Teller) Span(key, community string) string {
	s := t.Book.Span(key, community, t.Now)
	return t.L.T("desk.span."+string(s.Unit), s.N)
}

// Age is full years on this day in China; by the year alone where only that is known.
func (t *Teller) Age(p person.Person) string {
	if len(p.Birth) < 4 {
		return ""
	}
	born, err := strconv.Atoi(p.Birth[:4])
	if err != nil {
		return ""
	}
	today := workday.DateOf(t.Now).String()
	years := workday.DateOf(t.Now).Year() - born
	if len(p.Birth) == len(today) && p.Birth[4:] > today[4:] {
		years--
	}
	return t.L.T("desk.age", years)
}

// Home is where somebody lives: 邻里 or building.
func (t *Teller) Home(ctx context.Context, q db.Querier, p person.Person) string {
	if p.Place == "" {
		return ""
	}
	t.LearnPlace(ctx, q, p.Place)
	return t.Where(p.Place)
}

// Timeline is what happened for one view, newest first.
func (t *Teller) Timeline(s wish.Seen) []web.Entry {
	out := make([]web.Entry, 0, len(s.Entries))
	for _, e := range s.Entries {
		v := web.Entry{
			What: t.happened(s, e), See: web.Audience(e.Audience), At: e.At, When: t.L.Date(e.At), Text: e.Text,
			Quote: e.Act == string(wish.File) || e.Act == string(wish.Supplement) || e.Act == string(wish.Evaluate) || e.Act == string(wish.CallBack),
		}
		if e.Held {
			v.Text = t.L.T("publish.held")
		}
		switch {
		case s.View == wish.StaffView:
			v.When, v.Who = t.L.DateTime(e.At), t.actor(s.Wish, e)
		case telephoned(e): // what somebody else wrote down says to everybody when, and under which post
			v.When, v.Who = t.L.DateTime(e.At), e.Who
		}
		out = append(out, v)
	}
	return out
}

// actor is who did what an entry tells, for staff: officials by name and post, residents masked.
func (t *Teller) actor(w wish.Wish, e wish.Entry) string {
	switch {
	case e.Who != "" && e.Act == string(wish.File) && w.Registrar != "":
		return t.L.T("wish.who.for", e.Who, t.Submitter(w))
	case e.Who != "":
		return e.Who
	case e.Detail.Proxy != "":
		return t.L.T("wish.who.for", t.Person(e.Detail.Proxy), t.Submitter(w))
	case e.Person != "" && e.Person != w.Submitter:
		return t.L.T("wish.who.for", t.Person(e.Person), t.Submitter(w))
	case bySystem(e.Act) || e.Act == string(wish.Expire) || e.Act == string(wish.Archive) || e.Act == "redue" || e.Act == string(wish.Receive):
		return t.L.T("wish.who.system")
	}
	return t.Submitter(w)
}

// happened is the headline of an entry.
func (t *Teller) happened(s wish.Seen, e wish.Entry) string {
	own, key := s.View == wish.SubmitterView, "wish.event."+e.Act
	switch act := wish.Act(e.Act); {
	case act == wish.File:
		return t.filed(s.Wish, own)
	case act == wish.Classify && e.Detail.Colour != wish.Unsorted:
		said := t.L.T(key + "." + string(e.Detail.Colour))
		if unit := e.Detail.Unit; t.apart[unit] {
			said = t.L.T("wish.event.classify.to", said, t.orgs[unit])
		}
		return said
	case act == wish.TakeUp && t.orgs[e.Detail.Unit] == "":
		return t.L.T(key + ".plain")
	case act == wish.TakeUp:
		return t.L.T(key, t.orgs[e.Detail.Unit])
	case act == wish.Hand || act == wish.Ruling || act == wish.Joint || act == wish.TaskDone:
		return t.L.T(key, t.orgs[e.Detail.Unit])
	case act == wish.Return:
		return t.L.T(key, e.Detail.Nth, t.Ground(e.Detail.Ground, s.Wish.Community, e.At))
	case act == wish.CallBack || act == wish.CallMissed:
		return t.call(e, own)
	case act == wish.Reopen && e.Post != "":
		return t.L.T(key+".called", t.orgs[e.Detail.Unit])
	case act == wish.Reopen:
		return t.L.T(OwnKey(key, own), t.orgs[e.Detail.Unit])
	case act == wish.Extend || act == wish.Suspend || act == wish.Recolour || act == wish.Approve || act == wish.Receive || act == wish.Refuse ||
		act == wish.Resume || act == wish.Merge || act == wish.Unmerge || bySystem(e.Act) || act == wish.Lower:
		return t.decided(s.Wish, e)
	case act == wish.Note && e.Audience == wish.ForStaff:
		return t.L.T(key + ".staff")
	case act == wish.Evaluate:
		return t.L.T(OwnKey(key, own), Solved(e.Detail.Solved), i18n.Key("wish.rating."+string(e.Detail.Rating)))
	case act == wish.Answer || act == wish.Withdraw || act == wish.Supplement:
		return t.L.T(OwnKey(key, own))
	case e.Act == "redue":
		return t.L.T(key, t.L.Date(e.Detail.DueTime()))
	}
	return t.L.T(key)
}

// Solved is the key of 办成了 or 没办成.
func Solved(yes *bool) i18n.Key {
	if yes != nil && *yes {
		return "wish.solved.yes"
	}
	return "wish.solved.no"
}

package wishweb

import (
	"context"
	"net/http"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/workday"
)

// teller says things about wishes to one reader: in the reader's language, at this moment, by the rules that hold now.
// It says names only after learn has read them.
type teller struct {
	l    i18n.Localizer
	book *rule.Book
	now  time.Time
	a    actor.Actor

	orgs   map[string]string // by id, as people say them
	people map[string]string // full names by id; shown masked only
	places map[string]string // as people say them, by code
}

// teller is one for whoever asks.
func (h *Handler) teller(r *http.Request) (*teller, error) {
	book, err := h.Rules.Book(r.Context())
	if err != nil {
		return nil, err
	}
	return &teller{l: web.L(r.Context()), book: book, now: h.DB.Now(), a: h.Who(r), places: map[string]string{}}, nil
}

// learn reads the names of everybody and every place that the wishes and their timelines mention: one query each.
func (t *teller) learn(ctx context.Context, q db.Querier, wishes []wish.Wish, entries []wish.Entry) error {
	orgs, people, codes := set{}, set{}, set{}
	for _, w := range wishes {
		orgs.add(w.Unit)
		people.add(w.Submitter, w.Proxy)
		for _, width := range []int{communityWidth, neighbourhoodWidth, len(w.Place)} {
			if len(w.Place) >= width {
				codes.add(w.Place[:width])
			}
		}
	}
	for _, e := range entries {
		orgs.add(e.Detail.Unit)
		people.add(e.Detail.Proxy)
		if e.Who == "" {
			people.add(e.Person)
		}
	}
	var err error
	if t.orgs, err = org.Names(ctx, q, orgs.all()); err != nil {
		return err
	}
	if t.people, err = person.Names(ctx, q, people.all()); err != nil {
		return err
	}
	names, err := place.Names(ctx, q, codes.all())
	for code, name := range names {
		t.places[code] = place.Short(name)
	}
	return err
}

// Widths of place codes (architecture.md 10).
const (
	communityWidth     = 12
	neighbourhoodWidth = 15
)

// set is ids to look up, each once, without the empty one.
type set map[string]bool

func (s set) add(ids ...string) {
	for _, id := range ids {
		if id != "" {
			s[id] = true
		}
	}
}

func (s set) all() []string {
	out := make([]string, 0, len(s))
	for id := range s {
		out = append(out, id)
	}
	return out
}

// mark is the wish's place in the three-colour list.
func mark(w wish.Wish) web.Colour { return web.Colour(w.Colour) }

// urgency is the chip beside the title.
func urgency(u wish.Urgency) web.Urgency {
	switch u {
	case wish.Urgent:
		return web.Urgent
	case wish.Critical:
		return web.TopUrgent
	}
	return web.Ordinary
}

// own tells whether the reader stands on the submitter's side of the wish.
func (t *teller) own(w wish.Wish) bool { return wish.ViewOf(t.a, w) == wish.SubmitterView }

// ownKey is the sentence for the submitter's side where there is one of its own.
func ownKey(key string, own bool) string {
	if own {
		return key + ".own"
	}
	return key
}

// state is where the wish stands, as people say it: 等街道接.
func (t *teller) state(w wish.Wish, own bool) string {
	key := "wish.state." + string(w.State)
	switch {
	case w.State == wish.Answered:
		key = ownKey(key, own)
	case w.State == wish.Classified && w.Colour != wish.Unsorted:
		key += "." + string(w.Colour)
	case w.State == wish.Closed && w.Solved == nil:
		key += ".unrated"
	case w.State == wish.Closed && *w.Solved:
		key += ".solved"
	case w.State == wish.Closed:
		key += ".unsolved"
	}
	return t.l.T(key)
}

// steps are the words of the progress bar.
func (t *teller) steps() []string {
	var words []string
	for _, s := range []string{"received", "sorted", "handled", "answered", "rated"} {
		words = append(words, t.l.T("wish.step."+s))
	}
	return words
}

// step is the step that the wish is at; 5 when all are done. What ended on the way stays where it ended.
func step(w wish.Wish) int {
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

// clock is a date or count as web.Clock shows it.
type clock struct {
	State web.ClockState
	Text  string
}

// due is the sentence of the running clock: 5月22日前答复您. Empty when none runs.
func (t *teller) due(w wish.Wish, own bool) string {
	if w.Due.IsZero() {
		return ""
	}
	text := t.l.T(ownKey("wish.due."+string(w.State), own), t.l.Date(w.Due))
	if w.DueProvisional {
		text = t.l.T("wish.due.provisional", text)
	}
	return text
}

// left is what remains of the running clock, by the weight of look.md section 2: 还有 6 个工作日, 今天 17:30, 超 2 个
// 工作日. The submitter may rate until the window is closed, so nobody is told to be late with that.
func (t *teller) left(w wish.Wish, own bool) clock {
	cal := t.book.Calendar()
	left := cal.Left(t.now, w.Due)
	switch {
	case w.Due.IsZero():
		return clock{}
	case w.State == wish.Answered && (own || !t.now.Before(w.Due)):
		if left == 0 {
			return clock{}
		}
		return clock{web.ClockOK, t.l.T("wish.due.left", left)}
	case !t.now.Before(w.Due):
		return clock{web.ClockLate, t.l.T("wish.due.late", cal.Late(t.now, w.Due))}
	case left <= t.book.Int("wish.soon", w.Community, t.now):
		return clock{web.ClockSoon, t.moment(w.Due)}
	}
	return clock{web.ClockOK, t.l.T("wish.due.left", left)}
}

// moment is a near date with its time of day: 今天 17:30, 明天 下午 5:30.
func (t *teller) moment(at time.Time) string {
	said := t.l.Clock(at)
	if !t.a.Staff() {
		said = t.l.ClockSpoken(at)
	}
	switch workday.DateOf(at) - workday.DateOf(t.now) {
	case 0:
		return t.l.T("wish.due.today", said)
	case 1:
		return t.l.T("wish.due.tomorrow", said)
	}
	return t.l.T("wish.due.at", t.l.Date(at), said)
}

// clock is everything about the wish's time in one line, for lists: the date and what is left of it, or how it ended.
// When little is left staff read only how little; the submitter reads what will happen then.
func (t *teller) clock(w wish.Wish, own bool) clock {
	if w.Due.IsZero() {
		return t.ended(w)
	}
	c := t.left(w, own)
	switch {
	case c.Text == "":
		return clock{web.ClockOK, t.due(w, own)}
	case c.State == web.ClockOK || own && c.State == web.ClockLate:
		c.Text = t.l.T("wish.due.both", t.due(w, own), c.Text)
		return c
	case own:
		c.Text = t.l.T("wish.due."+string(w.State)+".own", c.Text)
	}
	if w.DueProvisional {
		c.Text = t.l.T("wish.due.provisional", c.Text)
	}
	return c
}

// ended is when it ended, in green when the promise was kept.
func (t *teller) ended(w wish.Wish) clock {
	switch {
	case w.ClosedAt.IsZero():
		return clock{}
	case w.Solved != nil && *w.Solved:
		return clock{web.ClockDone, t.l.T("wish.due.done", t.l.Date(w.ClosedAt))}
	}
	return clock{web.ClockOK, t.l.T("wish.due.ended", t.l.Date(w.ClosedAt))}
}

// unit is who has the wish: 钟秀街道 社会事务办. Empty when it has ended.
func (t *teller) unit(w wish.Wish) string {
	if !w.Open() {
		return ""
	}
	return t.orgs[w.Unit]
}

// person is a resident's name as others see it: 谈*.
func (t *teller) person(id string) string { return person.MaskName(t.people[id]) }

// submitter is who made the wish: 谈*, or 没留姓名.
func (t *teller) submitter(w wish.Wish) string {
	if name := t.person(w.Submitter); name != "" {
		return name
	}
	return t.l.T("wish.anonymous")
}

// where is the place of the wish as people say it: 花半里 7幢; 中心村社区.
func (t *teller) where(code string) string {
	if len(code) <= neighbourhoodWidth {
		return t.places[code]
	}
	return t.places[code[:neighbourhoodWidth]] + " " + t.places[code]
}

// timeline is what happened for one view, newest first.
func (t *teller) timeline(s wish.Seen) []web.Entry {
	out := make([]web.Entry, 0, len(s.Entries))
	for _, e := range s.Entries {
		v := web.Entry{
			What: t.happened(s, e), See: web.Audience(e.Audience), At: e.At, When: t.l.Date(e.At), Text: e.Text,
			Quote: e.Act == string(wish.File) || e.Act == string(wish.Supplement) || e.Act == string(wish.Evaluate),
		}
		if s.View == wish.StaffView {
			v.When, v.Who = t.l.DateTime(e.At), t.actor(s.Wish, e)
		}
		out = append(out, v)
	}
	return out
}

// actor is who did what an entry tells, for staff: officials by name and post, residents masked.
func (t *teller) actor(w wish.Wish, e wish.Entry) string {
	switch {
	case e.Who != "" && e.Act == string(wish.File) && w.Registrar != "":
		return t.l.T("wish.who.for", e.Who, t.submitter(w))
	case e.Who != "":
		return e.Who
	case e.Detail.Proxy != "":
		return t.l.T("wish.who.for", t.person(e.Detail.Proxy), t.submitter(w))
	case e.Person != "" && e.Person != w.Submitter:
		return t.l.T("wish.who.for", t.person(e.Person), t.submitter(w))
	case e.Act == string(wish.Expire) || e.Act == string(wish.Archive) || e.Act == "redue":
		return t.l.T("wish.who.system")
	}
	return t.submitter(w)
}

// happened is the headline of an entry.
func (t *teller) happened(s wish.Seen, e wish.Entry) string {
	own, key := s.View == wish.SubmitterView, "wish.event."+e.Act
	switch act := wish.Act(e.Act); {
	case act == wish.File:
		return t.filed(s.Wish, own)
	case act == wish.Classify && e.Detail.Colour != wish.Unsorted:
		return t.l.T(key + "." + string(e.Detail.Colour))
	case act == wish.TakeUp && t.orgs[e.Detail.Unit] == "":
		return t.l.T(key + ".plain")
	case act == wish.TakeUp:
		return t.l.T(key, t.orgs[e.Detail.Unit])
	case act == wish.Note && e.Audience == wish.ForStaff:
		return t.l.T(key + ".staff")
	case act == wish.Evaluate:
		return t.l.T(ownKey(key, own), solved(e.Detail.Solved), i18n.Key("wish.rating."+string(e.Detail.Rating)))
	case act == wish.Answer || act == wish.Withdraw || act == wish.Supplement:
		return t.l.T(ownKey(key, own))
	case e.Act == "redue":
		return t.l.T(key, t.l.Date(e.Detail.DueTime()))
	}
	return t.l.T(key)
}

// filed says who made the wish, and for whom.
func (t *teller) filed(w wish.Wish, own bool) string {
	key := "wish.event.file"
	switch {
	case w.Registrar != "" || w.Channel != wish.App:
		return t.l.T(ownKey(key+".desk", own))
	case w.Proxy == "":
		return t.l.T(ownKey(key, own))
	case !own:
		return t.l.T(key + ".proxy")
	}
	by, whom := t.person(w.Proxy), t.person(w.Submitter)
	switch t.a.Person {
	case w.Proxy:
		by = t.l.T("wish.who.you")
	case w.Submitter:
		whom = t.l.T("wish.who.you")
	}
	return t.l.T(key+".proxy.own", by, whom)
}

// solved is the key of 办成了 or 没办成.
func solved(yes *bool) i18n.Key {
	if yes != nil && *yes {
		return "wish.solved.yes"
	}
	return "wish.solved.no"
}

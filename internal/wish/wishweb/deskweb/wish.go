package deskweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"linli/internal/chain"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// wishPage is a wish as those see it who handle it.
type wishPage struct {
	web.Page
	Wish     wish.Wish
	Origin   string // 中心村社区 · 花半里 · 4月8日 窗口
	Mark     web.Colour
	Urgency  web.Urgency
	Watched  string // what has been done about its date
	Clock    wishweb.Clock
	State    string
	Own      []web.View // what the actor may do as the submitter
	Call     string     // where the call-back officer goes on; empty: not for this reader
	Tabs     []web.View // what the actor may do at the desk
	Act      wish.Act   // whose form is open; empty: none
	Form     *web.Form
	Conflict *clashed
	Choice   choices
	Window   string // how long the submitter may judge
	History  []web.Entry
	Filters  []web.View
	Step     int
	Steps    []string
	Facts    []fact
	Who      *web.Somebody
	Notes    []string // by whom it was filed for the submitter
	Sealed   web.Sealed
	Contact  string // where the desk writes down how to reach the submitter; empty: not for this reader
	Chain    []chain.Card
	Moderate string             // where the reader decides what neighbours read; empty: not this reader
	Same     []wishweb.AlikeRow // what is probably the same matter; Join leads to the merging
	Tasks    []taskRow          // who helps with what
	Request  *request           // what waits for a decision
	Extended string             // 1 次，原定 4月29日
	Main     *link              // the wish that it has become part of
	Reasons  []wishweb.Reason   // why it was sorted so
	Needs    string             // what the answer must bring; empty: nothing in particular
	Ruling   string             // until when the level above rules; empty: nothing is to be ruled
}

// clashed is what happened meanwhile, and what was typed into a form that no longer exists.
type clashed struct {
	What  string
	Typed []string
}

type fact struct{ Name, Value string }

type link struct{ URL, Text string }

// choices are what the open form offers.
type choices struct {
	Suggested wishweb.SuggestBox
	Topics    []web.Option
	Urgencies []web.Option
	To        wish.Colour // the colour being sorted into; Unsorted: not chosen yet
	Colours   []colourLink
	Units     []web.Option
	Rule      string
	Hint      string
	Proposals []wishweb.Proposal
	From      string            // where sorting began: board
	Files     wishweb.AttachBox // of an answer
	Grounds   []web.Option
	Scopes    []web.Option // where a ruling holds for the next
	Helpers   []web.Option
	Last      string // the last day of the wish
	Task      string // the reader's own open task, and what it is
	TaskText  string
	Years     []web.Option // for whose plan
	Silence   string       // after which another level has accepted
	Days      int          // in which a merge can be undone
}

// colourLink leads to the question of one colour.
type colourLink struct {
	URL     string
	Colour  web.Colour
	Current bool
}

// opened says which form of a wish's page is open, what is in it and with what status the page answers.
type opened struct {
	act    wish.Act
	to     wish.Colour
	topic  string          // that a suggestion fills the form with
	number string          // of the wish that this one would be part of
	form   *web.Form       // nil: as nobody has typed yet
	failed error           // the conflict that the form has met
	reveal *web.Form       // the reason that was given for a look at the contact
	shown  *person.Contact // what that opened
	status int
}

// Wish is GET /wishes/{id}?act=&see= for who handles the wish.
func (h *Handler) Wish(w http.ResponseWriter, r *http.Request, s wish.Seen) {
	open := opened{act: likeliest(s), topic: r.URL.Query().Get("topic"), number: r.URL.Query().Get("number"), status: http.StatusOK}
	if act := wish.Act(r.URL.Query().Get("act")); s.May(act) && slices.Contains(formActs(), act) {
		open.act = act
	}
	h.show(w, r, s, open)
}

// formActs are the acts of the desk, in the order of their tabs.
func formActs() []wish.Act {
	return slices.Concat(deciding(), []wish.Act{wish.Accept, wish.Reject, wish.Classify, wish.Answer, wish.Note, wish.TakeUp}, sideActs(), askActs())
}

// likeliest is the act that most often comes next; empty when the actor may do none, or only seldom ones.
func likeliest(s wish.Seen) wish.Act {
	for _, act := range formActs() {
		if s.May(act) && act != wish.Merge && act != wish.Unmerge {
			return act
		}
	}
	return ""
}

// show makes the page of a wish with one form open.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, s wish.Seen, open opened) {
	t, err := h.teller(r)
	if err == nil {
		err = t.Learn(r.Context(), h.DB, []wish.Wish{s.Wish}, s.Entries)
	}
	p := wishPage{Wish: s.Wish}
	if err == nil {
		if s.Can = offered(t, s); open.failed == nil && !s.May(open.act) {
			open.act = likeliest(s)
		}
		p.Act = open.act
		p.tell(t, s)
		err = h.fill(r.Context(), &p, t, s, open)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Page = web.NewPage(w, r, s.Wish.Title)
	p.Here = "/wishes"
	if err := p.history(r.Context(), h, t, s, r.URL.Query().Get("see") == "public" && s.Wish.Visibility == wish.Public); err != nil {
		web.Fail(w, r, err)
		return
	}
	if open.failed != nil {
		p.clash(s, open)
	}
	web.Render(w, r, open.status, sheet(p))
}

// offered is what may be done, without what the rules of its community would refuse: more time than they give.
func offered(t teller, s wish.Seen) []wish.Act {
	if w := s.Wish; w.Extended == 0 || w.Extended < t.Book.Int("wish.extend.most", w.Community, t.Now) {
		return s.Can
	}
	return slices.DeleteFunc(slices.Clone(s.Can), func(act wish.Act) bool { return act == wish.Extend })
}

// tell fills what the wish itself says.
func (p *wishPage) tell(t teller, s wish.Seen) {
	w := s.Wish
	p.Mark, p.Urgency, p.Clock, p.State = wishweb.Mark(w), urgency(w.Urgency), t.Clock(w, false), t.State(w, false)
	p.Step, p.Steps, p.Window = wishweb.Step(w), t.Steps(), t.Span("wish.clock.evaluate", w.Community)
	parts := []string{t.Where(w.Community)}
	if len(w.Place) > wishweb.CommunityWidth {
		parts = append(parts, t.Where(w.Place))
	}
	if w.Spot != "" {
		parts = append(parts, w.Spot)
	}
	parts = append(parts, t.L.T("desk.filed", w.FiledAt, t.L.T("wish.channel."+string(w.Channel))))
	p.Origin = strings.Join(parts, " · ")
	for _, act := range formActs() {
		if s.May(act) {
			p.Tabs = append(p.Tabs, web.View{Label: t.L.T("wish.act." + string(act)), URL: "/wishes/" + w.ID + "?act=" + string(act), Icon: actIcon(act), Current: act == p.Act})
		}
	}
	for _, act := range []wish.Act{wish.Evaluate, wish.Supplement, wish.Withdraw} {
		if s.May(act) {
			p.Own = append(p.Own, web.View{Label: t.L.T("wish.act." + string(act)), URL: "/wishes/" + w.ID + "/" + string(act)})
		}
	}
	if s.May(wish.CallBack) {
		p.Call = "/calls/" + w.ID
	}
}

// history is the timeline, all of it or what neighbours read of it. Words that fewer may read than that something
// happened carry their own label, and of a private wish neighbours read nothing.
func (p *wishPage) history(ctx context.Context, h *Handler, t teller, s wish.Seen, onlyPublic bool) error {
	entries, public := t.Timeline(s), 0
	if !onlyPublic {
		if err := h.Attached(ctx, t.Teller, s, entries); err != nil {
			return err
		}
	}
	private := s.Wish.Visibility == wish.Private
	for i, e := range entries {
		words := s.Entries[i].Detail.Words
		if e.See == web.ToPublic && private {
			e.See = web.ToSubmitter
		}
		if e.See == web.ToPublic {
			public++
		}
		switch {
		case onlyPublic && e.See != web.ToPublic:
			continue
		case onlyPublic:
			e.Text = s.Entries[i].Public
		case words != "" && e.Text != "":
			e.See = web.Audience(words)
		case e.See == web.ToPublic && e.Text != "" && s.Entries[i].Public == "":
			e.See = web.ToSubmitter // until somebody publishes it
		}
		p.History = append(p.History, e)
	}
	if private {
		return nil
	}
	at := "/wishes/" + s.Wish.ID
	p.Filters = []web.View{
		{Label: t.L.T("desk.history.all", len(entries)), URL: at + "#history", Current: !onlyPublic},
		{Label: t.L.T("desk.history.public", public), URL: at + "?see=public#history", Current: onlyPublic},
	}
	return nil
}

// fill reads what stands beside the wish: who has it, who made it, what it is linked to, and what the form offers.
func (h *Handler) fill(ctx context.Context, p *wishPage, t teller, s wish.Seen, open opened) error {
	if err := h.asked(ctx, p, t); err != nil {
		return err
	}
	if err := h.facts(ctx, p, t); err != nil {
		return err
	}
	if err := h.reason(ctx, p, t); err != nil {
		return err
	}
	if err := h.submitter(ctx, p, t, open); err != nil {
		return err
	}
	if err := h.tasks(ctx, p, t); err != nil {
		return err
	}
	if err := h.same(ctx, p, t, s); err != nil {
		return err
	}
	if p.Wish.Main != "" {
		p.Main = &link{"/wishes/" + p.Wish.Main, t.Other(p.Wish.Main)}
	}
	if h.Resolve != nil {
		cards, err := chain.Walk(ctx, h.DB, t.Reader, chain.Subject{Kind: "wish", ID: p.Wish.ID}, h.Resolve)
		if err != nil {
			return err
		}
		if len(cards) > 1 {
			p.Chain = cards
		}
	}
	if err := h.offer(ctx, p, t, open); err != nil {
		return err
	}
	var err error
	p.Choice.Suggested, err = h.Suggested(ctx, t.Teller, p.Wish, p.Act, p.Choice.To, p.Form.Value)
	return err
}

func (h *Handler) facts(ctx context.Context, p *wishPage, t teller) error {
	w := p.Wish
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, fact{t.L.T(key), value})
		}
	}
	add("desk.fact.state", p.State)
	add("desk.fact.unit", t.Org(w.Unit))
	if err := h.watched(ctx, p, t, add); err != nil {
		return err
	}
	if w.Post != "" {
		who, err := h.holder(ctx, w, t.Now)
		if err != nil {
			return err
		}
		if who == "" {
			who = t.L.T("desk.fact.vacant")
		}
		add("desk.fact.post", who)
	}
	p.course(t, add)
	add("desk.fact.topic", t.FullTopic(string(w.Topic)))
	add("desk.fact.see", t.L.T("wish.visibility."+string(w.Visibility)))
	shared, err := h.Shared(ctx, t.Teller, w)
	add("desk.fact.public", shared.State)
	add("desk.fact.also", shared.Also)
	p.Moderate = shared.Moderate
	return err
}

// course is what has happened to it beside the straight way.
func (p *wishPage) course(t teller, add func(key, value string)) {
	w := p.Wish
	if !w.RulingDue.IsZero() {
		p.Ruling = t.L.Date(w.RulingDue)
		add("desk.fact.ruling", t.L.T("desk.fact.ruling.by", p.Ruling))
	}
	if p.Request != nil {
		add("desk.fact.asked", p.Request.What)
	}
	add("desk.fact.extended", p.Extended)
	if w.Paused(t.Now) {
		add("desk.fact.paused", t.L.T("wish.due.paused", t.L.Date(w.PausedUntil)))
	}
	if w.Returned > 0 {
		add("desk.fact.returned", t.L.T("desk.fact.returned.of", w.Returned, t.Book.Int("wish.return.most", w.Community, t.Now)))
	}
	if t.Unnoted(w) {
		add("desk.fact.note", t.L.T("desk.fact.note.missing"))
	}
	if w.Reopened > 0 {
		add("desk.fact.reopened", t.L.T("desk.fact.times", w.Reopened))
	}
}

// holder is the name and title of who holds the post that took the wish up; empty while it is vacant.
func (h *Handler) holder(ctx context.Context, w wish.Wish, at time.Time) (string, error) {
	holders, err := org.HoldersOf(ctx, h.DB, w.Unit, at)
	if err != nil {
		return "", err
	}
	for _, x := range holders {
		if x.Post.ID == w.Post && x.Person != "" {
			names, err := person.Names(ctx, h.DB, []string{x.Person})
			return names[x.Person] + " · " + x.Post.Title, err
		}
	}
	return "", nil
}

// submitter is who made the wish, masked.
func (h *Handler) submitter(ctx context.Context, p *wishPage, t teller, open opened) error {
	w := p.Wish
	if w.Submitter != "" {
		who, err := person.ByID(ctx, h.DB, w.Submitter)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		p.Who = &web.Somebody{Name: person.MaskName(who.Name), Note: t.Age(who), Second: t.Home(ctx, h.DB, who)}
		if err == nil {
			err = h.contact(ctx, p, t, who, open)
		}
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	if w.Proxy != "" {
		p.Notes = append(p.Notes, t.L.T("desk.by.proxy", t.Person(w.Proxy)))
	}
	if w.Registrar != "" {
		names, err := person.Names(ctx, h.DB, []string{w.Registrar})
		if err != nil {
			return err
		}
		p.Notes = append(p.Notes, t.L.T("desk.by.registrar", names[w.Registrar]))
	}
	return nil
}

// offer fills what the open form offers, and the form itself when nobody has typed into it.
func (h *Handler) offer(ctx context.Context, p *wishPage, t teller, open opened) error {
	w := p.Wish
	p.Form = open.form
	if p.Form == nil {
		p.Form = web.NewForm("key", id.New(), "draft", id.New(), "number", open.number)
	}
	switch p.Act {
	case wish.Accept:
		p.Choice.Topics, p.Choice.Urgencies = t.AllTopics(string(w.Topic)), t.options("wish.urgency.", urgencyNames()...)[1:]
		if open.form == nil {
			p.Form.Set("title", w.Title)
			p.Form.Set("topic", topicOf(w, open.topic, p.Choice.Topics))
			p.Form.Set("urgency", string(w.Urgency))
		}
	case wish.Classify:
		return h.offerColours(ctx, p, t, open)
	case wish.Answer:
		box, err := h.AttachBox(ctx, p.Form)
		box.Must = p.Choice.Files.Must // as the reasons say
		p.Choice.Files = box
		return err
	}
	if err := h.offerSide(ctx, p, t); err != nil {
		return err
	}
	return h.offerAsk(ctx, p, t)
}

// offerColours is the choice of the colour, and of the unit that gets the wish.
func (h *Handler) offerColours(ctx context.Context, p *wishPage, t teller, open opened) error {
	w, c := p.Wish, &p.Choice
	c.To, c.From = open.to, p.Form.Value("from")
	for _, colour := range wish.Colours() {
		link := "/wishes/" + w.ID + "/classify?to=" + string(colour)
		if c.From != "" {
			link += "&from=" + c.From
		}
		c.Colours = append(c.Colours, colourLink{URL: link, Colour: web.Colour(colour), Current: colour == c.To})
	}
	if similar, err := h.Lists.SimilarCounts(ctx, t.Reader, w.Community); err == nil {
		c.Hint = t.similar(w.Topic, similar)
	}
	if !slices.Contains(wish.Colours(), c.To) {
		c.To = wish.Unsorted
	}
	if err := h.propose(ctx, p, t); err != nil || c.To == wish.Unsorted {
		return err
	}
	c.Rule = t.L.T("desk.board.rule."+string(c.To), t.Span("wish.clock.answer."+string(c.To), w.Community))
	units, err := h.Wishes.Receivers(ctx, w.Community, c.To)
	for _, o := range units {
		c.Units = append(c.Units, web.Option{Value: o.ID, Label: o.Short()})
	}
	return err
}

// clash shows who was first. A form that no longer exists leaves what was typed to be read and copied.
func (p *wishPage) clash(s wish.Seen, open opened) {
	c := &clashed{}
	c.What = wishweb.Clash(p.L(), open.failed)
	if !s.May(open.act) {
		for _, name := range []string{"text", "advice"} {
			if v := open.form.Value(name); v != "" {
				c.Typed = append(c.Typed, v)
			}
		}
		if open.act = likeliest(s); open.act != "" {
			p.Act, p.Form = "", nil // the other forms are one press away
		}
	}
	p.Conflict = c
}

// topicOf is the topic of a form that nobody has typed into: as suggested, or as filed.
func topicOf(w wish.Wish, suggested string, topics []web.Option) string {
	if suggested != "" && slices.ContainsFunc(topics, func(o web.Option) bool { return o.Value == suggested }) {
		return suggested
	}
	return string(w.Topic)
}

func urgencyNames() (out []string) {
	for _, x := range wish.Urgencies() {
		out = append(out, string(x))
	}
	return out
}

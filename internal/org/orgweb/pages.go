// Package orgweb is the pages of stand-ins: who acts in whose post, from day to day.
package orgweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/web"
	"linli/internal/workday"
)

// Path is where the pages begin.
const Path = "/stand-ins"

// Pages are the stand-ins.
type Pages struct {
	d    *db.DB
	orgs *org.Service
	who  func(*http.Request) actor.Actor
}

// New is the pages over organisations; who says who asks.
func New(d *db.DB, orgs *org.Service, who func(*http.Request) actor.Actor) *Pages {
	return &Pages{d, orgs, who}
}

// Routes adds the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /stand-ins", p.list)
	mux.HandleFunc("GET /stand-ins/new", p.ask)
	mux.HandleFunc("POST /stand-ins", p.name)
	mux.HandleFunc("GET /stand-ins/{id}/end", p.askEnd)
	mux.HandleFunc("POST /stand-ins/{id}/end", p.end)
}

// listPage is one's own posts and those that one leads, with who stands in for whom, and where one stands in oneself.
type listPage struct {
	web.Page
	Form  *web.Form
	Mine  []stand // where the reader stands in
	Own   []post
	Led   []post
	Admin bool   // may look for the holder of any post by login
	Asked string // the login that was looked for
	Found []post
}

// post is a post with its holder and who stands in.
type post struct {
	ID, Title, Org, Holder string
	Stands                 []stand
	New                    string // where somebody is named; empty: not by this reader
}

// stand is a stand-in in words.
type stand struct {
	ID, Who, Title, Days string
	Now, Alone           bool
	End                  string // where it is ended; empty: not by this reader
}

// reader lets those pass who hold a post, also one that is left to a stand-in these days. For residents there is no such page.
func (p *Pages) reader(r *http.Request) (actor.Actor, error) {
	a := p.who(r)
	switch {
	case !a.SignedIn():
		return a, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case !a.Staff() && len(a.Away) == 0:
		return a, errs.New(errs.NotFound, "error.not_found")
	}
	return a, nil
}

// list is GET /stand-ins?login=.
func (p *Pages) list(w http.ResponseWriter, r *http.Request) {
	form, err := web.ReadQuery(r)
	var a actor.Actor
	if err == nil {
		a, err = p.reader(r)
	}
	page := listPage{Form: form}
	if err == nil {
		page.Page = web.NewPage(w, r, web.T(r.Context(), "stand.title"))
		page.Here = Path
		err = p.fill(r.Context(), &page, a)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, every(page))
}

func (p *Pages) fill(ctx context.Context, page *listPage, a actor.Actor) (err error) {
	held, err := org.PostsOf(ctx, p.d, a.Person, p.d.Now())
	if err != nil {
		return err
	}
	var own []org.Holder
	for _, x := range held {
		own = append(own, org.Holder{Post: x, Person: a.Person})
	}
	if page.Own, err = p.tell(ctx, page, a, own); err != nil {
		return err
	}
	led, err := p.led(ctx, a)
	if err != nil {
		return err
	}
	if page.Led, err = p.tell(ctx, page, a, led); err != nil {
		return err
	}
	if page.Admin = a.Has(actor.SystemAdmin); page.Admin {
		if err := p.find(ctx, page, a); err != nil {
			return err
		}
	}
	return p.mine(ctx, page, a)
}

// mine are the days on which the reader stands in for others.
func (p *Pages) mine(ctx context.Context, page *listPage, a actor.Actor) error {
	list, err := org.OwnStandIns(ctx, p.d, a.Person, p.d.Now())
	if err != nil {
		return err
	}
	var ids []string
	for _, x := range list {
		ids = append(ids, x.Holder)
	}
	names, err := person.Names(ctx, p.d, ids)
	for _, x := range list {
		of, err := org.PostByID(ctx, p.d, x.Post)
		if err != nil {
			return err
		}
		s := p.words(page.Page, x)
		s.Who, s.Title = names[x.Holder], of.Title
		page.Mine = append(page.Mine, s)
	}
	return err
}

// led are the posts that the reader leads and somebody else holds.
func (p *Pages) led(ctx context.Context, a actor.Actor) (out []org.Holder, err error) {
	seen := map[string]bool{}
	for _, own := range a.Posts {
		if !own.Own() || !slices.Contains([]actor.Role{actor.Secretary, actor.StreetLeader, actor.GroupLeader, actor.CommandCentre}, own.Role) {
			continue
		}
		orgs, err := org.Below(ctx, p.d, []string{own.Place})
		if err != nil {
			return nil, err
		}
		for _, o := range orgs {
			if o.Place != own.Place || seen[o.ID] {
				continue
			}
			seen[o.ID] = true
			holders, err := org.HoldersOf(ctx, p.d, o.ID, p.d.Now())
			if err != nil {
				return nil, err
			}
			for _, h := range holders {
				if _, leads := org.MayNameStandIn(actor.Actor{Posts: []actor.Post{own}}, h.Post, h.Person); leads && h.Person != "" && h.Person != a.Person {
					out = append(out, h)
				}
			}
		}
	}
	return out, nil
}

// find looks for the posts of whose login an administrator names.
func (p *Pages) find(ctx context.Context, page *listPage, a actor.Actor) error {
	if page.Asked = strings.TrimSpace(page.Form.Value("login")); page.Asked == "" {
		return nil
	}
	acc, err := account.ByLogin(ctx, p.d, page.Asked)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	held, err := org.PostsOf(ctx, p.d, acc.Person, p.d.Now())
	if err != nil {
		return err
	}
	var list []org.Holder
	for _, x := range held {
		if _, ok := org.MayNameStandIn(a, x, acc.Person); ok {
			list = append(list, org.Holder{Post: x, Person: acc.Person})
		}
	}
	page.Found, err = p.tell(ctx, page, a, list)
	return err
}

// tell is posts with their holders and stand-ins in words.
func (p *Pages) tell(ctx context.Context, page *listPage, a actor.Actor, holders []org.Holder) ([]post, error) {
	var posts, orgs, people []string
	for _, h := range holders {
		posts, orgs, people = append(posts, h.Post.ID), append(orgs, h.Post.Org), append(people, h.Person)
	}
	list, err := org.PostStandIns(ctx, p.d, posts, p.d.Now())
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		people = append(people, x.Person)
	}
	units, err := org.Names(ctx, p.d, orgs)
	if err != nil {
		return nil, err
	}
	names, err := person.Names(ctx, p.d, people)
	out := make([]post, 0, len(holders))
	for _, h := range holders {
		x := post{ID: h.Post.ID, Title: h.Post.Title, Org: units[h.Post.Org], Holder: names[h.Person]}
		_, may := org.MayNameStandIn(a, h.Post, h.Person)
		if may {
			x.New = Path + "/new?post=" + h.Post.ID
		}
		for _, in := range list {
			if in.Post != h.Post.ID || in.Holder != h.Person {
				continue
			}
			s := p.words(page.Page, in)
			if s.Who = names[in.Person]; may {
				s.End = Path + "/" + in.ID + "/end"
			}
			x.Stands = append(x.Stands, s)
		}
		out = append(out, x)
	}
	return out, err
}

// words are the days of a stand-in.
func (p *Pages) words(page web.Page, x org.StandIn) stand {
	return stand{ID: x.ID, Days: days(page, x), Now: !x.From.After(p.d.Now()), Alone: x.Alone}
}

// days are the first and the last day, once where they are one.
func days(page web.Page, x org.StandIn) string {
	l := page.L()
	if x.First == x.Last {
		return l.Date(x.First.At(0))
	}
	return page.T("stand.days", l.Date(x.First.At(0)), l.Date(x.Last.At(0)))
}

// namePage is the form in which somebody is named.
type namePage struct {
	web.Page
	Form       *web.Form
	Post       actor.Post
	Org        string
	Holder     string
	Colleagues []web.Option
	Clash      string
}

// ask is GET /stand-ins/new?post=.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	today := workday.DateOf(p.d.Now()).String()
	p.show(w, r, web.NewForm("key", id.New(), "post", f.Value("post"), "first", today, "last", today), nil, http.StatusOK)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, f *web.Form, failed error, status int) {
	a, err := p.reader(r)
	page := namePage{Form: f}
	if err == nil {
		page.Page = web.NewPage(w, r, web.T(r.Context(), "stand.new"))
		page.Here, page.Back = Path, Path
		err = p.offer(r.Context(), &page, a)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if e := (*errs.Error)(nil); errors.As(failed, &e) {
		page.Clash = page.T(e.Key, e.Args...)
	}
	web.Render(w, r, status, named(page))
}

// offer is whom the form offers. Forbidden for who may name nobody for the post; NotFound.
func (p *Pages) offer(ctx context.Context, page *namePage, a actor.Actor) (err error) {
	if page.Post, err = org.PostByID(ctx, p.d, page.Form.Value("post")); err != nil {
		return err
	}
	holders, err := org.HoldersOf(ctx, p.d, page.Post.Org, p.d.Now())
	if err != nil {
		return err
	}
	holder := ""
	for _, h := range holders {
		if h.Post.ID == page.Post.ID {
			holder = h.Person
		}
	}
	if _, ok := org.MayNameStandIn(a, page.Post, holder); !ok {
		return errs.New(errs.Forbidden, "stand.forbidden")
	}
	colleagues, err := org.Colleagues(ctx, p.d, page.Post, p.d.Now())
	if err != nil {
		return err
	}
	ids := []string{holder}
	for who := range colleagues {
		ids = append(ids, who)
	}
	names, err := person.Names(ctx, p.d, ids)
	if err != nil {
		return err
	}
	page.Holder = names[holder]
	for _, who := range ids[1:] {
		page.Colleagues = append(page.Colleagues, web.Option{Value: who, Label: names[who] + " · " + org.CombinedTitle(colleagues[who])})
	}
	slices.SortFunc(page.Colleagues, func(x, y web.Option) int { return strings.Compare(x.Label, y.Label) })
	units, err := org.Names(ctx, p.d, []string{page.Post.Org})
	page.Org = units[page.Post.Org]
	return err
}

// name is POST /stand-ins.
func (p *Pages) name(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		_, err = p.reader(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	in := org.StandIn{Post: f.Value("post"), Person: f.Value("person"), Alone: f.Has("alone", "1")}
	for name, to := range map[string]*workday.Date{"first": &in.First, "last": &in.Last} {
		if *to, err = workday.ParseDate(f.Value(name)); err != nil {
			f.Bad(name, "stand.error.day")
		}
	}
	if !f.OK() {
		p.show(w, r, f, nil, http.StatusUnprocessableEntity)
		return
	}
	done, err := p.orgs.NameStandIn(r.Context(), p.who(r), in, f.Value("key"))
	switch {
	case err == nil:
		names, _ := person.Names(r.Context(), p.d, []string{done.Person, done.Holder}) // without a name the line says who by nobody
		l := web.L(r.Context())
		web.Redirect(w, r, Path, web.Flash{Key: "stand.done", Args: []string{names[done.Person], names[done.Holder], l.Date(done.First.At(0)), l.Date(done.Last.At(0))}})
	case f.Take(err):
		p.show(w, r, f, nil, http.StatusUnprocessableEntity)
	case errs.Is(err, errs.Conflict):
		f.Set("key", id.New())
		p.show(w, r, f, err, http.StatusConflict)
	default:
		web.Fail(w, r, err)
	}
}

// endPage asks whether a stand-in is to end.
type endPage struct {
	web.Page
	Ask web.Question
}

// askEnd is GET /stand-ins/{id}/end.
func (p *Pages) askEnd(w http.ResponseWriter, r *http.Request) {
	x, names, err := p.ending(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := endPage{Page: web.NewPage(w, r, web.T(r.Context(), "stand.end"))}
	page.Here, page.Back = Path, Path
	what := "stand.end.now"
	if x.From.After(p.d.Now()) {
		what = "stand.end.before"
	}
	page.Ask = web.Question{
		Ask: page.T("stand.end.ask", names[x.Person], names[x.Holder], days(page.Page, x)), What: page.T(what), Verb: page.T("stand.end"), No: page.T("stand.end.no"),
		Action: Path + "/" + x.ID + "/end", Back: Path,
	}
	web.Render(w, r, http.StatusOK, ended(page))
}

// ending is the stand-in of the address, for who may end it.
func (p *Pages) ending(r *http.Request) (x org.StandIn, names map[string]string, err error) {
	a, err := p.reader(r)
	if err != nil {
		return x, nil, err
	}
	if x, err = org.StandInByID(r.Context(), p.d, r.PathValue("id")); err != nil {
		return x, nil, err
	}
	of, err := org.PostByID(r.Context(), p.d, x.Post)
	if err != nil {
		return x, nil, err
	}
	if _, ok := org.MayNameStandIn(a, of, x.Holder); !ok {
		return x, nil, errs.New(errs.Forbidden, "stand.forbidden")
	}
	names, err = person.Names(r.Context(), p.d, []string{x.Person, x.Holder})
	return x, names, err
}

// end is POST /stand-ins/{id}/end.
func (p *Pages) end(w http.ResponseWriter, r *http.Request) {
	_, err := web.ReadForm(w, r)
	if err == nil {
		_, err = p.reader(r)
	}
	if err == nil {
		err = p.orgs.EndStandIn(r.Context(), p.who(r), r.PathValue("id"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path, web.Flash{Key: "stand.ended"})
}

package app

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"linli/internal/account/accountweb"
	"linli/internal/account/token"
	"linli/internal/account/token/tokenweb"
	"linli/internal/actor"
	"linli/internal/app/chooser"
	"linli/internal/app/door"
	"linli/internal/app/outgoing"
	"linli/internal/app/telling"
	"linli/internal/chain"
	"linli/internal/errs"
	"linli/internal/exchange/calendarweb"
	"linli/internal/exchange/hub/hubweb"
	"linli/internal/exchange/open311web"
	"linli/internal/file/fileweb"
	"linli/internal/intake/intakeweb"
	"linli/internal/journal"
	"linli/internal/journal/journalweb"
	"linli/internal/notice/noticeweb"
	"linli/internal/org"
	"linli/internal/org/orgweb"
	"linli/internal/place"
	"linli/internal/privacy/privacyweb"
	"linli/internal/reception"
	"linli/internal/reception/receptionweb"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/web/apidoc"
	"linli/internal/web/i18n"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/figure"
	"linli/internal/wish/spot"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/apiweb"
	"linli/internal/wish/wishweb/bulkweb"
	"linli/internal/wish/wishweb/callweb"
	"linli/internal/wish/wishweb/deskweb"
	"linli/internal/wish/wishweb/dispatchweb"
	"linli/internal/wish/wishweb/figureweb"
	"linli/internal/wish/wishweb/mapweb"
	"linli/internal/wish/wishweb/moderateweb"
	"linli/internal/wish/wishweb/placeweb"
	"linli/internal/wish/wishweb/precedentweb"
	"linli/internal/wish/wishweb/publicweb"
	"linli/internal/wish/wishweb/registerweb"
	"linli/internal/wish/wishweb/residentweb"
	"linli/internal/wish/wishweb/searchweb"
	"linli/internal/wish/wishweb/suggestweb"
	"linli/internal/wish/wishweb/superviseweb"
	"linli/internal/wish/wishweb/viewweb"
	"linli/internal/workday"
)

// kit is what every page is made with.
func (a *App) kit(words *i18n.Catalogue) *web.Kit {
	kit := web.NewKit(words, a.cfg.Log, a.around, a.cfg.Secure)
	kit.Clock(a.DB.Now)
	kit.Keep(a.Sessions.Keep)
	return kit
}

// routes puts every page and endpoint on its path, and what every answer needs around them.
func (a *App) routes() (http.Handler, error) {
	words, err := i18n.New(Tables()...)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	a.mux = mux
	kit := a.kit(words)
	kit.Routes(mux)
	wishes := a.addSorting(mux, a.wishDeps(who))
	a.desk, a.calls, a.moderate = deskweb.New(wishes), callweb.New(wishes), moderateweb.New(wishes)
	a.resident = residentweb.New(wishes, a.desk)
	a.moderate.Routes(mux)
	a.desk.Routes(mux)
	bulkweb.New(wishes).Routes(mux)
	viewweb.New(wishes).Routes(mux)
	mapweb.New(wishes).Routes(mux)
	registerweb.New(wishes).Routes(mux)
	wishweb.AlikeRoutes(wishes, mux)
	orgweb.New(a.DB, a.Orgs, who).Routes(mux)
	a.calls.Routes(mux)
	placeweb.New(wishes).Routes(mux)
	figures := figureweb.New(wishes, a.Figures)
	figures.Routes(mux)
	suggestweb.New(wishes).Routes(mux)
	searchweb.New(wishes, a.Seek).Routes(mux)
	a.resident.Routes(mux)
	programs := api.New(mux)
	apiweb.New(wishes).Routes(programs)
	apidoc.Routes(mux, programs, outgoing.Documented(), func(r *http.Request) bool { return len(token.MayMake(who(r))) > 0 })
	a.addTeas(mux, wishes)
	publicweb.New(wishes, publicweb.Slots{Promises: a.teas.Promises, Judged: figures.Judged, Tea: a.teas.Next}).Routes(mux)
	a.accountPages().Routes(mux)
	a.Outgoing.Routes(mux, who)
	journalweb.New(a.DB, who).Routes(mux)
	fileweb.New(a.Files, who, a.subject).Routes(mux)
	a.addPersonal(mux)
	a.ownRoutes(mux)
	return a.answering(kit, mux), nil
}

// addPersonal adds what people are told, and their rights over what is kept of them.
func (a *App) addPersonal(mux *http.ServeMux) {
	a.rights = privacyweb.New(privacyweb.Deps{
		DB: a.DB, Privacy: a.Privacy, People: a.People, Rules: a.Rules, Who: who, Where: a.where, Confirm: confirmer{a.Accounts},
	})
	a.rights.Routes(mux)
	a.told = noticeweb.New(noticeweb.Deps{DB: a.DB, Notices: a.Notices, Who: who, Base: a.cfg.BaseURL, Page: telling.PageOf, Beside: a.Outgoing.Beside})
	a.told.Routes(mux)
	calendarweb.New(a.DB, a.Calendars, who, a.base).Routes(mux)
	open311web.New(open311web.Deps{DB: a.DB, Wishes: a.Wishes, Lists: a.Lists, Publish: a.Publish, Topics: a.Topics, Dispatch: a.Dispatch, People: a.People, Who: who, Base: a.base}).Routes(mux)
	tokenweb.New(tokenweb.Deps{DB: a.DB, Tokens: a.Tokens, Who: who, Confirm: confirmer{a.Accounts}, Base: a.base}).Routes(mux)
}

// wishDeps is what the pages of wishes get of the house.
func (a *App) wishDeps(who func(*http.Request) actor.Actor) wishweb.Deps {
	return wishweb.Deps{
		DB: a.DB, Wishes: a.Wishes, Lists: a.Lists, Sides: a.Sides, Asks: a.Asks, Bulk: a.Bulk, Views: a.Views, Calls: a.Calls, Publish: a.Publish, Follow: a.Follows, Files: a.Files, People: a.People, Privacy: a.Privacy, Suggest: a.Suggest, Alike: a.Alike, Escalate: a.Escalate, Rulings: a.Rulings, Figures: a.Figures, Spots: spot.New(a.DB, a.Lists), Rules: a.Rules, Topics: a.Topics, Dispatch: a.Dispatch, Who: who, Grant: a.Sessions.Grant, Resolve: a.resolve, Base: a.base,
	}
}

// addSorting adds the pages of the catalogue and of precedents, and lets the pages of wishes show what they propose, the precedent first,
// and why a wish was sorted so.
func (a *App) addSorting(mux *http.ServeMux, wishes wishweb.Deps) wishweb.Deps {
	catalogue := dispatchweb.New(wishes)
	catalogue.Routes(mux)
	rulings := precedentweb.New(wishes)
	rulings.Routes(mux)
	superviseweb.New(wishes).Routes(mux)
	wishes.Propose, wishes.Routed = wishweb.Propose(rulings.Proposer(), catalogue.Proposer()), wishweb.Reasons(rulings.Reasoner(), catalogue.Reasoner())
	return wishes
}

// alsoRead is what is read in on pages of its own.
func alsoRead() []intakeweb.Also {
	return []intakeweb.Also{
		{Key: "catalogue.file.entries", URL: dispatchweb.Path + "/file", May: func(x actor.Actor) bool { return len(dispatch.Edits(x)) > 0 }},
		{Key: "catalogue.file.topics", URL: dispatchweb.Topics + "/file", May: func(x actor.Actor) bool { _, ok := topic.MayEdit(x); return ok }},
	}
}

// ownRoutes are the pages of imports, the first page, what supervisors ask, and the demonstration's choice.
func (a *App) ownRoutes(mux *http.ServeMux) {
	a.imports = intakeweb.New(a.Intake, who, alsoRead()...)
	a.imports.Routes(mux)
	mux.HandleFunc("GET /{$}", a.front)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", a.ready)
	mux.HandleFunc("GET /admin/health", a.health)
	if a.cfg.Invented {
		h := chooser.House{DB: a.DB, Accounts: a.Accounts, Sessions: a.Sessions, Calls: a.Calls, Lists: a.Lists, Where: a.where, Cast: func(name string) string { return a.accounts[name] }}
		mux.HandleFunc("GET /choose", h.Choose)
		mux.HandleFunc("POST /choose", h.Become)
	}
}

// answering puts what every request passes between the kit and the routes: limits, sessions, and what is counted.
func (a *App) answering(kit *web.Kit, mux *http.ServeMux) http.Handler {
	within := door.Within(cmp.Or(a.cfg.Within, answerWithin))
	between := []func(http.Handler) http.Handler{open311web.Speak, hubweb.Speak, a.hold, within, a.crowd, a.entered, a.quota}
	if a.cfg.NoLimits {
		between = []func(http.Handler) http.Handler{open311web.Speak, hubweb.Speak, within, a.entered}
	}
	if a.meter == nil {
		return kit.Handler(mux, between...)
	}
	kit.Watch(a.meter.Answered)
	return a.meter.Around(kit.Handler(mux, between...))
}

// entered finds out who asks: by an access token at the interfaces for programs, else by a session.
func (a *App) entered(next http.Handler) http.Handler {
	b := tokenweb.Bearer{Tokens: a.Tokens, Also: []string{hubweb.Prefix}, From: a.visitors.Address, Enter: accountweb.As, Failed: web.Fail}
	return open311web.Gate{Tokens: a.Tokens, From: a.visitors.Address, Enter: accountweb.As}.Around(next, b.Around(next, a.Sessions.Around(next)))
}

// accountPages are the pages of signing in and of accounts.
func (a *App) accountPages() *accountweb.Pages {
	d := accountweb.Deps{Accounts: a.Accounts, Codes: a.Codes, People: a.People, Sessions: a.Sessions, Where: a.where, Base: a.base}
	if a.cfg.Provider.Issuer != "" {
		d.Provider = accountweb.NewProvider(a.cfg.Provider, a.DB.Now)
	}
	if a.cfg.Invented {
		d.Shown = "demo.code"
	}
	return accountweb.NewPages(d)
}

func who(r *http.Request) actor.Actor { return accountweb.ActorOf(r.Context()) }

// front is the first page: choosing in the demonstration, the inbox for staff, the home of a resident, or the landing.
func (a *App) front(w http.ResponseWriter, r *http.Request) {
	x := who(r)
	switch {
	case a.cfg.Invented && !x.SignedIn():
		http.Redirect(w, r, "/choose", http.StatusSeeOther)
	case x.Has(actor.SystemAdmin):
		http.Redirect(w, r, "/account", http.StatusSeeOther)
	case x.Has(actor.Administrators()...), x.Has(actor.CallBackOfficer) && !wishweb.Handles(x):
		http.Redirect(w, r, a.nav(r.Context(), x)[0].URL, http.StatusSeeOther)
	case x.Staff():
		http.Redirect(w, r, "/inbox", http.StatusSeeOther)
	default:
		a.resident.Home(w, r)
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // whoever asked is gone when this fails
}

// ready tells a supervisor whether requests can be answered: the database reads. Where it only reads (a full disk, a
// standby) the answer is 200 too, and says so: taking the server away would take the pages away, which still help.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	why, err := a.DB.Trouble(ctx)
	if err == nil {
		err = a.DB.Ping(ctx)
	}
	switch {
	case err != nil:
		plain(w, http.StatusServiceUnavailable, "database: no answer")
	case why != "":
		plain(w, http.StatusOK, "read-only: "+web.T(r.Context(), why))
	default:
		plain(w, http.StatusOK, "ready")
	}
}

// readyWithin is how long a supervisor waits for the database.
const readyWithin = 3 * time.Second

// base is the address of this installation for what is printed.
func (a *App) base(r *http.Request) string {
	if a.cfg.BaseURL != "" {
		return a.cfg.BaseURL
	}
	if a.cfg.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// resolve turns subjects of a chain into what may be shown of them. Every feature with records adds its kind here.
func (a *App) resolve(ctx context.Context, who actor.Actor, subjects []chain.Subject) ([]chain.Card, error) {
	var cards []chain.Card
	for _, s := range subjects {
		var card chain.Card
		var err error
		switch s.Kind {
		case wishweb.Kind:
			seen, seeErr := a.Wishes.See(ctx, who, s.ID)
			card, err = chain.Card{Title: seen.Wish.Title, State: "wish.state." + string(seen.Wish.State), URL: "/wishes/" + s.ID}, seeErr
		case reception.Kind:
			seen, seeErr := a.Teas.See(ctx, who, s.ID)
			card, err = chain.Card{Title: seen.Session.Title, State: "tea.at." + string(seen.Session.State), URL: receptionweb.Root + "/" + s.ID}, seeErr
		case reception.PromiseKind:
			_, p, seeErr := a.Teas.SeePromise(ctx, who, s.ID)
			card, err = chain.Card{Title: p.Text, State: "tea.outcome." + string(p.Outcome(workday.DateOf(a.DB.Now()))), URL: "/promises/" + s.ID}, seeErr
		default:
			continue
		}
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		card.Subject = s
		cards = append(cards, card)
	}
	return cards, nil
}

// around is the frame for whoever asks. What cannot be read is left out; a page without its frame is still a page.
func (a *App) around(r *http.Request) web.Around {
	x, ctx := who(r), r.Context()
	out := web.Around{Lookup: "/lookup", SignIn: "/sign-in", Notice: privacyweb.NoticePath}
	if a.cfg.Invented {
		out.Demo = "/choose"
	}
	if x.SignedIn() {
		out.SignOut, out.Account, out.Data = "/sign-out", "/account", privacyweb.DataPath
		out.Bell = a.told.Bell(r, x)
		out.Viewer = web.Viewer{Name: x.Name, Post: org.CombinedTitle(x.Posts)}
	}
	where := x.Home
	if x.Staff() {
		where = placeweb.At(r, x)
		out.Frame, out.Nav, out.Door = web.Desk, append(a.nav(ctx, x), a.rights.Nav(ctx, x)...), deskweb.Door(x)
		out.Places, out.Switch = a.placesOf(ctx, x, where, r.URL.Path), placeweb.Switcher(r, x)
		if out.Switch != "" {
			out.Search = searchweb.Path
		}
	} else {
		out.Nav, out.Places = a.resident.Tabs(), a.homeOf(ctx, x.Home)
	}
	if x.Has(actor.SystemAdmin) {
		out.Nav = append(out.Nav, web.NavItem{Key: "doctor.title", URL: healthPath, Icon: web.IconInfoCircle})
	}
	if o, err := org.CommunityOf(ctx, a.DB, where); err == nil {
		out.Tel = web.Telephone{Number: o.Phone, Hours: o.Hours}
	}
	return out
}

// nav is where staff go: to their work, or, who administers, to what is administered.
func (a *App) nav(ctx context.Context, x actor.Actor) (out []web.NavItem) {
	if !x.Has(actor.Administrators()...) {
		out = slices.Concat(a.desk.Nav(ctx, x), mapweb.Nav(x), a.moderate.Nav(ctx, x), a.teas.Nav(ctx, x), a.calls.Nav(ctx, x), figureweb.Nav(x), superviseweb.Nav(x), dispatchweb.Nav(x), precedentweb.Nav(x))
	}
	out = slices.Concat(out, a.imports.Nav(x), suggestweb.Nav(x), noticeweb.Nav(x), a.Outgoing.Nav(ctx, x))
	if x.Has(actor.SystemAdmin, actor.SecurityAdmin) {
		out = append(out, web.NavItem{Key: "account.list", URL: "/accounts", Icon: web.IconUsers})
	}
	if _, ok := journal.MayRead(x); ok {
		out = append(out, web.NavItem{Key: "journal.title", URL: "/journal", Icon: web.IconHistory})
	}
	return out
}

// where is a place as people say it: its 邻里 and building.
func (a *App) where(ctx context.Context, code string) (string, error) {
	path, err := place.Path(ctx, a.DB, code)
	var out string
	for _, p := range path {
		if len(p.Code) > communityWidth {
			out += p.Short() + " "
		}
	}
	return strings.TrimSpace(out), err
}

// communityWidth is the width of a community's code.
const communityWidth = 12

// homeOf is the 邻里 of a resident, by name only: there is no other to change to.
func (a *App) homeOf(ctx context.Context, home string) []web.PlaceLink {
	if len(home) < communityWidth {
		return nil
	}
	code := place.NeighbourhoodOf(home)
	names, err := place.Names(ctx, a.DB, []string{code})
	if err != nil || names[code] == "" {
		return nil
	}
	return []web.PlaceLink{{Name: place.Short(names[code])}}
}

// placesOf is the path of places from the district down to where one is, each that is one's own with the wishes there, or,
// from figures, with its figures.
func (a *App) placesOf(ctx context.Context, x actor.Actor, code, from string) (links []web.PlaceLink) {
	path, err := place.Path(ctx, a.DB, code)
	if err != nil {
		return nil
	}
	for _, p := range path {
		if len(p.Code) >= districtWidth {
			link := web.PlaceLink{Name: p.Short()}
			switch {
			case from == figureweb.Path && figure.MaySee(x, p.Code):
				link.URL = from + "?place=" + p.Code
			case wishweb.Reaches(x, p.Code):
				link.URL = "/wishes?place=" + p.Code
			}
			links = append(links, link)
		}
	}
	return links
}

// districtWidth is the width of a district's code: the path of places begins there.
const districtWidth = 6

// Package gallery shows every component of the kit on a few pages, with invented content, so that tests can look at all
// of them in both languages, in elder mode and in the dark. Nothing of the product imports it.
package gallery

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// Sheet is one page of the gallery.
type Sheet struct {
	Name  string
	Frame web.Frame
	Width int // the width it is made for
	Page  func(web.Page) templ.Component
}

// Sheets lists the pages.
func Sheets() []Sheet {
	return []Sheet{
		{"home", web.Phone, 360, home},
		{"file", web.Phone, 360, func(p web.Page) templ.Component { return file(p, filled()) }},
		{"step", web.Phone, 360, step},
		{"rate", web.Phone, 360, rate},
		{"own", web.Phone, 360, own},
		{"nothing", web.Phone, 360, nothing},
		{"inbox", web.Desk, 1280, inbox},
		{"board", web.Desk, 1280, board},
		{"wish", web.Desk, 1280, wish},
		{"acts", web.Desk, 1280, func(p web.Page) templ.Component { return acts(p, filled()) }},
		{"figures", web.Desk, 1280, figures},
		{"choose", web.Bare, 1280, choose},
	}
}

// Kinds lists the kinds of failure that have a page, as the address /errors/{kind} names them.
func Kinds() []errs.Kind {
	return []errs.Kind{
		errs.Internal, errs.Invalid, errs.NotFound, errs.Forbidden, errs.Unauthenticated, errs.Conflict, errs.Limited,
		errs.Unavailable,
	}
}

// Now is the moment at which the gallery stands still.
func Now() time.Time { return time.Date(2026, 5, 14, 10, 6, 0, 0, i18n.Zone()) }

// Catalogue is what the kit and the gallery say.
func Catalogue() *i18n.Catalogue { return i18n.Must(web.Words(), Words()) }

// Handler serves the gallery through the kit: /sheets/{name} and /errors/{kind}.
func Handler(log *slog.Logger) http.Handler {
	kit := web.NewKit(Catalogue(), log, around, false)
	mux := http.NewServeMux()
	kit.Routes(mux)
	for _, s := range Sheets() {
		mux.HandleFunc("GET /sheets/"+s.Name, func(w http.ResponseWriter, r *http.Request) {
			p := web.NewPage(w, r, web.T(r.Context(), "gallery."+s.Name))
			p.Here, p.Now = "/", Now()
			web.Say(r, web.T(r.Context(), "gallery.found", 5))
			web.Render(w, r, http.StatusOK, s.Page(p), "list")
		})
	}
	for _, k := range Kinds() {
		mux.HandleFunc("/errors/"+k.String(), func(w http.ResponseWriter, r *http.Request) {
			e := errs.New(k, "")
			e.RetryAfter = 90 * time.Second
			if k == errs.Invalid {
				e.Fields = filled().Wrong()
			}
			if k == errs.Forbidden {
				e.Key = "gallery.secretary"
			}
			web.Fail(w, r, e)
		})
	}
	mux.HandleFunc("POST /done", func(w http.ResponseWriter, r *http.Request) {
		web.Redirect(w, r, "/sheets/home", done())
	})
	mux.HandleFunc("POST /sort", func(w http.ResponseWriter, r *http.Request) {
		if !web.Partial(r) {
			web.Redirect(w, r, "/sheets/board", done())
			return
		}
		web.Say(r, web.T(r.Context(), "gallery.sent", "2026-000142"))
		web.Render(w, r, http.StatusOK, board(web.NewPage(w, r, web.T(r.Context(), "gallery.board"))), "board")
	})
	return kit.Handler(mux)
}

func done() web.Flash {
	return web.Flash{Key: "gallery.sent", Args: []string{"2026-000147"}, Link: "/sheets/own", Word: "gallery.see"}
}

// filled is a form that came back with two things missing.
func filled() *web.Form {
	f := web.NewForm("text", "椅子", "spot", "7幢南面那条小路", "see", "public", "tel", "138 0000 012", "why", "call")
	f.Bad("kind", "gallery.error.kind")
	f.Bad("text", "gallery.error.text", 5)
	return f
}

// around is the frame: a resident's on the phone's sheets, a social worker's at the desk.
func around(r *http.Request) web.Around {
	l := web.L(r.Context())
	a := web.Around{
		Search: "/search", Lookup: "/find", SignIn: "/signin", Demo: "/demo",
		Tel: web.Telephone{Number: "0513-0000 1860", Hours: l.T("gallery.hours")},
	}
	for _, s := range Sheets() {
		if r.URL.Path == "/sheets/"+s.Name {
			a.Frame = s.Frame
		}
	}
	switch a.Frame {
	case web.Desk:
		a.Viewer, a.SignOut = web.Viewer{Name: "季小舟", Post: l.T("gallery.post")}, "/signout"
		a.Nav = []web.NavItem{
			{Key: "gallery.inbox", URL: "/", Icon: web.IconInbox, Count: 27},
			{Key: "gallery.board", URL: "/board", Icon: web.IconLayoutKanban, Count: 4},
			{Key: "gallery.all", URL: "/all", Icon: web.IconListCheck},
		}
		a.Places = []web.PlaceLink{{Name: "崇川区", URL: "/places/320613"}, {Name: "钟秀街道", URL: "/places/320613007"}, {Name: "中心村社区", URL: "/places/320613007005"}}
		a.Switch = "/places"
		a.Door = web.NavItem{Key: "gallery.door", URL: "/file", Icon: web.IconPencilPlus}
	case web.Phone:
		a.Viewer = web.Viewer{Name: "谈桂芬"}
		a.Nav = []web.NavItem{
			{Key: "gallery.home", URL: "/", Icon: web.IconHome},
			{Key: "gallery.file", URL: "/file", Icon: web.IconPencilPlus},
			{Key: "gallery.own", URL: "/own", Icon: web.IconListCheck},
			{Key: "gallery.linli", URL: "/linli", Icon: web.IconBuildingCommunity},
		}
		a.Places = []web.PlaceLink{{Name: "花半里", URL: "/places/320613007005001"}}
	}
	return a
}

// say is invented content in the language of the page.
func say(ctx context.Context, zh, en string) string {
	if web.L(ctx).Lang() == i18n.English {
		return en
	}
	return zh
}

// Words is what the gallery says.
func Words() []i18n.Message {
	return []i18n.Message{
		{"gallery.home", "首页", "Home"},
		{"gallery.file", "提心愿", "Make a wish"},
		{"gallery.step", "提心愿", "Make a wish"},
		{"gallery.rate", "请您评一评", "Please judge"},
		{"gallery.own", "我的心愿", "My wishes"},
		{"gallery.nothing", "我的心愿", "My wishes"},
		{"gallery.linli", "邻里", "Neighbours"},
		{"gallery.inbox", "待办", "Inbox"},
		{"gallery.board", "分色看板", "Sorting board"},
		{"gallery.all", "全部心愿", "All wishes"},
		{"gallery.wish", "花园里没有坐的地方", "Nowhere to sit in the garden"},
		{"gallery.acts", "退回", "Return"},
		{"gallery.figures", "数据", "Figures"},
		{"gallery.choose", "选一个身份", "Choose who you are"},
		{"gallery.door", "代居民登记", "File for someone"},
		{"gallery.post", "社工", "Social worker"},
		{"gallery.hours", "周一到周六 8:30–17:30", "Monday to Saturday 8:30–17:30"},
		{"gallery.sent", "交好了，编号 {0}。", "Sent. Number {0}."},
		{"gallery.see", "看这件心愿", "See this wish"},
		{"gallery.found", "{0} 件，按期限排", "{0} wish by date|{0} wishes by date"},
		{"gallery.secretary", "这一步要由社区书记来办，您可以看，不能办", "This step is for the community secretary; you may see it, but not act on it"},
		{"gallery.error.kind", "请选一类，拿不准就选“其他”", "Please choose a kind; if in doubt, “Other”"},
		{"gallery.error.text", "请说说是什么事，至少 {0} 个字", "Please say what it is, {0} character or more|Please say what it is, {0} characters or more"},
	}
}

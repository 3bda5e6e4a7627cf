package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"linli/internal/web/i18n"
)

// Frame is what stands around the content of a page.
type Frame uint8

// The frames.
const (
	Phone Frame = iota // residents: bar on top, tabs below, one column
	Desk               // staff: navigation at the side, place and search on top
	Bare               // a page before one is anybody: bar with logo only
)

// Icon names a drawing of the sprite. An icon never stands without its word.
type Icon string

// NavItem is one entry of the navigation.
type NavItem struct {
	Key   string // translation key of its words
	URL   string
	Icon  Icon
	Count int // what waits there; 0 shows nothing
}

// PlaceLink is one step of the path of places.
type PlaceLink struct {
	Name string
	URL  string // empty: a name only
}

// Viewer is who the page is for; without a name it is a visitor.
type Viewer struct {
	Name string
	Post string // post held now, or empty
}

// Telephone is a number one may always call instead.
type Telephone struct {
	Who    string // whose it is; empty: the community's
	Number string // as printed: 0513-0000 1860
	Hours  string // in the reader's language; may be empty
}

// Around is what stands around a page for whoever asks. app fills it once per request, in the reader's language.
type Around struct {
	Frame   Frame // the frame that this viewer is used to
	Nav     []NavItem
	Places  []PlaceLink // from the district down; the last is where one is
	Switch  string      // path of the choice of another place; empty where choosing would change nothing
	Viewer  Viewer
	Door    NavItem // the main act in the desk's bar (代居民登记); without a key none
	Search  string  // path of the search (POST, q: what is typed may be somebody's number); empty shows none
	Lookup  string  // path of the look-up by number (GET, q), for “not found”; empty shows none
	SignIn  string  // path of the sign-in page, for visitors
	SignOut string  // path to POST to, for those who have signed in
	Account string  // path of one's own account, for those who have signed in
	Bell    NavItem // one's notices and how many are unread, for those who have signed in
	Notice  string  // path of what is told about people's data
	Data    string  // path of what is held of oneself, for those who have signed in
	Demo    string  // path of “choose who you are”: the demonstration's line is shown on every page
	Tel     Telephone
}

// Page is the part of every page that is the same. A feature's page struct embeds it and gives it to Layout.
type Page struct {
	Around
	Title   string // in the browser's title; already in the reader's language
	Bar     string // a form on the phone: the words in the bar
	Back    string // a form on the phone: where 返回 leads; the tabs are left out
	Here    string // URL of the navigation entry that one is in
	Settled bool   // the page itself has the switches and the way out (Settings): the foot does not say them again
	Charts  bool   // tables of it are drawn by charts.js
	Map     bool   // maps of it are drawn by map.js
	Flash   Flash
	Feed    string // path of what news readers subscribe to (Atom) about the same; empty: none
	Path    string // path and query of this page, where the switches come back to
	Now     time.Time
	Prefs   Prefs
	words   i18n.Localizer
}

// Card is a part of a page that another feature fills; app puts it there.
type Card struct {
	Title string
	Link  View // where there is more; without a URL none
	Body  templ.Component
}

// T is the sentence behind a key in the language of the page.
func (p Page) T(key string, args ...any) string { return p.words.T(key, args...) }

// L is the language of the page.
func (p Page) L() i18n.Localizer { return p.words }

// NewPage is the frame for whoever asks, with the line that the last act left. Call it once, in the handler that
// renders the page.
func NewPage(w http.ResponseWriter, r *http.Request, title string) Page {
	s := stateOf(r.Context())
	p := Page{Title: title, Path: pathOf(r), Now: s.words.Now(), Prefs: s.prefs, words: s.words}
	if s.kit != nil {
		p.Around = s.surroundings(r)
		p.Flash = s.kit.takeFlash(w, r)
	}
	s.title = title
	return p
}

// BlankPage is a page outside any request: for tests and the gallery.
func BlankPage(l i18n.Localizer, prefs Prefs, title string) Page {
	return Page{Title: title, Path: "/", Now: l.Now(), Prefs: prefs, words: l}
}

func (s *state) surroundings(r *http.Request) Around {
	if s.around == nil {
		a := s.kit.around(r)
		s.around = &a
	}
	return *s.around
}

// pathOf is where a switch comes back to: this page, or, when the page answers a POST, the page it was sent from.
func pathOf(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return SafePath(r.URL.RequestURI())
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/"
	}
	return SafePath(from.RequestURI())
}

// place is where one is; empty when the page belongs to no place.
func (p Page) place() PlaceLink {
	if len(p.Places) == 0 {
		return PlaceLink{}
	}
	return p.Places[len(p.Places)-1]
}

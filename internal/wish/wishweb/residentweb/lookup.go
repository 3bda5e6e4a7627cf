package residentweb

import (
	"net/http"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/throttle"
	"linli/internal/web"
	"linli/internal/wish/number"
	"linli/internal/wish/wishweb"
)

// lookups is the look-up by number: alone it finds what is public, with the code of the receipt it opens the wish as its
// submitter.
type lookups struct {
	h     *Handler
	tries *throttle.Throttle
}

// lookupPage is the form of the look-up.
type lookupPage struct {
	web.Page
	Form *web.Form
	Full bool // the short number is not enough: nothing tells which community is meant
}

// page is GET /lookup: an empty form; ?number= fills it in, as a receipt's QR code does; ?q= looks for a public wish at
// once, as the page of what was not found does.
func (l *lookups) page(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if q := f.Value("q"); q != "" {
		f.Set("number", q)
		l.public(w, r, f)
		return
	}
	l.show(w, r, f, http.StatusOK)
}

// open is POST /lookup.
func (l *lookups) open(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if f.Value("code") == "" {
		l.public(w, r, f)
		return
	}
	a := l.h.Who(r)
	full, ok := number.Parse(f.Value("number"), community(a))
	if wait := l.wait(a.From, full, l.h.DB.Now()); wait > 0 {
		web.Fail(w, r, &errs.Error{Kind: errs.Limited, RetryAfter: wait})
		return
	}
	wishID := ""
	err = errs.New(errs.NotFound, "")
	if ok {
		wishID, err = l.h.Wishes.Open(r.Context(), full, f.Value("code"))
	}
	if errs.Is(err, errs.NotFound) {
		f.Bad("", "lookup.error.pair")
		l.show(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err == nil {
		err = l.h.Grant(r.Context(), wishID)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/"+wishID, web.Flash{})
}

// public looks for a wish by its number alone. What is not public is not there: the same answer as for a number that
// nobody has.
func (l *lookups) public(w http.ResponseWriter, r *http.Request, f *web.Form) {
	a := l.h.Who(r)
	full, ok := number.Parse(f.Value("number"), community(a))
	err := errs.New(errs.NotFound, "")
	if ok {
		s, seeErr := l.h.Wishes.SeeNumber(r.Context(), a, full)
		if seeErr == nil {
			web.Redirect(w, r, "/wishes/"+s.Wish.ID, web.Flash{})
			return
		}
		if !errs.Is(seeErr, errs.NotFound) {
			web.Fail(w, r, seeErr)
			return
		}
	}
	f.Bad("", "lookup.error.number")
	l.show(w, r, f, web.Status(err.Kind))
}

func (l *lookups) show(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	p := lookupPage{Page: web.NewPage(w, r, web.T(r.Context(), "lookup.title")), Form: f, Full: community(l.h.Who(r)) == ""}
	p.Bar, p.Back, p.Frame = p.Title, "/", web.Phone
	web.Render(w, r, status, lookup(p))
}

// community is where a short number belongs for somebody: the community of one's home, or of one's post. Empty when
// nothing tells.
func community(a actor.Actor) string {
	codes := []string{a.Home}
	for _, p := range a.Posts {
		codes = append(codes, p.Place)
	}
	for _, code := range codes {
		if len(code) >= wishweb.CommunityWidth {
			return code[:wishweb.CommunityWidth]
		}
	}
	return ""
}

// How often a code may be tried: a number has 30^6 codes, so five tries in a quarter of an hour take ages to guess one,
// and an address may not go through all numbers instead. An address may be a whole building's.
const (
	triesPerNumber  = 5
	triesPerAddress = 30
	triesWindow     = 15 * time.Minute
	triesKept       = 10_000
)

// wait uses up one try for an address and a number (empty when what was typed is none). When there is none left it returns
// how long to wait.
func (l *lookups) wait(address, number string, now time.Time) time.Duration {
	wait := l.tries.Take("a "+throttle.Origin(address), triesPerAddress, triesWindow, now)
	if number != "" && wait == 0 {
		wait = l.tries.Take("n "+number, triesPerNumber, triesWindow, now)
	}
	return wait
}

package residentweb

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
)

// lookups is the look-up by number: alone it finds what is public, with the code of the receipt it opens the wish as its
// submitter.
type lookups struct {
	h     *Handler
	tries *tries
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
	number, ok := wish.ParseNumber(f.Value("number"), community(a))
	if wait := l.tries.take(a.From, number, l.h.DB.Now()); wait > 0 {
		web.Fail(w, r, &errs.Error{Kind: errs.Limited, RetryAfter: wait})
		return
	}
	wishID := ""
	err = errs.New(errs.NotFound, "")
	if ok {
		wishID, err = l.h.Wishes.Open(r.Context(), number, f.Value("code"))
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
	number, ok := wish.ParseNumber(f.Value("number"), community(a))
	err := errs.New(errs.NotFound, "")
	if ok {
		s, seeErr := l.h.Wishes.SeeNumber(r.Context(), a, number)
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

// tries counts the look-ups with a code, by number and by address. It keeps at most triesKept of each: when it is full,
// those that have recovered are forgotten, and if none has, nobody new is let in until some have.
type tries struct {
	mu     sync.Mutex
	counts map[string]*rate.Limiter
}

func newTries() *tries { return &tries{counts: map[string]*rate.Limiter{}} }

// take uses up one try for an address and a number (empty when what was typed is none). When there is none left it
// returns how long to wait.
func (t *tries) take(address, number string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait := t.of("a "+address, triesPerAddress, now)
	if number != "" && wait == 0 {
		wait = t.of("n "+number, triesPerNumber, now)
	}
	return wait
}

func (t *tries) of(key string, burst int, now time.Time) time.Duration {
	l := t.counts[key]
	if l == nil {
		if len(t.counts) >= triesKept && !t.sweep(now) {
			return time.Minute
		}
		l = rate.NewLimiter(rate.Every(triesWindow/time.Duration(burst)), burst)
		t.counts[key] = l
	}
	x := l.ReserveN(now, 1)
	if wait := x.DelayFrom(now); wait > 0 {
		x.CancelAt(now)
		return wait
	}
	return 0
}

// sweep forgets what has recovered completely, and tells whether there is room now.
func (t *tries) sweep(now time.Time) bool {
	for key, l := range t.counts {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(t.counts, key)
		}
	}
	return len(t.counts) < triesKept
}

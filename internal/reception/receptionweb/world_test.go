package receptionweb_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/event"
	"linli/internal/org"
	"linli/internal/reception"
	"linli/internal/reception/receptionweb"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/wishweb/wishwebtest"
	"linli/internal/workday"
)

// hall is the neighbourhood of the pages of wishes, with a property firm and the pages of teas.
type hall struct {
	*wishwebtest.Hood
	teas   *reception.Service
	pages  *receptionweb.Handler
	mux    http.Handler
	firm   string
	admits string // who was let in as a guest
}

// sink lets a wish that was said at a tea stand on its agenda, as app does.
type sink struct{ teas *reception.Service }

func (s *sink) Emit(ctx context.Context, tx *db.Tx, e event.Event) error {
	if f, ok := e.(wish.Filed); ok && f.Meeting != "" {
		return s.teas.HeardTx(ctx, tx, f)
	}
	return nil
}

const today = "2026-05-11" // wishwebtest.Morning

func newHall(t testing.TB) *hall {
	t.Helper()
	w := &hall{Hood: wishwebtest.New(t)}
	orgs := org.New(w.DB, wishwebtest.NobodyListens{})
	firm, err := orgs.CreateOrg(t.Context(), actor.Job("test"), org.Org{Kind: org.PropertyFirm, Place: wishwebtest.Community, Name: "和畅物业"}, "")
	w.Must(err)
	w.firm = firm.ID
	w.Hire(orgs, "zhu", "祝安平", firm.ID, actor.Handler, "物业经理")
	listens := &sink{}
	wishes := wish.New(w.DB, w.Rules, listens)
	w.teas = reception.New(w.DB, w.Rules, wishes, list.New(w.DB), listens)
	listens.teas = w.teas
	w.pages = receptionweb.New(receptionweb.Deps{
		DB: w.DB, Teas: w.teas, Wishes: wishes, People: w.People, Rules: w.Rules, Who: w.who,
		Where: func(_ *http.Request, a actor.Actor) string {
			if a.Staff() {
				return a.Posts[0].Place
			}
			return a.Home
		},
		Admit: func(_ context.Context, invitee string, _ time.Time) error { w.admits = invitee; return nil },
		Tell: func(_ *http.Request, list []wish.Wish) ([]receptionweb.Told, error) {
			return make([]receptionweb.Told, len(list)), nil
		},
		Paper: func(_ *http.Request, x wish.Wish) (number, code string, qr web.QR, err error) {
			qr, err = web.EncodeQR("https://linli.example/lookup?number=" + x.Number)
			return x.Number, x.Code, qr, err
		},
		Base: func(*http.Request) string { return "https://linli.example" },
	})
	w.serve()
	return w
}

func (w *hall) serve() {
	ground := []i18n.Message{{"error.busy", "〔error.busy〕", "[error.busy]"}, {"error.key_reused", "〔error.key_reused〕", "[error.key_reused]"}}
	wishes := []i18n.Message{}
	for _, key := range []string{"error.text_short", "error.empty", "error.long", "error.characters", "error.place", "error.topic", "error.visibility", "error.anonymous"} {
		wishes = append(wishes, i18n.Message{"wish." + key, "〔wish." + key + "〕", "[wish." + key + "]"})
	}
	for _, topic := range wish.Topics() {
		wishes = append(wishes, i18n.Message{"wish.topic." + string(topic), "〔" + string(topic) + "〕", "[" + string(topic) + "]"})
	}
	for _, key := range []string{"error.phone_short", "error.phone_long", "error.phone"} {
		wishes = append(wishes, i18n.Message{"person." + key, "〔person." + key + "〕", "[person." + key + "]"})
	}
	mux := http.NewServeMux()
	w.pages.Routes(mux)
	mux.HandleFunc("GET /card/{which}", func(rw http.ResponseWriter, r *http.Request) {
		card := map[string]func(*http.Request, string) (*web.Card, error){"home": w.pages.Home, "next": w.pages.Next, "promises": w.pages.Promises}
		c, err := card[r.PathValue("which")](r, wishwebtest.Garden)
		w.Must(err)
		if c != nil {
			w.Must(web.CardGroup(*c).Render(r.Context(), rw))
		}
	})
	kit := web.NewKit(i18n.Must(web.Words(), receptionweb.Words(), ground, wishes), slog.New(slog.DiscardHandler), func(r *http.Request) web.Around {
		out := web.Around{SignIn: "/sign-in"}
		if w.who(r).Staff() {
			out.Frame = web.Desk
		}
		return out
	}, false)
	kit.Routes(mux)
	w.mux = kit.Handler(mux)
}

// who is whoever the cookie names; “guest” is whom the last link has let in.
func (w *hall) who(r *http.Request) actor.Actor {
	c, err := r.Cookie("who")
	switch {
	case err != nil:
		return actor.Visitor("192.0.2.1")
	case c.Value == "guest":
		return actor.Actor{Grant: w.admits}
	}
	return w.Actors[c.Value]
}

// answer is what the pages say.
type answer struct {
	*webtest.Doc
	code int
	to   string
}

func (w *hall) get(who, path string) answer { return w.ask(who, http.MethodGet, path, nil) }

func (w *hall) post(who, path string, pairs ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return w.ask(who, http.MethodPost, path, form)
}

func (w *hall) ask(who, method, path string, form url.Values) answer {
	w.T.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "who", Value: who})
	}
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, r)
	return answer{webtest.Parse(w.T, bytes.NewReader(rec.Body.Bytes())), rec.Code, rec.Header().Get("Location")}
}

// tea is a tea that has begun this morning, in a state; its path.
func (w *hall) tea(to reception.State) (path string) {
	w.T.Helper()
	ctx, wen := w.T.Context(), w.Actors["wen"]
	day, err := workday.ParseDate(today)
	w.Must(err)
	s, err := w.teas.Plan(ctx, wen, reception.Plans{
		Place: wishwebtest.Community, Title: "花园怎么用", Spot: "站里", Day: day, From: "08:30", Reason: reception.Reason{Why: reception.ForItsSake},
	})
	w.Must(err)
	_, err = w.teas.Invite(ctx, wen, s.ID, reception.Guest{Role: reception.Builder, Name: "鄂远舟", Unit: "开发公司"})
	w.Must(err)
	path = receptionweb.Root + "/" + s.ID
	for _, step := range []struct {
		to reception.State
		do func() error
	}{
		{reception.Announced, func() error { _, err := w.teas.Announce(ctx, wen, s.ID, ""); return err }},
		{reception.Held, func() error { _, err := w.teas.Hold(ctx, wen, s.ID, ""); return err }},
		{reception.Published, func() error {
			_, err := w.teas.Promise(ctx, wen, s.ID, reception.Vowing{Text: "清雨水井", Unit: w.firm, Due: day + 3})
			if err == nil {
				_, err = w.teas.Publish(ctx, wen, s.ID, reception.Notes{Minutes: "没有地方坐。", Residents: 3, Rev: 2})
			}
			return err
		}},
	} {
		if to == reception.Planned {
			break
		}
		w.Must(step.do())
		if step.to == to {
			break
		}
	}
	return path
}

func (w *hall) seen(path string) reception.Seen {
	w.T.Helper()
	x, err := w.teas.See(w.T.Context(), actor.Job("test"), strings.TrimPrefix(path, receptionweb.Root+"/"))
	w.Must(err)
	return x
}

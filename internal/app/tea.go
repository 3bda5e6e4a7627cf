package app

import (
	"net/http"

	"linli/internal/actor"
	"linli/internal/reception/receptionweb"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/wishweb"
	"linli/internal/wish/wishweb/placeweb"
	"linli/internal/wish/wishweb/residentweb"
)

// addTeas adds the pages of the secretary's tea, and lets the home page show the next one. What they say of wishes, wishes'
// own pages say.
func (a *App) addTeas(mux *http.ServeMux, wishes wishweb.Deps) {
	a.teas = receptionweb.New(receptionweb.Deps{
		DB: a.DB, Teas: a.Teas, Wishes: a.Wishes, People: a.People, Rules: a.Rules, Who: who, Admit: a.Sessions.Admit, Base: a.base,
		Where: func(r *http.Request, x actor.Actor) string {
			if x.Staff() {
				return placeweb.At(r, x)
			}
			return x.Home
		},
		Tell: func(r *http.Request, list []wish.Wish) ([]receptionweb.Told, error) {
			return tellWishes(r, wishes, list)
		},
		Paper: func(r *http.Request, w wish.Wish) (number, code string, qr web.QR, err error) {
			qr, err = web.EncodeQR(residentweb.LookupURL(a.base(r), w))
			return w.Number, residentweb.Spoken(w.Code), qr, err
		},
	})
	a.teas.Routes(mux)
	a.resident.Teas = a.teas.Home
}

// tellWishes is how wishes stand, in the words of whoever asks.
func tellWishes(r *http.Request, d wishweb.Deps, list []wish.Wish) ([]receptionweb.Told, error) {
	t, err := d.Teller(r)
	if err == nil {
		err = t.Learn(r.Context(), d.DB, list, nil)
	}
	out := make([]receptionweb.Told, len(list))
	for i, w := range list {
		out[i] = receptionweb.Told{Mark: wishweb.Mark(w), State: t.State(w, t.Own(w)), Submitter: t.Submitter(w)}
	}
	return out, err
}

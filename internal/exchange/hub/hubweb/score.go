package hubweb

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"linli/internal/exchange/hub"
	"linli/internal/web"
)

// mark is how a feed does in one aspect, in words.
type mark struct {
	Name, What, Points, Of, URL string
	Current                     bool
}

// scored is how a feed did in a month, in words.
type scored struct {
	Month, Points string
	Marks         []mark
}

// hundredths is a number of hundredths as people read it: 9.80.
func hundredths(n int) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

func scoredOf(p web.Page, at string, s hub.Score) scored {
	got, most := s.Points()
	out := scored{Month: s.Month.Format("2006-01"), Points: p.T("hub.score.points", hundredths(got), strconv.Itoa(most/100))}
	for _, m := range s.Marks {
		x := mark{Name: p.T("hub.score." + string(m.Aspect)), Points: p.T("hub.score.points", hundredths(m.Points()), strconv.Itoa(m.Weight)), Of: p.T("hub.score.of", m.Good, m.All)}
		switch m.Aspect {
		case hub.Content:
			x.What = p.T("hub.score.content.what", s.Chars, s.Files)
		case hub.Timely:
			x.What = p.T("hub.score.timely.what", s.Minutes)
		default:
			x.What = p.T("hub.score." + string(m.Aspect) + ".what")
		}
		if m.All == 0 {
			x.Of = p.T("hub.score.nothing")
		}
		x.URL = at + "/score?" + url.Values{"month": {out.Month}, "aspect": {string(m.Aspect)}}.Encode()
		out.Marks = append(out.Marks, x)
	}
	return out
}

// short is a report that falls short, in words.
type short struct{ Number, What, At, Why string }

// scorePage is how a feed did in a month, and what falls short in one aspect.
type scorePage struct {
	web.Page
	Hub              string
	Score            scored
	Aspect           hub.Aspect
	Rows             []short
	Pager            web.Pager
	Earlier, Later   string // months, as addresses
	EarlierM, LaterM string
}

func (h *Handler) score(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	hubID, aspect := r.PathValue("id"), hub.Aspect(q.Get("aspect"))
	if aspect == "" {
		aspect = hub.Complete
	}
	a := h.Who(r)
	x, err := h.Hubs.See(r.Context(), a, hubID)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	s, rows, next, err := h.Hubs.Short(r.Context(), a, hubID, q.Get("month"), aspect, q.Get("after"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := scorePage{Page: web.NewPage(w, r, web.T(r.Context(), "hub.score.title", s.Month.Format("2006-01"))), Hub: x.Name, Aspect: aspect}
	p.Here, p.Back = Path, Path+"/"+x.ID
	p.Score = scoredOf(p.Page, p.Back, s)
	for i, k := range hub.Aspects() {
		p.Score.Marks[i].Current = k == aspect
	}
	for _, t := range rows {
		p.Rows = append(p.Rows, short{t.Number, actWords(p.Page, t.Act), p.L().DateTime(t.At), why(p.Page, aspect, t)})
	}
	p.months(s.Month, x.MadeAt, h.DB.Now(), next)
	web.Render(w, r, http.StatusOK, scoreSheet(p))
}

// months are the ways to the months beside this one, and to the rest of the list.
func (p *scorePage) months(month, made, now time.Time, next string) {
	at := func(m time.Time, after string) string {
		v := url.Values{"month": {m.Format("2006-01")}, "aspect": {string(p.Aspect)}}
		if after != "" {
			v.Set("after", after)
		}
		return p.Back + "/score?" + v.Encode()
	}
	before, after := month.AddDate(0, -1, 0), month.AddDate(0, 1, 0)
	if month.After(made) {
		p.Earlier, p.EarlierM = at(before, ""), before.Format("2006-01")
	}
	if after.Before(now) {
		p.Later, p.LaterM = at(after, ""), after.Format("2006-01")
	}
	if next != "" {
		p.Pager.Next = at(month, next)
	}
}

// why is how a report falls short.
func why(p web.Page, aspect hub.Aspect, t hub.Told) string {
	switch aspect {
	case hub.Complete:
		return p.T("hub.short.complete", t.Filled, t.Required)
	case hub.Content:
		return p.T("hub.short.content", t.Chars, t.Files)
	case hub.Timely:
		if t.SentAt.IsZero() {
			return p.T("hub.short.unsent")
		}
		return p.T("hub.short.timely", int(t.SentAt.Sub(t.At).Minutes()))
	}
	return p.T("hub.short.stable", t.Failure, t.Tries)
}

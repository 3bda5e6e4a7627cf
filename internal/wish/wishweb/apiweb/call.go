package apiweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/web/api"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/list"
)

type (
	callBackIn struct {
		One
		Once
		Body apiEvaluation
	}
	callMissedIn struct {
		One
		Once
		Body apiMiss
	}
	callsIn struct {
		Place  string    `query:"place" doc:"Place code: its subtree" example:"320613007005"`
		Colour apiColour `query:"colour"`
		After  string    `query:"after" doc:"Cursor: next of the page before"`
		Limit  int       `query:"limit" minimum:"1" maximum:"100" default:"25"`
	}
)

// apiOutcome is why a call reached nobody.
type apiOutcome string

// Schema is the choice of outcomes of a try.
func (apiOutcome) Schema(huma.Registry) *huma.Schema {
	return choice("Why nobody was reached: 没人接, 占线, 号码不对, 不愿意说", callback.Misses()...)
}

// apiMiss is a call that reached nobody.
type apiMiss struct {
	Outcome apiOutcome `json:"outcome"`
}

// apiCall is somebody to be called.
type apiCall struct {
	Wish    apiWish    `json:"wish"`
	Days    int        `json:"days" doc:"On how many days it was tried since the answer; two tries on one day are one"`
	Last    time.Time  `json:"last,omitzero" doc:"The last try"`
	Outcome apiOutcome `json:"outcome,omitempty" doc:"How the last try ended"`
}

// apiCalls is a stretch of the list of calls.
type apiCalls struct {
	Calls     []apiCall `json:"calls" nullable:"false" doc:"By the end of the evaluation window, earliest first"`
	Next      string    `json:"next,omitempty" doc:"Cursor for after; absent at the end"`
	Total     int       `json:"total"`
	Nameless  int       `json:"nameless" doc:"Answered as long ago, and no name was left: nobody can be called"`
	Phoneless int       `json:"phoneless" doc:"Answered as long ago, and no telephone was left"`
}

// callOperations are the call-backs.
func (h *Handler) callOperations(a huma.API, act func(name, summary string) huma.Operation) {
	api.Register(a, act("call_back", "Write down what the submitter said by telephone; closes the wish, apart from an own judgement"), actFailures(), func(ctx context.Context, in *callBackIn) (*out[apiDone], error) {
		b := in.Body
		return h.done(ctx)(h.Calls.Record(ctx, asking(ctx), in.ID, callback.Words{Solved: &b.Solved, Rating: wish.Rating(b.Rating), Text: b.Text, Key: in.Key}))
	})
	api.Register(a, act("call_missed", "Write down a call that reached nobody"), actFailures(), func(ctx context.Context, in *callMissedIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Calls.Miss(ctx, asking(ctx), in.ID, callback.Outcome(in.Body.Outcome), in.Key))
	})
	api.Register(a, h.operation("list-calls", http.MethodGet, "/calls", "Whom the call-back officer must call, by deadline"),
		[]int{http.StatusUnauthorized, http.StatusNotFound}, h.calls)
}

func (h *Handler) calls(ctx context.Context, in *callsIn) (*out[apiCalls], error) {
	f := list.Filter{After: in.After, Limit: in.Limit}
	if in.Place != "" {
		code, err := place.Parse(in.Place)
		if err != nil {
			return nil, errs.BadFields([]errs.Field{{Name: "query.place", Key: "wish.error.place"}})
		}
		f.Place = code
	}
	if in.Colour != "" {
		c := wish.Colour(in.Colour)
		f.Colour = &c
	}
	who := asking(ctx)
	page, err := h.Calls.List(ctx, who, f)
	if err != nil {
		return nil, err
	}
	body := apiCalls{Calls: make([]apiCall, len(page.Wishes)), Next: page.Next, Total: page.Total, Nameless: page.Nameless, Phoneless: page.Phoneless}
	named := make([]*apiWish, len(page.Wishes))
	for i, w := range page.Wishes {
		tried := page.Tries[w.ID]
		body.Calls[i] = apiCall{Wish: wishFor(w, wish.ViewOf(who, w)), Days: tried.Days, Last: tried.Last.UTC(), Outcome: apiOutcome(tried.How)}
		named[i] = &body.Calls[i].Wish
	}
	return &out[apiCalls]{body}, h.name(ctx, named, nil)
}

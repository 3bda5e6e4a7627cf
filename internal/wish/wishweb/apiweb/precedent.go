package apiweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/errs"
	"linli/internal/web/api"
	"linli/internal/wish/precedent"
)

type apiPrecedent struct {
	ID       string    `json:"id" format:"uuid"`
	Place    string    `json:"place" doc:"Where it holds, with all below"`
	Topic    apiTopic  `json:"topic" doc:"Of which topic, with all below"`
	Colour   apiColour `json:"colour"`
	Unit     string    `json:"unit" format:"uuid" doc:"Organisation that leads"`
	Helpers  []string  `json:"helpers,omitempty" doc:"Organisations that help"`
	Ground   string    `json:"ground,omitempty" doc:"Of the last return; absent: another colour was refused"`
	Text     string    `json:"text,omitempty" doc:"Why it was ruled so"`
	Tier     string    `json:"tier" enum:"street,district" doc:"Who ruled, and may revoke it"`
	By       string    `json:"by" doc:"The official, by name and title"`
	Since    time.Time `json:"since"`
	Offered  int       `json:"offered" doc:"How often it was proposed where a wish was sorted"`
	Followed int       `json:"followed" doc:"And done"`
}

type apiPrecedents struct {
	Precedents []apiPrecedent `json:"precedents" doc:"Those that hold, the newest first"`
	Next       string         `json:"next,omitempty" doc:"Cursor of the next page; absent at the end"`
}

type precedentsIn struct {
	Place string `query:"place" required:"true" doc:"Code of a place: those made there, above and below"`
	After string `query:"after" doc:"Cursor"`
}

// precedentReads are what was ruled and holds for the next similar wish.
func (h *Handler) precedentReads(a huma.API) {
	api.Register(a, h.operation("list-precedents", http.MethodGet, "/precedents", "What was ruled on similar wishes at a place"), []int{http.StatusNotFound},
		func(ctx context.Context, in *precedentsIn) (*out[apiPrecedents], error) {
			if !asking(ctx).Reaches(in.Place) {
				return nil, errs.New(errs.NotFound, "error.not_found")
			}
			found, err := h.Rulings.List(ctx, asking(ctx), precedent.Filter{Place: in.Place, After: in.After})
			if err != nil {
				return nil, err
			}
			body := apiPrecedents{Precedents: make([]apiPrecedent, len(found.Precedents)), Next: found.Next}
			for i, p := range found.Precedents {
				body.Precedents[i] = apiPrecedent{
					p.ID, p.Place, apiTopic(p.Topic), apiColour(p.Colour), p.Unit, p.Helpers, p.Ground, p.Text, string(p.Tier), p.By, p.From, p.Offered, p.Followed,
				}
			}
			return &out[apiPrecedents]{body}, nil
		})
}

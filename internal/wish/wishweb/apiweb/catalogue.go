package apiweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/web/api"
	"linli/internal/wish"
	"linli/internal/wish/side"
)

type apiNode struct {
	Code   string `json:"code" example:"repair"`
	Parent string `json:"parent,omitempty" doc:"Code of the topic above; absent at the top"`
	Zh     string `json:"zh"`
	En     string `json:"en,omitempty"`
}

type apiTopics struct {
	Topics []apiNode `json:"topics" doc:"Those in use, each behind the one above it"`
}

type apiGround struct {
	Code string `json:"code" example:"not_ours"`
	Zh   string `json:"zh" example:"不归本单位管"`
	En   string `json:"en" example:"Not our duty"`
}

type apiGrounds struct {
	Grounds []apiGround `json:"grounds" doc:"Those that hold today, in the order of the form"`
}

type apiProposal struct {
	Entry    string    `json:"entry" doc:"Id of the entry of the dispatch catalogue that decides"`
	Place    string    `json:"place" doc:"Where the entry holds, with all below"`
	Topic    string    `json:"topic,omitempty" doc:"Of which topic, with all below; absent: any"`
	Since    time.Time `json:"since"`
	Colour   apiColour `json:"colour"`
	Unit     string    `json:"unit,omitempty" doc:"Id of the organisation; absent where the entry's does not cover the wish's place"`
	UnitName string    `json:"unitName,omitempty"`
	Clock    string    `json:"clock,omitempty" doc:"Within which time, where that is shorter than the rule's" example:"3wd"`
	Evidence []string  `json:"evidence,omitempty" doc:"What the answer must bring: photo, visit, record"`
}

type apiProposed struct {
	Proposal *apiProposal `json:"proposal,omitempty" doc:"Absent where the catalogue says nothing"`
}

// catalogueReads are the tree of topics, and what the dispatch catalogue proposes for a wish.
func (h *Handler) catalogueReads(a huma.API) {
	api.Register(a, h.operation("list-topics", http.MethodGet, "/topics", "The tree of topics"), nil,
		func(ctx context.Context, _ *struct{}) (*out[apiTopics], error) {
			tree, err := h.Topics.Tree(ctx, h.DB)
			if err != nil {
				return nil, err
			}
			body := apiTopics{Topics: []apiNode{}}
			for _, x := range tree.All(h.DB.Now()) {
				body.Topics = append(body.Topics, apiNode{x.Code, x.Parent, x.Zh, x.En})
			}
			return &out[apiTopics]{body}, nil
		})
	api.Register(a, h.operation("see-proposal", http.MethodGet, "/wishes/{id}/proposal", "What the dispatch catalogue says about the wish now; who sorts it decides"),
		[]int{http.StatusForbidden, http.StatusNotFound}, h.proposal)
	api.Register(a, h.operation("list-grounds", http.MethodGet, "/wishes/{id}/grounds", "Why a unit may give the wish back: a list of the district's"),
		[]int{http.StatusForbidden, http.StatusNotFound}, h.grounds)
}

// grounds are why the wish may be returned where it is: a dated rule of its place.
func (h *Handler) grounds(ctx context.Context, in *One) (*out[apiGrounds], error) {
	s, err := h.Wishes.See(ctx, asking(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if s.View < wish.StaffView {
		return nil, errs.New(errs.Forbidden, "wish.forbidden.return")
	}
	book, err := h.Rules.Book(ctx)
	if err != nil {
		return nil, err
	}
	body := apiGrounds{Grounds: []apiGround{}}
	for _, g := range book.Names(side.Grounds, s.Wish.Community, h.DB.Now()) {
		body.Grounds = append(body.Grounds, apiGround(g))
	}
	return &out[apiGrounds]{body}, nil
}

func (h *Handler) proposal(ctx context.Context, in *One) (*out[apiProposed], error) {
	s, err := h.Wishes.See(ctx, asking(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if s.View < wish.StaffView {
		return nil, errs.New(errs.Forbidden, "wish.forbidden.classify")
	}
	p, ok, err := h.Dispatch.Propose(ctx, s.Wish)
	if err != nil || !ok {
		return &out[apiProposed]{}, err
	}
	names, err := org.Names(ctx, h.DB, []string{p.Unit})
	if err != nil {
		return nil, err
	}
	body := apiProposal{
		Entry: p.Entry.ID, Place: p.Entry.Place, Topic: p.Entry.Topic, Since: p.Entry.From, Colour: apiColour(p.Entry.Colour),
		Unit: p.Unit, UnitName: names[p.Unit], Clock: p.Entry.Clock,
	}
	for _, x := range p.Entry.Evidence {
		body.Evidence = append(body.Evidence, string(x))
	}
	return &out[apiProposed]{apiProposed{&body}}, nil
}

// Package wishweb is the pages and the JSON API of wishes. Pages read several features (places, organisations, persons);
// everything that changes a wish goes through wish.Service.
package wishweb

import (
	"context"
	"net/http"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/rule"
	"linli/internal/wish"
)

// Deps is what the pages need from the rest of the house.
type Deps struct {
	DB      *db.DB
	Wishes  *wish.Service
	Rules   *rule.Store
	Who     func(*http.Request) actor.Actor                // who asks
	Grant   func(ctx context.Context, wishID string) error // lets this visitor's session open a wish as its submitter
	Resolve chain.Resolver                                 // what a chain shows of records of any feature
	Base    func(*http.Request) string                     // https://host of this installation, for what is printed
	Sample  bool                                           // the demonstration: its invented telephones may be shown
}

// Handler serves the pages of wishes and their part of the JSON interface.
type Handler struct {
	Deps
	places, units names // what codes and ids are called, remembered for the JSON interface
}

// New is the handler over its dependencies.
func New(d Deps) *Handler { return &Handler{Deps: d} }

// Routes adds every page of wishes.
func (h *Handler) Routes(mux *http.ServeMux) {
	h.resident(mux)
	h.desk(mux)
}

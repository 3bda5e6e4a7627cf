// Package apiweb is wishes in the JSON interface, /api/v1: separate functions over the same verbs as the pages.
package apiweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/web/api"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
	"linli/internal/wish/wishweb"
)

// Handler serves the part of wishes in the JSON interface.
type Handler struct {
	wishweb.Deps
	places, units names // what codes and ids are called, remembered
}

// New is the handler over its dependencies: DB, Wishes, Rules and Who.
func New(d wishweb.Deps) *Handler { return &Handler{d, newNames(), newNames()} }

// Routes adds the operations of wishes to the JSON interface. Each is a thin shell over one verb of wish.Service, which
// alone decides who may do what and what is wrong with an input.
func (h *Handler) Routes(a huma.API) {
	h.reads(a)
	h.writes(a)
	h.fileOperations(a)
	api.Illustrate(a, examples())
}

// examples are what properties hold in the examples of the document, where they do not say it themselves.
func examples() map[string]any {
	return map[string]any{
		"title": "楼道灯坏了", "text": "三单元楼道的灯坏了两天，老人晚上看不见", "spot": "3 号楼三单元", "topic": "repair", "advice": "请找供电公司，电话在缴费单上", "draft": "photos-1",
		"unit": "0192f3a0-1c2d-7000-8000-00000000000b", "lead": "0192f3a0-1c2d-7000-8000-00000000000b", "task": "0192f3a0-1c2d-7000-8000-00000000000c", "unit_name": "水务站", "unitName": "水务站",
		"place": "320613007005001", "place_name": "花半里一邻里", "submitter_name": "谈*", "who": "周敏 · 社区书记", "for_name": "谈某", "by": "柏时雨 · 街道副主任", "words": "楼道", "media": "image/jpeg",
		"next": "WyIwMTkyZjNhMCJd", "number": "320613007005-2026-000123", "code": "repair", "parent": "home", "zh": "维修", "en": "Repairs", "said": "楼道灯不亮", "done": "灯已换好", "year": 2027, "name": "水务站",
	}
}

// OpenAPI is the document of this interface, the same bytes at every call.
func OpenAPI() ([]byte, error) {
	a := api.New(http.NewServeMux())
	New(wishweb.Deps{}).Routes(a)
	return api.Document(a)
}

type actorKey struct{}

// operation is one operation of wishes: its handler finds in the context who asks. A token needs one scope for what reads, one
// for what raises a wish, one for what is done to one, one for figures.
func (h *Handler) operation(id, method, path, summary string) huma.Operation {
	scope := token.Act
	switch {
	case strings.HasPrefix(path, "/figures"):
		scope = token.Figures
	case method == http.MethodGet:
		scope = token.Read
	case id == fileWish || id == addFile:
		scope = token.File
	}
	return api.Scoped(huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{"wishes"},
		Middlewares: huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
			r, _ := humago.Unwrap(ctx)
			next(huma.WithValue(ctx, actorKey{}, h.Who(r)))
		}},
	}, string(scope), asking)
}

// The operations that raise a wish.
const (
	fileWish = "file-wish"
	addFile  = "add-file"
)

func asking(ctx context.Context) actor.Actor {
	a, _ := ctx.Value(actorKey{}).(actor.Actor) // the zero actor is nobody
	return a
}

// out wraps what an operation answers.
type out[T any] struct{ Body T }

// One names a wish.
type One struct {
	ID string `path:"id" doc:"Id of the wish"`
}

type numberIn struct {
	Number string `path:"number" doc:"Full number; spaces, full-width digits and missing zeros are forgiven" example:"320613007005-2026-000123"`
}

type listIn struct {
	Place   string       `query:"place" doc:"Place code: its subtree" example:"320613007005"`
	State   apiState     `query:"state"`
	Colour  apiAnyColour `query:"colour"`
	Urgency apiUrgency   `query:"urgency"`
	Topic   apiTopic     `query:"topic"`
	After   string       `query:"after" doc:"Cursor: next of the page before"`
	Limit   int          `query:"limit" minimum:"1" maximum:"100" default:"25"`
}

type receiversIn struct {
	One
	Colour apiColour `query:"colour" required:"true"`
}

func (h *Handler) reads(a huma.API) {
	api.Register(a, h.operation("list-wishes", http.MethodGet, "/wishes", "What the caller may see, newest first"),
		nil, h.list)
	api.Register(a, h.operation("see-wish", http.MethodGet, "/wishes/{id}", "One wish with its timeline"),
		[]int{http.StatusNotFound}, func(ctx context.Context, in *One) (*out[apiSeen], error) {
			return h.seen(ctx)(h.Wishes.See(ctx, asking(ctx), in.ID))
		})
	// Not below /wishes/{id}/: a number there would stand where the parts of one wish are to stand.
	api.Register(a, h.operation("find-wish-by-number", http.MethodGet, "/numbers/{number}", "One wish by the number on its receipt"),
		[]int{http.StatusNotFound}, func(ctx context.Context, in *numberIn) (*out[apiSeen], error) {
			return h.seen(ctx)(h.Wishes.SeeNumber(ctx, asking(ctx), in.Number))
		})
	api.Register(a, h.operation("list-receivers", http.MethodGet, "/wishes/{id}/receivers", "The organisations that may get the wish by colour"),
		[]int{http.StatusForbidden, http.StatusNotFound}, h.receivers)
	h.catalogueReads(a)
	h.precedentReads(a)
	h.figureReads(a)
	api.Register(a, h.operation("list-suggestions", http.MethodGet, "/wishes/{id}/suggestions", "Topic, colour and unit as the district's models suggest them; the desk decides"),
		[]int{http.StatusForbidden, http.StatusNotFound}, h.suggestions)
}

func (h *Handler) list(ctx context.Context, in *listIn) (*out[apiPage], error) {
	f := list.Filter{State: wish.State(in.State), Urgency: wish.Urgency(in.Urgency), Topic: wish.Topic(in.Topic), After: in.After, Limit: in.Limit}
	tree, err := h.Topics.Tree(ctx, h.DB)
	if err != nil {
		return nil, err
	}
	if f.Topic != "" {
		f.Topics = tree.Subtree(string(in.Topic), h.DB.Now())
	}
	if in.Place != "" {
		code, err := place.Parse(in.Place)
		if err != nil {
			return nil, errs.BadFields([]errs.Field{{Name: "query.place", Key: "wish.error.place"}})
		}
		f.Place = code
	}
	if in.Colour != "" {
		c := wish.Colour(in.Colour)
		if in.Colour == unsorted {
			c = wish.Unsorted
		}
		f.Colour = &c
	}
	who := asking(ctx)
	page, err := h.Lists.List(ctx, who, f)
	if err != nil {
		return nil, err
	}
	body := apiPage{Wishes: make([]apiWish, len(page.Wishes)), Next: page.Next}
	named := make([]*apiWish, len(page.Wishes))
	for i, w := range page.Wishes {
		body.Wishes[i] = wishFor(w, wish.ViewOf(who, w))
		named[i] = &body.Wishes[i]
	}
	return &out[apiPage]{body}, h.name(ctx, named, nil)
}

// seen turns what See answers into what the interface does.
func (h *Handler) seen(ctx context.Context) func(wish.Seen, error) (*out[apiSeen], error) {
	return func(s wish.Seen, err error) (*out[apiSeen], error) {
		if err != nil {
			return nil, err
		}
		body := apiSeen{Wish: wishFor(s.Wish, s.View), Events: make([]apiEvent, len(s.Entries)), Can: make([]apiAct, len(s.Can))}
		for i, e := range s.Entries {
			body.Events[i] = eventOf(e)
		}
		for i, act := range s.Can {
			body.Can[i] = apiAct(act)
		}
		if body.Alike, err = h.alike(ctx, s); err != nil {
			return nil, err
		}
		if s.View == wish.StaffView {
			if body.Tasks, err = h.tasks(ctx, s.Wish.ID); err != nil {
				return nil, err
			}
		}
		if s.View == wish.StaffView && s.Wish.Submitter != "" {
			names, err := person.Names(ctx, h.DB, []string{s.Wish.Submitter})
			if err != nil {
				return nil, err
			}
			body.Wish.Submitter = person.MaskName(names[s.Wish.Submitter])
		}
		return &out[apiSeen]{body}, h.name(ctx, []*apiWish{&body.Wish}, body.Events)
	}
}

// tasks are who helps with a wish.
func (h *Handler) tasks(ctx context.Context, wishID string) (out []apiTask, err error) {
	tasks, err := side.TasksOf(ctx, h.DB, wishID)
	for _, x := range tasks {
		out = append(out, apiTask{ID: x.ID, Unit: x.Unit, Text: x.Text, Due: x.Due.UTC(), DoneAt: x.DoneAt.UTC(), Done: x.Done})
	}
	return out, err
}

// name puts the names beside the codes: at most one query for all places and one for all organisations.
func (h *Handler) name(ctx context.Context, wishes []*apiWish, events []apiEvent) error {
	places, units := wishweb.Set{}, wishweb.Set{}
	for _, w := range wishes {
		places.Add(w.Community, w.Place)
		units.Add(w.Unit)
	}
	for _, e := range events {
		units.Add(e.Unit)
	}
	placeNames, err := h.places.of(ctx, h.DB, places, h.DB.Now(), place.Names)
	if err != nil {
		return err
	}
	unitNames, err := h.units.of(ctx, h.DB, units, h.DB.Now(), org.Names)
	if err != nil {
		return err
	}
	for _, w := range wishes {
		w.CommunityName, w.PlaceName, w.UnitName = placeNames[w.Community], placeNames[w.Place], unitNames[w.Unit]
	}
	for i := range events {
		events[i].UnitName = unitNames[events[i].Unit]
	}
	return nil
}

func (h *Handler) receivers(ctx context.Context, in *receiversIn) (*out[apiUnits], error) {
	s, err := h.Wishes.See(ctx, asking(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if s.View < wish.StaffView {
		return nil, errs.New(errs.Forbidden, "wish.forbidden.classify")
	}
	units, err := h.Wishes.Receivers(ctx, s.Wish.Community, wish.Colour(in.Colour))
	if err != nil {
		return nil, err
	}
	body := apiUnits{Units: make([]apiUnit, len(units))}
	for i, o := range units {
		body.Units[i] = apiUnit{ID: o.ID, Name: o.Name, Kind: string(o.Kind)}
	}
	return &out[apiUnits]{body}, nil
}

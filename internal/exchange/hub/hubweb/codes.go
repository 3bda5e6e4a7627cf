package hubweb

import (
	"context"
	"net/http"
	"strings"

	"linli/internal/exchange/hub"
	"linli/internal/exchange/outbox"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/workday"
)

// code is a code as a table shows it.
type code struct {
	hub.Code
	Theirs, Ours, When string
	Ends               bool // it may be ended
}

// group is the codes of a kind.
type group struct {
	Kind  hub.CodeKind
	Codes []code
}

// codesPage is what the words of a hub mean.
type codesPage struct {
	web.Page
	URL      string
	Form     *web.Form
	Kinds    []web.Option
	Unmapped []code
	Counts   []int
	Groups   []group
	Words    []code // our words for states, acts and fields
	Open     bool   // codes may be set
}

func (h *Handler) codes(w http.ResponseWriter, r *http.Request) {
	f := web.NewForm("key", id.New())
	f.Set("kind", string(hub.Topic))
	if k := hub.CodeKind(r.URL.Query().Get("kind")); k != "" {
		f.Set("kind", string(k))
	}
	f.Set("from", workday.DateOf(h.DB.Now()).String())
	h.showCodes(w, r, f, http.StatusOK)
}

func (h *Handler) showCodes(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	ctx, a := r.Context(), h.Who(r)
	x, all, err := h.Hubs.Codes(ctx, a, r.PathValue("id"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	unmapped, err := h.Hubs.Unmapped(ctx, a, x.ID)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := codesPage{Page: web.NewPage(w, r, web.T(ctx, "hub.codes")), URL: Path + "/" + x.ID + "/codes", Form: f, Open: x.Target.State != outbox.Ended}
	p.Here, p.Back = Path, Path+"/"+x.ID
	say, err := h.naming(ctx, p.Page, all)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.missing(unmapped, say)
	today := workday.DateOf(h.DB.Now()).String()
	for _, k := range hub.CodeKinds() {
		p.Kinds = append(p.Kinds, web.Option{Value: string(k), Label: p.T("hub.kind." + string(k))})
		g := group{Kind: k}
		for _, c := range all {
			if c.Kind == k {
				g.Codes = append(g.Codes, codeOf(p.Page, c, say, today))
			}
		}
		p.Groups = append(p.Groups, g)
	}
	p.words(say)
	web.Render(w, r, status, codesSheet(p))
}

// missing are the words that have no code.
func (p *codesPage) missing(all []hub.Unmapped, say func(hub.CodeKind, string) string) {
	for _, u := range all {
		word := u.Word
		if u.Kind == hub.State || u.Kind == hub.Rating {
			word = say(u.Kind, u.Word)
		}
		if word == "" {
			word = p.T("hub.empty")
		}
		p.Unmapped, p.Counts = append(p.Unmapped, code{Code: hub.Code{Kind: u.Kind}, Theirs: word}), append(p.Counts, u.N)
	}
}

// codeOf is a code in words: theirs, ours, from when until when.
func codeOf(p web.Page, c hub.Code, say func(hub.CodeKind, string) string, today string) code {
	out := code{Code: c, Theirs: c.Asked, Ends: c.To == "" || c.To > today, When: p.T("hub.from", c.From)}
	if c.Kind == hub.State || c.Kind == hub.Rating {
		out.Theirs, out.Ours = c.Given, say(c.Kind, c.Asked)
	} else {
		out.Ours = say(c.Kind, c.Given)
	}
	if c.Kind == hub.Field {
		act, field, _ := strings.Cut(c.Asked, ".")
		out.Theirs = p.T("hub.field.of", fieldAct(p, act), p.T("hub.field."+field))
	}
	if out.Theirs == hub.Any {
		out.Theirs = p.T("hub.any")
	}
	if c.To != "" {
		out.When = p.T("hub.from_to", c.From, c.To)
	}
	return out
}

func fieldAct(p web.Page, act string) string {
	if act == hub.Any {
		return p.T("hub.every")
	}
	return actWords(p, act)
}

// naming says our words: topics and places by their names, states, acts and ratings as pages call them.
func (h *Handler) naming(ctx context.Context, p web.Page, all []hub.Code) (func(hub.CodeKind, string) string, error) {
	tree, err := h.Topics.Tree(ctx, h.DB)
	if err != nil {
		return nil, err
	}
	var places []string
	for _, c := range all {
		if c.Kind == hub.Area {
			places = append(places, c.Given)
		}
	}
	names, err := place.Names(ctx, h.DB, places)
	now, lang := h.DB.Now(), string(p.L().Lang())
	return func(kind hub.CodeKind, word string) string {
		act, isAct := strings.CutPrefix(word, "act.")
		switch {
		case kind == hub.Topic:
			return tree.Full(word, lang, now)
		case kind == hub.Area && names[word] != "":
			return names[word]
		case kind == hub.State && isAct:
			return actWords(p, act)
		case kind == hub.State:
			return p.T("wish.state." + word)
		case kind == hub.Rating:
			return p.T("wish.rating." + word)
		case kind == hub.Field:
			return p.T("hub.must." + word)
		}
		return word
	}, err
}

// words are what may stand on the right in a line for a state, a rating or a field.
func (p *codesPage) words(say func(hub.CodeKind, string) string) {
	for _, st := range hub.States() {
		p.Words = append(p.Words, code{Code: hub.Code{Kind: hub.State, Asked: st}, Ours: say(hub.State, st)})
	}
	for _, x := range wish.Ratings() {
		p.Words = append(p.Words, code{Code: hub.Code{Kind: hub.Rating, Asked: string(x)}, Ours: say(hub.Rating, string(x))})
	}
	for _, x := range hub.Fields() {
		p.Words = append(p.Words, code{Code: hub.Code{Kind: hub.Field, Asked: "answer." + x}, Ours: p.T("hub.field.of", actWords(p.Page, "answer"), p.T("hub.field."+x))})
	}
}

// setCodes is POST /admin/hubs/{id}/codes; orders that have waited for one of them become wishes at once.
func (h *Handler) setCodes(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	hubID := r.PathValue("id")
	_, err = h.Hubs.SetCodes(r.Context(), h.Who(r), hubID, hub.Setting{Kind: hub.CodeKind(f.Value("kind")), Lines: f.Value("lines"), From: f.Value("from"), Key: f.Value("key")})
	if f.Take(err) {
		h.showCodes(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	if err == nil {
		_, err = h.Hubs.Retry(r.Context(), hubID)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path+"/"+hubID+"/codes", web.Flash{Key: "hub.did.codes"})
}

func (h *Handler) endCode(w http.ResponseWriter, r *http.Request) {
	if err := h.Hubs.EndCode(r.Context(), h.Who(r), r.PathValue("id"), r.PathValue("code")); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, Path+"/"+r.PathValue("id")+"/codes", web.Flash{Key: "hub.did.code_end"})
}

// topicsOf are the topics in use, each with those above it.
func topicsOf(tree *topic.Tree, p web.Page) (out []web.Option) {
	now, lang := p.L().Now(), string(p.L().Lang())
	for _, x := range tree.All(now) {
		out = append(out, web.Option{Value: x.Code, Label: tree.Full(x.Code, lang, now)})
	}
	return out
}

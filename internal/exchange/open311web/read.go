package open311web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/exchange/open311"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/list"
	"linli/internal/wish/number"
	"linli/internal/wish/publish"
)

// requests is GET requests: those that neighbours may read, the last first. Asked for by their ids, also those that the key's
// owner sees.
func (h *Handler) requests(w http.ResponseWriter, r *http.Request) {
	j, err := h.jurisdiction(r)
	q, bad := open311.ReadQuery(r.URL.Query(), h.DB.Now())
	if err == nil {
		err = errs.BadFields(bad)
	}
	if err == nil {
		err = h.known(r.Context(), q.Services)
	}
	var found []wish.Wish
	switch {
	case err != nil:
	case len(q.IDs) > 0:
		found, err = h.numbered(r, j, q.IDs)
	default:
		found, err = h.Lists.Published(r.Context(), list.Filed{
			From: q.From, To: q.To, Closed: q.Closed, Topics: q.Services, Place: j.place, Limit: open311.MaxRequests,
		})
	}
	var out open311.Requests
	if err == nil {
		out, err = h.told(r.Context(), found)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	answer(w, r, out)
}

// known is NotFound where one of some topics never was one. One that has ended still has its requests.
func (h *Handler) known(ctx context.Context, codes []string) error {
	tree, err := h.Topics.Tree(ctx, h.DB)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if _, ok := tree.Last(code); !ok {
			return wrong(errs.NotFound, "service_code", "open311.error.service")
		}
	}
	return nil
}

// numbered are some requests by their ids, the last filed first: those that everybody may read, and with a key that reads wishes
// those that its owner sees at its place. Where a jurisdiction is named, those there.
func (h *Handler) numbered(r *http.Request, j jurisdiction, ids []string) ([]wish.Wish, error) {
	var numbers []string
	for _, x := range ids {
		if full, ok := number.Parse(x, ""); ok {
			numbers = append(numbers, full)
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	found, err := h.Lists.Published(r.Context(), list.Filed{Numbers: numbers, Place: j.place, Limit: len(numbers)})
	if err != nil {
		return nil, err
	}
	a := h.Who(r)
	if mayDo(a, token.Read) != nil {
		return found, nil
	}
	own, err := h.Lists.Numbered(r.Context(), a, numbers)
	for _, w := range own {
		if actor.Covers(j.place, w.Place) && !slices.ContainsFunc(found, func(x wish.Wish) bool { return x.ID == w.ID }) {
			found = append(found, w)
		}
	}
	slices.SortStableFunc(found, func(x, y wish.Wish) int { return y.FiledAt.Compare(x.FiledAt) })
	return found, err
}

// request is GET requests/ID. What may not be seen is not there.
func (h *Handler) request(w http.ResponseWriter, r *http.Request) {
	full, _, err := named(r.PathValue("request"), "service_request_id")
	var j jurisdiction
	if err == nil {
		j, err = h.jurisdiction(r)
	}
	var found []wish.Wish
	if err == nil {
		found, err = h.numbered(r, j, []string{full})
	}
	if err == nil && len(found) == 0 {
		err = wrong(errs.NotFound, "service_request_id", "open311.error.request")
	}
	var out open311.Requests
	if err == nil {
		out, err = h.told(r.Context(), found)
	}
	if err == nil && r.URL.Query().Get("extensions") == "true" {
		out[0].Notes, err = h.notes(r.Context(), found[0].ID)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	answer(w, r, out)
}

// notes are the steps of a wish as neighbours read them, the first first: also for a key, so none of a wish that they do not see.
func (h *Handler) notes(ctx context.Context, wishID string) (out open311.Notes, err error) {
	s, err := h.Wishes.See(ctx, actor.Actor{}, wishID)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	for _, e := range slices.Backward(s.Entries) {
		out = append(out, open311.Note{At: open311.Stamp(e.At), Description: open311.Text(e.Text), Type: open311.Text(e.Act)})
	}
	return out, err
}

// token is GET tokens/TOKEN. No submission is answered with a token, because its id is there at once; what is taken for one is the
// id that a wish has at /api/v1 and in the addresses of its pages, so that who has that finds the id of this interface.
func (h *Handler) token(w http.ResponseWriter, r *http.Request) {
	ticket, _, err := named(r.PathValue("ticket"), "token")
	var j jurisdiction
	if err == nil {
		j, err = h.jurisdiction(r)
	}
	var found []wish.Wish
	if err == nil && id.Valid(ticket) {
		var s wish.Seen
		for _, a := range []actor.Actor{{}, h.Who(r)} {
			if a.SignedIn() && mayDo(a, token.Read) != nil {
				continue
			}
			if s, err = h.Wishes.See(r.Context(), a, ticket); err == nil {
				found, err = h.numbered(r, j, []string{s.Wish.Number})
				break
			}
		}
	}
	if err == nil && len(found) == 0 || errs.Is(err, errs.NotFound) && errs.FieldsOf(err) == nil {
		err = wrong(errs.NotFound, "token", "open311.error.token")
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	answer(w, r, open311.Tokens{{ID: open311.Text(found[0].Number), Token: open311.Text(ticket)}})
}

// told are wishes in the words of the specification. Words are only those that neighbours read, whoever asks: a key opens more
// requests, never more text.
func (h *Handler) told(ctx context.Context, wishes []wish.Wish) (open311.Requests, error) {
	x, err := h.learn(ctx, wishes)
	if err != nil {
		return nil, err
	}
	out, l := make(open311.Requests, len(wishes)), web.L(ctx)
	for i, w := range wishes {
		said := open311.Said{
			Notes: l.T("wish.state." + string(w.State)), Service: x.tree.Name(string(w.Topic), string(l.Lang())), Agency: x.units[w.Unit],
			Address: open311.AddressLine(open311.AddressOf(w), x.places),
		}
		if x.public[w.ID] {
			said.Description = w.PublicTitle
			if a, ok := x.answers[w.ID]; ok {
				said.Notes = l.T("open311.notes", said.Notes, a.Text)
			}
		}
		out[i] = open311.RequestOf(w, said)
	}
	return out, nil
}

// learnt is what some requests are told with.
type learnt struct {
	tree    *topic.Tree
	public  map[string]bool           // wishes that neighbours read
	answers map[string]publish.Answer // of these
	places  map[string]place.Place
	units   map[string]string // names
}

// learn asks for it, once for all of them.
func (h *Handler) learn(ctx context.Context, wishes []wish.Wish) (x learnt, err error) {
	var public []wish.Wish
	codes, units := map[string]bool{}, map[string]bool{}
	x.public = map[string]bool{}
	for _, w := range wishes {
		if wish.ViewOf(actor.Actor{}, w) == wish.PublicView {
			public, x.public[w.ID] = append(public, w), true
		}
		for _, code := range append(place.Ancestors(open311.AddressOf(w)), open311.AddressOf(w)) {
			codes[code] = true
		}
		units[w.Unit] = true
	}
	if x.tree, err = h.Topics.Tree(ctx, h.DB); err != nil {
		return x, err
	}
	if x.answers, err = h.Publish.Answers(ctx, public); err != nil {
		return x, err
	}
	if x.places, err = place.Last(ctx, h.DB, keys(codes)); err != nil {
		return x, err
	}
	x.units, err = org.Names(ctx, h.DB, keys(units))
	return x, err
}

// keys are the keys of a set but the empty one, in order.
func keys(set map[string]bool) (out []string) {
	for x := range set {
		if x != "" {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, strings.Compare)
	return out
}

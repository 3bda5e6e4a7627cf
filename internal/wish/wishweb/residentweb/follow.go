package residentweb

import (
	"context"
	"net/http"
	"net/url"

	"linli/internal/actor"
	"linli/internal/id"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/follow"
	"linli/internal/wish/list"
)

// joining is “我也一样” on the page of a wish.
type joining struct {
	Standing follow.Standing
	Says     string // how many have the same wish; empty: nobody
	Button   string // 我也一样（已有 31 人）
	Key      string // of the form
	SignIn   string // where a visitor signs in to join; empty for who has
}

// joining is how the reader stands to a wish that the page shows to neighbours; nil for others.
func (h *Handler) joining(ctx context.Context, t teller, s wish.Seen, p web.Page) (*joining, error) {
	if s.View != wish.PublicView {
		return nil, nil
	}
	counts, err := follow.Counts(ctx, h.DB, []string{s.Wish.ID})
	if err != nil {
		return nil, err
	}
	out := &joining{Says: t.AlsoSo(counts[s.Wish.ID]), Key: id.New()}
	switch c := t.Followed(counts[s.Wish.ID]); {
	case c.Few:
		out.Button = t.L.T("follow.do.few")
	case c.N > 0:
		out.Button = t.L.T("follow.do.many", c.N)
	default:
		out.Button = t.L.T("follow.do")
	}
	if t.Reader.Person == "" && p.SignIn != "" && s.Wish.Open() {
		out.SignIn = p.SignIn + "?" + url.Values{"back": {"/wishes/" + s.Wish.ID}}.Encode()
	}
	out.Standing, err = h.Follow.Of(ctx, t.Reader, s)
	return out, err
}

// join is POST /wishes/{id}/follow.
func (h *Handler) join(w http.ResponseWriter, r *http.Request) {
	h.following(w, r, h.Follow.Join, "follow.done")
}

// leave is POST /wishes/{id}/unfollow.
func (h *Handler) leave(w http.ResponseWriter, r *http.Request) {
	h.following(w, r, h.Follow.Leave, "follow.undone")
}

func (h *Handler) following(w http.ResponseWriter, r *http.Request, act func(ctx context.Context, a actor.Actor, wishID, key string) error, said string) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = act(r.Context(), h.Who(r), r.PathValue("id"), f.Value("key"))
	}
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	web.Redirect(w, r, "/wishes/"+r.PathValue("id"), web.Flash{Key: said})
}

// setMessages is POST /wishes/messages: whether answers to followed wishes are told by telephone.
func (h *Handler) setMessages(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	quiet := err == nil && f.Value("messages") == "no"
	if err == nil {
		err = h.Follow.SetQuiet(r.Context(), h.Who(r), quiet)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	said := "follow.messages.on.done"
	if quiet {
		said = "follow.messages.off.done"
	}
	web.Redirect(w, r, "/wishes", web.Flash{Key: said})
}

// fillFollowed reads the wishes of neighbours that the reader follows, below one's own.
func (h *Handler) fillFollowed(ctx context.Context, p *minePage, t teller) error {
	page, err := h.Lists.Followed(ctx, t.Reader, list.Filter{Limit: maxFollowed})
	if err != nil || len(page.Wishes) == 0 {
		return err
	}
	if err := t.Learn(ctx, h.DB, page.Wishes, nil); err != nil {
		return err
	}
	also, err := t.AlsoSoOf(ctx, h.DB, page.Wishes)
	if err != nil {
		return err
	}
	p.Followed = t.rows(page.Wishes)
	for i, w := range page.Wishes {
		p.Followed[i].Also = also[w.ID]
	}
	p.Messages, p.Quiet, err = h.Follow.Messages(ctx, t.Reader)
	return err
}

// maxFollowed bounds the list of what somebody follows, the latest filed first.
const maxFollowed = 100

package apiweb

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/few"
	"linli/internal/web/api"
	"linli/internal/wish"
	"linli/internal/wish/follow"
)

// Alike is how many have the same wish, and whether the caller is one of them. Exported, or the JSON kit would not find it
// inside an answer.
type Alike struct {
	Following bool `json:"following" doc:"The caller has joined it (我也一样)"`
	Followers int  `json:"followers,omitempty" doc:"How many have joined; absent for none, and for fewer than five but to staff"`
}

// followWrites are “我也一样” and taking it back.
func (h *Handler) followWrites(a huma.API, act func(name, summary string) huma.Operation) {
	api.Register(a, act("follow", "Join a neighbour's public wish (我也一样): counted once, and told of the answer"), actFailures(), h.following(
		func(ctx context.Context, id, key string) error { return h.Follow.Join(ctx, asking(ctx), id, key) }))
	api.Register(a, act("unfollow", "Take it back"), actFailures(), h.following(
		func(ctx context.Context, id, key string) error { return h.Follow.Leave(ctx, asking(ctx), id, key) }))
}

func (h *Handler) following(do func(ctx context.Context, id, key string) error) func(context.Context, *actIn) (*out[Alike], error) {
	return func(ctx context.Context, in *actIn) (*out[Alike], error) {
		if err := do(ctx, in.ID, in.Key); err != nil {
			return nil, err
		}
		s, err := h.Wishes.See(ctx, asking(ctx), in.ID)
		if err != nil {
			return nil, err
		}
		body, err := h.alike(ctx, s)
		return &out[Alike]{body}, err
	}
}

// alike is who has the same wish, for the caller.
func (h *Handler) alike(ctx context.Context, s wish.Seen) (x Alike, err error) {
	counts, err := follow.Counts(ctx, h.DB, []string{s.Wish.ID})
	if err != nil {
		return x, err
	}
	if x.Followers = counts[s.Wish.ID]; x.Followers == 0 {
		return x, nil
	}
	if s.View != wish.StaffView {
		book, err := h.Rules.Book(ctx)
		if err != nil {
			return x, err
		}
		x.Followers = few.Count(x.Followers, book.Int("statistic.least", "", h.DB.Now())).N
	}
	st, err := h.Follow.Of(ctx, asking(ctx), s)
	x.Following = st.Following
	return x, err
}

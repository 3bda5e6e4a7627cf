package wishweb

import (
	"context"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/wish"
)

// Kind is the kind under which wishes stand in chains and files.
const Kind = "wish"

// Guard tells the room of files how somebody stands to a wish.
type Guard struct{ Wishes *wish.Service }

// Standing is how the actor stands to a wish: whoever sees it as its submitter or as staff sees its files, and neighbours
// what has been released of them. The community's desk answers for what is shown, and so does the unit that has the wish.
func (g Guard) Standing(ctx context.Context, a actor.Actor, s file.Subject) (st file.Standing, err error) {
	if s.Kind != Kind {
		return st, nil
	}
	seen, err := g.Wishes.See(ctx, a, s.ID)
	if errs.Is(err, errs.NotFound) {
		return st, nil
	}
	if err != nil {
		return st, err
	}
	w := seen.Wish
	st.Public = w.Visibility == wish.Public
	switch seen.View {
	case wish.PublicView:
		st.Sees = file.ForPublic
	case wish.SubmitterView:
		st.Sees, st.Retract = file.ForSubmitter, w.State == wish.Submitted
		if a.Person != w.Submitter && a.Is(w.Submitter) {
			st.Behalf = w.Submitter
		}
	case wish.StaffView:
		st.Sees = file.ForStaff
		if st.Post, st.Handles = wish.MayFileFor(a, w.Community); !st.Handles {
			st.Post, st.Handles = a.Of(w.Unit)
			st.Handles = st.Handles && st.Post.Role != actor.Auditor && !st.Post.Role.Administers()
		}
	}
	return st, nil
}

// Ended is when a wish has ended; zero while it goes on.
func (g Guard) Ended(ctx context.Context, s file.Subject) (time.Time, error) {
	if s.Kind != Kind {
		return time.Time{}, nil
	}
	seen, err := g.Wishes.See(ctx, actor.Job("file.expire"), s.ID)
	return seen.Wish.ClosedAt, err
}

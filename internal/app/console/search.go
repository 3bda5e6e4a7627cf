package console

import (
	"context"

	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/search"
)

// BuildSearch writes everything into the index of the search that is not in it yet, and tells how far it is; afresh empties
// the index first. Whoever cuts it off goes on with it by the same command without afresh, and so does a running server.
func BuildSearch(ctx context.Context, dsn string, afresh bool, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		if afresh {
			if err := a.Index.Rebuild(ctx); err != nil {
				return err
			}
		}
		said := int64(-1)
		for {
			n, err := a.Index.Step(ctx)
			if err != nil {
				return err
			}
			s, err := search.StateOf(ctx, a.DB)
			if err != nil {
				return err
			}
			done, total := s.Sum()
			if n == 0 {
				return t.line(t.T("console.search.done", total))
			}
			if part := 20 * done / max(total, 1); part != said { // a line for each twentieth
				said = part
				if err := t.line(t.T("console.search.part", done, total)); err != nil {
					return err
				}
			}
		}
	})
}

// TurnSearch stops the preparation of the search that a running server is at, or lets it go on, and tells how it stands.
func TurnSearch(ctx context.Context, dsn string, on bool, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		turn := a.Index.Stop
		if on {
			turn = a.Index.Resume
		}
		if _, err := turn(ctx); err != nil {
			return err
		}
		return tellSearch(ctx, a.DB, t)
	})
}

// SearchState tells how the index of the search stands.
func SearchState(ctx context.Context, dsn string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error { return tellSearch(ctx, a.DB, t) })
}

func tellSearch(ctx context.Context, d *db.DB, t Terminal) error {
	s, err := search.StateOf(ctx, d)
	if err != nil {
		return err
	}
	for _, b := range s.Builds {
		if err := t.line(t.T("console.search.state."+b.State, t.T("search.kind."+b.Kind), b.Done, b.Total)); err != nil {
			return err
		}
	}
	return t.line(t.T("console.search.waiting", s.Waiting))
}

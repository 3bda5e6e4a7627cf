package console

import (
	"context"

	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/search"
)

// Search looks after the index of the search: status tells how it stands; build writes everything into it that is not in it
// yet, and tells how far it is; rebuild empties it first; stop and resume are about the building that a server is at. Whoever
// cuts a build off goes on with it by build, and so does a running server.
func Search(ctx context.Context, dsn, do string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) (err error) {
		switch do {
		case "build":
			return buildSearch(ctx, a, t)
		case "rebuild":
			if err = a.Index.Rebuild(ctx); err == nil {
				err = buildSearch(ctx, a, t)
			}
			return err
		case "stop":
			_, err = a.Index.Stop(ctx)
		case "resume":
			_, err = a.Index.Resume(ctx)
		}
		if err != nil {
			return err
		}
		return tellSearch(ctx, a.DB, t)
	})
}

// buildSearch writes what is not in the index yet, with a line for each twentieth.
func buildSearch(ctx context.Context, a *app.App, t Terminal) error {
	for said := int64(-1); ; {
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
		if part := 20 * done / max(total, 1); part != said {
			said = part
			if err := t.line(t.T("console.search.part", done, total)); err != nil {
				return err
			}
		}
	}
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

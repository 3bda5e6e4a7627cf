package app

import (
	"context"
	"io"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/file"
	"linli/internal/privacy"
	"linli/internal/retain"
	"linli/internal/wish/holding"
	"linli/internal/wish/wishweb"
)

// filesHeld are the photos and voice notes of people: those that stand with their wishes.
type filesHeld struct{ a *App }

// of are the files that a person sees as the submitter of the wishes.
func (filesHeld) of(ctx context.Context, q db.Querier, personID string) (out []file.File, err error) {
	wishes, err := holding.Of(ctx, q, personID, false)
	for _, id := range wishes {
		some, err := file.Given(ctx, q, file.Subject{Kind: wishweb.Kind, ID: id})
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, err
}

// Of are the files of a person, for the person's own copy.
func (h filesHeld) Of(ctx context.Context, personID string) (out []privacy.File, err error) {
	all, err := h.of(ctx, h.a.DB, personID)
	for _, f := range all {
		_, kind, _ := strings.Cut(f.Media, "/")
		out = append(out, privacy.File{Name: string(f.Kind) + "." + kind, Open: func() (io.ReadCloser, error) {
			_, body, err := h.a.Files.Open(ctx, actor.Actor{Account: "own", Person: personID}, f.ID, false)
			return body, err
		}})
	}
	return out, err
}

// Held is how many there are; the copy carries them beside its data.
func (h filesHeld) Held(ctx context.Context, q db.Querier, personID string, _ bool) ([]retain.Held, error) {
	all, err := h.of(ctx, q, personID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	since := all[0].CreatedAt
	for _, f := range all {
		if f.CreatedAt.Before(since) {
			since = f.CreatedAt
		}
	}
	return []retain.Held{{Entity: "file", N: len(all), Since: since}}, nil
}

// Needed: files need nobody; their wishes do.
func (filesHeld) Needed(context.Context, db.Querier, []string, time.Time) (map[string]bool, error) {
	return nil, nil
}

// EraseTx has nothing to do: files go with their wishes (removeTx).
func (filesHeld) EraseTx(context.Context, *db.Tx, string, bool) ([]retain.Outcome, error) {
	return nil, nil
}

// removeTx removes the files of a wish that is being made anonymous.
func (h filesHeld) removeTx(ctx context.Context, tx *db.Tx, wishID string) (int, error) {
	return h.a.Files.RemoveTx(ctx, tx, actor.Job("retention"), file.Subject{Kind: wishweb.Kind, ID: wishID})
}

// expiry is how files end before their wishes do.
func (h filesHeld) expiry() retain.Expiry {
	return retain.Expiry{Entity: "file", Run: func(ctx context.Context, before time.Time, _ string) (int, error) {
		return h.a.Files.ExpireEnded(ctx, before)
	}}
}

package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/sheet"
)

// What a draft is a table of.
const (
	Topics  = "topics"
	Entries = "entries"
)

// draftLife is how long a table waits to be taken over.
const draftLife = 24 * time.Hour

// Keep keeps a table that somebody has read in, until it is taken over or a day has passed, and gives its id, which nobody
// guesses. The caller has decided that the actor may take it over.
func (s *Service) Keep(ctx context.Context, what string, table sheet.Sheet) (draft string, err error) {
	defer errs.Wrap(&err, "dispatch.Keep")
	lines, err := json.Marshal(table)
	if err != nil {
		return "", err
	}
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		draft = id.At(tx.Now)
		if _, err := tx.Exec(ctx, "DELETE FROM dispatch_draft WHERE at < $1", tx.Now.Add(-draftLife).UnixMicro()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO dispatch_draft (id, what, lines, at) VALUES ($1, $2, $3, $4)", draft, what, string(lines), tx.Now.UnixMicro())
		return err
	})
	return draft, err
}

// Kept is a table that was read in. NotFound: another kind, taken over, or from more than a day ago.
func (s *Service) Kept(ctx context.Context, what, draft string) (table sheet.Sheet, err error) {
	defer errs.Wrap(&err, "dispatch.Kept")
	lines, err := db.Value[string](ctx, s.d, "SELECT lines FROM dispatch_draft WHERE id = $1 AND what = $2 AND at >= $3",
		draft, what, s.d.Now().Add(-draftLife).UnixMicro())
	if errors.Is(err, db.NoRows) {
		return table, errs.New(errs.NotFound, "catalogue.import.gone")
	}
	if err == nil {
		err = json.Unmarshal([]byte(lines), &table)
	}
	return table, err
}

// Drop forgets a table that has been taken over.
func (s *Service) Drop(ctx context.Context, draft string) (err error) {
	defer errs.Wrap(&err, "dispatch.Drop")
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM dispatch_draft WHERE id = $1", draft)
		return err
	})
}

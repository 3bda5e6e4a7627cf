package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"linli/internal/actor"
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

// draftLife is how long a table waits to be taken over, and is known after that.
const draftLife = 24 * time.Hour

// Draft is a table that somebody has read in, with what was shown of it.
type Draft struct {
	Table          sheet.Sheet `json:"table"`
	Body           []byte      `json:"body"` // the file as it came
	Added, Changed int         // what taking it over would do
}

// kept is a draft with the account that alone finds it again.
type kept struct {
	Draft
	By string `json:"by"`
}

// Keep keeps a draft for a day and gives its id. The caller has decided that the actor may take it over.
func (s *Service) Keep(ctx context.Context, a actor.Actor, what string, in Draft) (draft string, err error) {
	defer errs.Wrap(&err, "dispatch.Keep")
	lines, err := json.Marshal(kept{in, a.Account})
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

// Kept is a draft, also one that has been taken over. NotFound: of another kind, of somebody else, or from more than a day ago.
func (s *Service) Kept(ctx context.Context, a actor.Actor, what, draft string) (_ Draft, err error) {
	defer errs.Wrap(&err, "dispatch.Kept")
	lines, err := db.Value[string](ctx, s.d, "SELECT lines FROM dispatch_draft WHERE id = $1 AND what = $2 AND at >= $3",
		draft, what, s.d.Now().Add(-draftLife).UnixMicro())
	var out kept
	if err == nil {
		err = json.Unmarshal([]byte(lines), &out)
	}
	if errors.Is(err, db.NoRows) || err == nil && out.By != a.Account {
		return Draft{}, errs.New(errs.NotFound, "catalogue.import.gone")
	}
	return out.Draft, err
}

package follow

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
)

// chunk is how many followers are told at once.
const chunk = 100

// Tell tells everybody who follows the wish of its answer, each once. It is for a job and may be stopped and run again: who was
// told is marked in the transaction that tells. Without a public answer it does nothing.
func (s *Service) Tell(ctx context.Context, wishID string) (err error) {
	defer errs.Wrap(&err, "follow.Tell")
	if s.post == nil {
		return nil
	}
	at, err := publicAnswer(ctx, s.d, wishID)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	for n := chunk; err == nil && n == chunk; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			people, err := untoldTx(ctx, tx, wishID, at, chunk)
			if n = len(people); err != nil || n == 0 {
				return err
			}
			return s.post.TellTx(ctx, tx, wishID, people)
		})
	}
	return err
}

package person

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// resealChunk bounds one step of Reseal.
const resealChunk = 200

// Reseal brings what is stored under older keys to the current ones, person by person, and tells how many persons that
// were. It may be stopped and begun again at any time, and runs while others write: a row that has changed meanwhile is
// left as it is, and found the next time if it still needs to be. A person of whom something does not open is left as it is,
// too, and named by the error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "person.Reseal")
	if s.ring == nil {
		return 0, nil
	}
	left := seal.Unopened{Table: "person"}
	for after := ""; ; {
		sealPrefix, lookupPrefix := s.ring.Prefixes()
		stale, err := staleSealed(ctx, s.d, sealPrefix, lookupPrefix, after, resealChunk)
		if err != nil || len(stale) == 0 {
			return n, errors.Join(err, left.Err())
		}
		for _, personID := range stale {
			changed, err := s.resealOne(ctx, personID)
			if err != nil && !left.Skip(personID, err) {
				return n, err
			}
			n += changed
		}
		after = stale[len(stale)-1]
	}
}

// resealOne makes the texts and hashes of a person anew. The write holds the person's lock, so that nobody's change is
// lost between reading and writing.
func (s *Service) resealOne(ctx context.Context, personID string) (n int, err error) {
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := tx.Lock(ctx, "person", personID); err != nil {
			return err
		}
		c, err := s.contactOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		n = 1
		return s.saveContactTx(ctx, tx, personID, c)
	})
	return n, err
}

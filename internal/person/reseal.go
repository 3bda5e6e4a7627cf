package person

import (
	"context"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// Reseal brings what is stored under older keys to the current ones, person by person, and tells how many persons that
// were. It may be stopped and begun again at any time, and runs while others write: a row that has changed meanwhile is
// left as it is, and found the next time if it still needs to be. A person of whom something does not open is left as it is,
// too, and named by the error at the end.
func (s *Service) Reseal(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "person.Reseal")
	if s.ring == nil {
		return 0, nil
	}
	sealPrefix, lookupPrefix := s.ring.Prefixes()
	left := seal.Unopened{Table: "person"}
	n, err = db.Walk(ctx, func(after string, limit int) ([]string, error) {
		return staleSealed(ctx, s.d, sealPrefix, lookupPrefix, after, limit)
	}, db.Itself, func(personID string) (bool, error) { return left.Past(personID, s.resealOne(ctx, personID)) })
	return n, errors.Join(err, left.Err())
}

// resealOne makes the texts and hashes of a person anew. The write holds the person's lock, so that nobody's change is
// lost between reading and writing.
func (s *Service) resealOne(ctx context.Context, personID string) error {
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "person", personID); err != nil {
			return err
		}
		c, err := s.contactOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		return s.saveContactTx(ctx, tx, personID, c)
	})
}

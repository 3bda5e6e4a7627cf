package wish

import (
	"context"
	"crypto/subtle"
	"errors"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/wish/number"
)

// Open is the id of the wish that its full number and the code on its receipt name together: who knows both is let in as
// its submitter. The code is taken as people type it. A number that is nobody's and a code that is not its own give the
// same NotFound; guessing is slowed down by who calls it, which knows the address.
func (s *Service) Open(ctx context.Context, typed, code string) (wishID string, err error) {
	defer errs.Wrap(&err, "wish.Open")
	full, ok := number.Parse(typed, "")
	if !ok {
		return "", notFound()
	}
	w, err := byNumber(ctx, s.d, full)
	if err != nil && !errors.Is(err, db.NoRows) {
		return "", err
	}
	same := subtle.ConstantTimeCompare([]byte(id.NormalCode(code)), []byte(w.Code)) == 1
	if err != nil || w.Code == "" || !same {
		return "", notFound()
	}
	return w.ID, nil
}

package wish

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/journal"
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

// receiptFor is how long the desk may print the receipt of what it has just filed.
const receiptFor = 12 * time.Hour

// DeskReceipt is the wish that the actor has filed for somebody with an idempotency key, with the code that opens the
// submitter's view: the desk hands it over on paper, on the day itself. NotFound for anybody else, for any other key,
// and later.
func (s *Service) DeskReceipt(ctx context.Context, a actor.Actor, key string) (_ Wish, err error) {
	defer errs.Wrap(&err, "wish.DeskReceipt")
	if key == "" || !a.SignedIn() {
		return Wish{}, notFound()
	}
	subject, err := journal.Once(ctx, s.d, a, journalAct(File), key, func(context.Context, *db.Tx) error { return errs.New(errs.Conflict, "") })
	switch kind := errs.KindOf(err); {
	case err != nil && (kind == errs.Conflict || kind == errs.Invalid):
		return Wish{}, notFound()
	case err != nil:
		return Wish{}, err
	}
	w, err := byID(ctx, s.d, subject)
	if err != nil {
		return Wish{}, orNotFound(err)
	}
	if w.Registrar != a.Person || s.d.Now().Sub(w.FiledAt) > receiptFor {
		return Wish{}, notFound()
	}
	return w, nil
}

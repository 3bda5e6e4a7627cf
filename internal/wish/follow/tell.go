package follow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/notify"
	"linli/internal/wish/number"
)

// chunk is how many followers are read at once.
const chunk = 100

// Tell sends a message about the answer to everybody who follows the wish, has a telephone and has not refused, each
// once. It is for a job and may be stopped and run again: who was told is left, and a message that is sent twice because
// the server died in between has the same id. Without a public answer, or without a sender, it does nothing. An error
// means that it is to be tried again; it names nobody.
func (s *Service) Tell(ctx context.Context, wishID string) (err error) {
	defer errs.Wrap(&err, "follow.Tell")
	if s.sender == nil {
		return nil
	}
	x, err := publicAnswer(ctx, s.d, wishID)
	if errors.Is(err, db.NoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var failed error
	for after := ""; ; {
		people, err := untold(ctx, s.d, wishID, x.at, after, chunk)
		if err != nil || len(people) == 0 {
			return errors.Join(failed, err)
		}
		after = people[len(people)-1]
		for _, p := range people {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := s.tell(ctx, wishID, p, x); err != nil {
				failed = err // the others are told nevertheless
			}
		}
	}
}

// tell is one message, where one goes out, and the mark that it did.
func (s *Service) tell(ctx context.Context, wishID, personID string, x answered) error {
	phone, err := s.phone(ctx, personID)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if phone.Reveal() != "" {
		err := s.sender.Send(ctx, notify.Message{
			ID: messageID(wishID, personID, x.at.UnixMicro()), Kind: notify.FollowedAnswer, To: phone, Number: number.Short(x.number), Title: x.title,
		})
		if err != nil {
			return err
		}
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return toldTx(ctx, tx, wishID, personID, x.at) })
}

// messageID is the same at every try, and says nothing of whom it is to.
func messageID(wishID, personID string, at int64) string {
	sum := sha256.Sum256([]byte(wishID + "\x00" + personID + "\x00" + strconv.FormatInt(at, 10)))
	return hex.EncodeToString(sum[:16])
}

package hub

import (
	"context"
	"errors"
	"io"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/plain"
	"linli/internal/wish"
)

// Attach adds a photo or a recording to the wish of an order, as one of the caller's. The same one again changes nothing. NotFound; Conflict:
// the order is no wish yet, so that it is to be sent later, or it is dealt with; Invalid: what is no photo and no recording, or one too many.
func (s *Service) Attach(ctx context.Context, a actor.Actor, code, number string, kind file.Kind, body io.Reader) (f file.File, err error) {
	defer errs.Wrap(&err, "hub.Attach")
	h, err := s.speaking(ctx, a, code)
	if err == nil && !plain.Clean(number, false) {
		err = missing()
	}
	if err != nil {
		return f, err
	}
	w, err := s.inHand(ctx, h, number)
	if err != nil {
		return f, err
	}
	draft := file.AccountDraft(a.Account, "hub\x00"+h.ID+"\x00"+number)
	if f, err = s.Files.Stage(ctx, a, draft, file.Upload{Kind: kind, Body: body}); err != nil {
		return f, err
	}
	limits, err := s.Files.Limits(ctx)
	if err != nil {
		return f, err
	}
	by, _ := MaySpeak(a, h.Place)
	to := file.Attachment{Actor: a, Subject: file.Subject{Kind: "wish", ID: w.ID}, Role: file.Request, Place: w.Place, Post: by.ID, Behalf: w.Submitter}
	return f, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		there, err := room(ctx, tx, to.Subject, f, limits.Photos)
		if err != nil || there {
			return err
		}
		return s.Files.AttachTx(ctx, tx, draft, to)
	})
}

// inHand is the wish of an order, to which something can be added. NotFound: the hub has said nothing of such an order, or a table has brought
// it; Conflict: it is no wish yet, or dealt with.
func (s *Service) inHand(ctx context.Context, h Hub, number string) (w wish.Wish, err error) {
	all, err := messagesOf(ctx, s.DB, h.ID, number)
	if err == nil && len(all) == 0 {
		err = missing()
	}
	if err != nil {
		return w, err
	}
	o, err := orderOf(ctx, s.DB, h.ID, number)
	if err == nil && o.State == Placed {
		w, err = wishOf(ctx, s.DB, h, number)
	} else if err == nil {
		err = db.NoRows
	}
	switch {
	case errors.Is(err, db.NoRows):
		return w, errs.New(errs.Conflict, "hub.error.not_yet")
	case err == nil && (!w.Open() || w.State == wish.Answered):
		return w, errs.New(errs.Conflict, "hub.error.late")
	}
	return w, err
}

// room tells whether a wish has a file already. Invalid: it has no room for another of its kind.
func room(ctx context.Context, tx *db.Tx, sub file.Subject, f file.File, most int) (there bool, err error) {
	if err := tx.Lock(ctx, "hub.file", sub.ID); err != nil {
		return false, err
	}
	all, err := file.Given(ctx, tx, sub)
	n := 0
	for _, x := range all {
		if x.Content == f.Content {
			return true, nil
		}
		if x.Kind == f.Kind && x.Role == file.Request {
			n++
		}
	}
	if err == nil && n >= most {
		err = errs.BadFields([]errs.Field{{Name: "file", Key: "hub.error.files", Args: []any{most}}})
	}
	return false, err
}

package file

import (
	"context"
	"errors"
	"io"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/file/photo"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/plain"
)

// Seen is a file as one actor sees it.
type Seen struct {
	File   File
	Public File // the copy for neighbours, released or not; without an id there is none. For who handles the subject only
	Can    Standing
}

// May tells whether the actor may do the act to the file now.
func (s Seen) May(act Act) bool {
	if act == Withhold && !s.Public.Released() {
		return false
	}
	return May(s.Can, act, s.File)
}

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

// Of are the files of a subject that the actor sees: originals, or for who sees no original the released copies. Nothing is
// asked of the feature when there are none.
func (s *Service) Of(ctx context.Context, a actor.Actor, sub Subject) (_ []Seen, err error) {
	defer errs.Wrap(&err, "file.Of")
	all, err := ofSubject(ctx, s.d, sub)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	st, err := s.guard.Standing(ctx, a, sub)
	if err != nil {
		return nil, err
	}
	copies := map[string]File{}
	for _, f := range all {
		if f.Original != "" {
			copies[f.Original] = f
		}
	}
	var out []Seen
	for _, f := range all {
		switch {
		case f.Original == "" && sees(st, f):
			x := Seen{File: f, Can: st}
			if st.Sees == ForStaff {
				x.Public = copies[f.ID]
			}
			out = append(out, x)
		case f.Original != "" && st.Sees == ForPublic && sees(st, f):
			out = append(out, Seen{File: f, Can: st})
		}
	}
	return out, nil
}

// See is one file. NotFound when the actor may not see it, exactly as when it is not there.
func (s *Service) See(ctx context.Context, a actor.Actor, fileID string) (_ Seen, err error) {
	defer errs.Wrap(&err, "file.See")
	return s.see(ctx, a, fileID)
}

func (s *Service) see(ctx context.Context, a actor.Actor, fileID string) (Seen, error) {
	if !id.Valid(fileID) {
		return Seen{}, notFound()
	}
	f, err := byID(ctx, s.d, fileID)
	if errors.Is(err, db.NoRows) || err == nil && f.Subject.ID == "" {
		return Seen{}, notFound()
	}
	if err != nil {
		return Seen{}, err
	}
	x := Seen{File: f}
	if x.Can, err = s.guard.Standing(ctx, a, f.Subject); err != nil {
		return Seen{}, err
	}
	if !sees(x.Can, f) {
		return Seen{}, notFound()
	}
	if f.Original == "" && x.Can.Sees == ForStaff {
		x.Public, err = copyOf(ctx, s.d, f.ID)
		if errors.Is(err, db.NoRows) {
			err = nil
		}
	}
	return x, err
}

// Open is the bytes of a file that the actor sees, or of its thumbnail. NotFound otherwise. Close what it returns.
func (s *Service) Open(ctx context.Context, a actor.Actor, fileID string, thumb bool) (_ File, _ io.ReadSeekCloser, err error) {
	defer errs.Wrap(&err, "file.Open")
	x, err := s.see(ctx, a, fileID)
	if err != nil {
		return File{}, nil, err
	}
	name := x.File.Content
	if thumb {
		if name = x.File.Thumb; name == "" {
			return File{}, nil, notFound()
		}
		x.File.Media, x.File.Content = "image/jpeg", name
	}
	body, err := s.store.Open(name)
	return x.File, body, err // a missing content is our fault, and logged as such
}

// may is a file on which the actor may do an act. NotFound and Forbidden say why not.
func (s *Service) may(ctx context.Context, a actor.Actor, act Act, fileID string) (Seen, error) {
	x, err := s.see(ctx, a, fileID)
	switch {
	case err != nil:
		return x, err
	case May(x.Can, act, x.File):
		return x, nil
	case !a.SignedIn() && a.Grant == "":
		return x, errs.New(errs.Unauthenticated, "error.unauthenticated")
	case x.Can.Handles && !x.Can.Public && (act == Blur || act == Release):
		return x, errs.New(errs.Conflict, "attach.error.private")
	}
	return x, errs.New(errs.Forbidden, "attach.forbidden")
}

// Blur makes the copy for neighbours with these cells covered, in place of the one there was. It is not shown to neighbours
// before it is released. The original stays. Invalid: cells.
func (s *Service) Blur(ctx context.Context, a actor.Actor, fileID string, cells []int, key string) (_ File, err error) {
	defer errs.Wrap(&err, "file.Blur")
	x, err := s.may(ctx, a, Blur, fileID)
	if err != nil {
		return File{}, err
	}
	f := x.File
	mask := photo.Grid(f.Width, f.Height).With(cells)
	if len(mask.Cells) == 0 {
		return File{}, errs.BadFields([]errs.Field{{Name: "cell", Key: "attach.error.cells"}})
	}
	b, err := s.store.Read(f.Content)
	if err != nil {
		return File{}, err
	}
	p, err := s.photos.Cover(ctx, b, mask)
	if err != nil {
		return File{}, err
	}
	c := File{
		Subject: f.Subject, Role: f.Role, Audience: ForStaff, Original: f.ID, Place: f.Place, Uploader: a.Account,
		Kind: Photo, Media: p.Media, Width: p.Width, Height: p.Height, Mask: mask,
	}
	once := func(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error {
		_, err := journal.Once(ctx, s.d, a, string(Blur), key, fn)
		return err
	}
	return s.keep(ctx, once, c, p.Body, p.Thumb, func(ctx context.Context, tx *db.Tx, c File) (File, error) {
		err := s.replaceTx(ctx, tx, a, x, &c, Blur, key)
		return c, err
	})
}

// replaceTx puts a copy for neighbours in the place of the one there was. Conflict when the original is gone.
func (s *Service) replaceTx(ctx context.Context, tx *db.Tx, a actor.Actor, x Seen, c *File, act Act, key string) error {
	if err := tx.Lock(ctx, "file", x.File.ID); err != nil {
		return err
	}
	if _, err := byID(ctx, tx, x.File.ID); err != nil {
		return orGone(err)
	}
	if _, err := s.dropTx(ctx, tx, "original = $1", x.File.ID); err != nil {
		return err
	}
	c.ID, c.CreatedAt = id.At(tx.Now), tx.Now
	if err := insertTx(ctx, tx, *c, "", ""); err != nil {
		return err
	}
	return journalTx(ctx, tx, a, act, x, key, func(j *journalled) {
		j.Audience, j.Content, j.Covered = c.Audience, c.Content, len(c.Mask.Cells)
	})
}

func orGone(err error) error {
	if errors.Is(err, db.NoRows) {
		return errs.New(errs.Conflict, "attach.error.gone")
	}
	return err
}

// Release shows a photo to neighbours: the covered copy when there is one, else the photo as it is. seen is the id of the
// copy that the actor has looked at, empty for none: Conflict when there is another by now. Released is released.
func (s *Service) Release(ctx context.Context, a actor.Actor, fileID, seen, key string) (err error) {
	defer errs.Wrap(&err, "file.Release")
	x, err := s.may(ctx, a, Release, fileID)
	if err != nil {
		return err
	}
	_, err = journal.Once(ctx, s.d, a, string(Release), key, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "file", fileID); err != nil {
			return err
		}
		now, err := copyOf(ctx, tx, fileID)
		if err != nil && !errors.Is(err, db.NoRows) {
			return err
		}
		if now.ID != seen {
			return errs.New(errs.Conflict, "attach.error.changed")
		}
		if now.ID == "" {
			return s.asIsTx(ctx, tx, a, x, key)
		}
		if _, err := tx.Exec(ctx, "UPDATE file SET audience = $2 WHERE id = $1", now.ID, string(ForPublic)); err != nil {
			return err
		}
		now.Audience = ForPublic
		return journalTx(ctx, tx, a, Release, x, key, func(j *journalled) {
			j.Audience, j.Content, j.Covered = now.Audience, now.Content, len(now.Mask.Cells)
		})
	})
	return err
}

// asIsTx makes a copy for neighbours of the same content. The original's row keeps the content while the copy is made.
func (s *Service) asIsTx(ctx context.Context, tx *db.Tx, a actor.Actor, x Seen, key string) error {
	c := x.File
	c.Original, c.Audience, c.Uploader = x.File.ID, ForPublic, a.Account
	return s.replaceTx(ctx, tx, a, x, &c, Release, key)
}

// Withhold takes what neighbours see of a photo away from them; the photo itself stays.
func (s *Service) Withhold(ctx context.Context, a actor.Actor, fileID, key string) (err error) {
	defer errs.Wrap(&err, "file.Withhold")
	x, err := s.may(ctx, a, Withhold, fileID)
	if err != nil {
		return err
	}
	_, err = journal.Once(ctx, s.d, a, string(Withhold), key, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "file", fileID); err != nil {
			return err
		}
		if _, err := s.dropTx(ctx, tx, "original = $1", fileID); err != nil {
			return err
		}
		return journalTx(ctx, tx, a, Withhold, x, key, nil)
	})
	return err
}

// maxReason bounds why a file is removed, and maxSaid what is written down of a voice note, in characters.
const (
	maxReason = 200
	maxSaid   = 2000
)

// Remove removes a file with its copy for neighbours. Who handles the subject says why. Invalid: reason.
func (s *Service) Remove(ctx context.Context, a actor.Actor, fileID, reason, key string) (_ File, err error) {
	defer errs.Wrap(&err, "file.Remove")
	x, err := s.may(ctx, a, Remove, fileID)
	if err != nil {
		return x.File, err
	}
	least := 1
	if x.Can.Retract {
		least = 0
	}
	if err := text("reason", &reason, least, maxReason); err != nil {
		return x.File, err
	}
	_, err = journal.Once(ctx, s.d, a, string(Remove), key, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "file", fileID); err != nil {
			return err
		}
		gone, err := s.dropTx(ctx, tx, "id = $1 OR original = $1", fileID)
		if err != nil {
			return err
		}
		if len(gone) == 0 {
			return errs.New(errs.Conflict, "attach.error.gone")
		}
		return journalTx(ctx, tx, a, Remove, x, key, func(j *journalled) { j.Reason = reason })
	})
	return x.File, err
}

// text checks what somebody writes.
func text(field string, s *string, least, most int) error {
	*s = strings.TrimSpace(*s)
	n := plain.Length(*s)
	key, args := "", []any(nil)
	switch {
	case !plain.Clean(*s, true):
		key = "wish.error.characters"
	case n < least:
		key = "attach.error." + field
	case n > most || len(*s) > 8*most:
		key, args = "wish.error.long", []any{most, max(n-most, 1)}
	default:
		return nil
	}
	return errs.BadFields([]errs.Field{{Name: field, Key: key, Args: args}})
}

// WriteDown keeps what staff have heard in a voice note; an empty text takes it away. Invalid: said.
func (s *Service) WriteDown(ctx context.Context, a actor.Actor, fileID, said, key string) (err error) {
	defer errs.Wrap(&err, "file.WriteDown")
	x, err := s.may(ctx, a, WriteOut, fileID)
	if err != nil {
		return err
	}
	if err := text("said", &said, 0, maxSaid); err != nil {
		return err
	}
	_, err = journal.Once(ctx, s.d, a, string(WriteOut), key, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE file SET said = $2 WHERE id = $1", fileID, db.Null(said))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "attach.error.gone")
		}
		return journalTx(ctx, tx, a, WriteOut, x, key, nil)
	})
	return err
}

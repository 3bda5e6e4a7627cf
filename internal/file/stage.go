package file

import (
	"context"
	"errors"
	"io"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/event"
	"linli/internal/file/content"
	"linli/internal/file/photo"
	"linli/internal/file/voice"
	"linli/internal/id"
	"linli/internal/journal"
	"linli/internal/throttle"
)

// Service is the use cases of files.
type Service struct {
	d      *db.DB
	store  *content.Store
	photos *photo.Reader
	guard  Guard
	sink   event.Sink
	limits func(context.Context) (Limits, error)
	often  *throttle.Throttle
}

// Options are what files need to know.
type Options struct {
	Store  *content.Store
	Pixels int64 // most in one photo; DefaultPixels when 0
	Guard  Guard
	Sink   event.Sink
	Limits func(context.Context) (Limits, error) // as the rules have them today
}

// DefaultPixels is how many pixels a photo may have: what phones of today make, with room.
const DefaultPixels = 64_000_000

// maxSenders is how many senders are remembered for the limit of uploads.
const maxSenders = 20_000

// New is the service over a database and a folder.
func New(d *db.DB, o Options) *Service {
	if o.Pixels == 0 {
		o.Pixels = DefaultPixels
	}
	return &Service{
		d: d, store: o.Store, photos: photo.NewReader(o.Pixels), guard: o.Guard, sink: o.Sink, limits: o.Limits, often: throttle.New(maxSenders),
	}
}

// Takes tells whether this installation has a folder for files at all: a form offers no photos where it has none.
func (s *Service) Takes() bool { return s.store.Configured() }

// Limits are the limits of today.
func (s *Service) Limits(ctx context.Context) (Limits, error) { return s.limits(ctx) }

// Upload is a file being sent.
type Upload struct {
	Kind Kind
	Body io.Reader // at most its limit is read of it, and one byte
}

// Stage takes a file into a draft. The same bytes sent again to the same draft are the file that they were the first time,
// also when it has gone with its record meanwhile. Invalid, on the field photos or voice, says what is wrong and what to
// do; Limited when one sender sends too much; Unavailable when there is no folder.
func (s *Service) Stage(ctx context.Context, a actor.Actor, d Draft, up Upload) (_ File, err error) {
	defer errs.Wrap(&err, "file.Stage")
	if d == "" {
		return File{}, refused(up.Kind, "attach.error.draft")
	}
	if !s.store.Configured() {
		return File{}, errs.New(errs.Unavailable, "attach.error.nowhere")
	}
	limits, err := s.limits(ctx)
	if err != nil {
		return File{}, err
	}
	b, err := bounded(up, limits)
	if err != nil {
		return File{}, err
	}
	once := string(digest(string(d), content.Hash(b)))
	if f, err := byOnce(ctx, s.d, once); err == nil || !errors.Is(err, db.NoRows) {
		return f, err
	}
	if err := s.hold(a, limits); err != nil {
		return File{}, err
	}
	f, body, thumb, err := s.read(ctx, up.Kind, b, limits)
	if err != nil {
		return File{}, err
	}
	return s.keep(ctx, s.d.Write, f, body, thumb, func(ctx context.Context, tx *db.Tx, f File) (File, error) {
		return s.stageTx(ctx, tx, f, d, once, limits)
	})
}

// bounded is what was sent, when it is not more than is taken.
func bounded(up Upload, l Limits) ([]byte, error) {
	most, key := l.PhotoBytes, "attach.error.photo_large"
	if up.Kind == Voice {
		most, key = l.VoiceBytes, "attach.error.voice_large"
	}
	b, err := io.ReadAll(io.LimitReader(up.Body, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, refused(up.Kind, key, most>>20)
	}
	return b, nil
}

// refused is Invalid on the field of a kind.
func refused(k Kind, key string, args ...any) error {
	return errs.BadFields([]errs.Field{{Name: FieldOf(k), Key: key, Args: args}})
}

// FieldOf is the name of the field by which a kind is sent.
func FieldOf(k Kind) string {
	if k == Voice {
		return "voice"
	}
	return "photos"
}

// hold keeps one sender from filling the disk.
func (s *Service) hold(a actor.Actor, l Limits) error {
	who := a.Account
	if who == "" {
		who = throttle.Origin(a.From)
	}
	if wait := s.often.Take(who, l.Hourly, time.Hour, s.d.Now()); wait > 0 {
		return &errs.Error{Kind: errs.Limited, Key: "attach.error.often", RetryAfter: wait}
	}
	return nil
}

// read makes what may be kept of what was sent.
func (s *Service) read(ctx context.Context, k Kind, b []byte, l Limits) (f File, body, thumb []byte, err error) {
	f.Kind = k
	if k == Voice {
		n, err := voice.Read(b)
		if err != nil {
			return f, nil, nil, refused(k, voiceKey(err))
		}
		if n.Length > l.VoiceLong+voice.Padding {
			return f, nil, nil, refused(k, "attach.error.voice_long", int(l.VoiceLong.Seconds()))
		}
		f.Media, f.Length = n.Media, n.Length
		return f, n.Body, nil, nil
	}
	p, err := s.photos.Read(ctx, b)
	if err != nil {
		if key := photoKey(err, b); key != "" {
			err = refused(k, key)
		}
		return f, nil, nil, err
	}
	f.Media, f.Width, f.Height = p.Media, p.Width, p.Height
	return f, p.Body, p.Thumb, nil
}

func voiceKey(err error) string {
	switch {
	case errors.Is(err, voice.ErrVideo):
		return "attach.error.voice_video"
	case errors.Is(err, voice.ErrKind):
		return "attach.error.voice_kind"
	}
	return "attach.error.voice_broken"
}

// photoKey says what is wrong with a photo, and what to do; empty when something else is.
func photoKey(err error, b []byte) string {
	switch {
	case errors.Is(err, photo.ErrPixels):
		return "attach.error.pixels"
	case errors.Is(err, photo.ErrBroken):
		return "attach.error.broken"
	case !errors.Is(err, photo.ErrKind):
		return ""
	}
	switch photo.Sniff(b) {
	case photo.HEIC:
		return "attach.error.heic"
	case photo.Video:
		return "attach.error.video"
	case photo.PDF:
		return "attach.error.pdf"
	}
	return "attach.error.kind"
}

// errGone says that a content has been removed between its being kept and its row: it is kept once more.
var errGone = errors.New("file: content gone")

// writing is db.Write, or journal.Once around it.
type writing func(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error

// keep puts the bytes on the disk, then writes the row that names them. While the row is written nobody removes them.
func (s *Service) keep(
	ctx context.Context, run writing, f File, body, thumb []byte, write func(context.Context, *db.Tx, File) (File, error),
) (out File, err error) {
	f.Size = int64(len(body))
	for range 3 {
		if f.Content, err = s.store.Put(body); err != nil {
			return File{}, errs.Because(errs.Unavailable, err, "error.unavailable")
		}
		if len(thumb) > 0 {
			if f.Thumb, err = s.store.Put(thumb); err != nil {
				return File{}, errs.Because(errs.Unavailable, err, "error.unavailable")
			}
		}
		err = run(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, c := range f.contents() {
				if err := tx.Lock(ctx, contentLock, c); err != nil {
					return err
				}
				if !s.store.Has(c) {
					return errGone
				}
			}
			out, err = write(ctx, tx, f)
			return err
		})
		if !errors.Is(err, errGone) {
			return out, err
		}
	}
	return File{}, errs.Because(errs.Unavailable, err, "error.unavailable")
}

// contentLock is what is locked while a content gets its row, and while it is removed.
const contentLock = "file.content"

// contents are the names of a file's bytes, in the order in which they are locked.
func (f File) contents() []string {
	switch {
	case f.Thumb == "":
		return []string{f.Content}
	case f.Thumb < f.Content:
		return []string{f.Thumb, f.Content}
	}
	return []string{f.Content, f.Thumb}
}

// stageTx adds a file to a draft that is not full yet.
func (s *Service) stageTx(ctx context.Context, tx *db.Tx, f File, d Draft, once string, l Limits) (File, error) {
	if err := tx.Lock(ctx, "file.draft", string(d)); err != nil {
		return File{}, err
	}
	if first, err := byOnce(ctx, tx, once); err == nil || !errors.Is(err, db.NoRows) {
		return first, err
	}
	waiting, err := inDraft(ctx, tx, d)
	if err != nil {
		return File{}, err
	}
	n := 0
	for _, x := range waiting {
		if x.Kind == f.Kind {
			n++
		}
	}
	if f.Kind == Photo && n >= l.Photos {
		return File{}, refused(f.Kind, "attach.error.many", l.Photos)
	}
	if f.Kind == Voice && n >= 1 {
		return File{}, refused(f.Kind, "attach.error.voice_one")
	}
	f.ID, f.CreatedAt = id.At(tx.Now), tx.Now
	return f, insertTx(ctx, tx, f, d, once)
}

// Staged are the files that wait in a draft, photos first.
func (s *Service) Staged(ctx context.Context, d Draft) (_ []File, err error) {
	defer errs.Wrap(&err, "file.Staged")
	if d == "" {
		return nil, nil
	}
	return inDraft(ctx, s.d, d)
}

// Preview is the thumbnail of a staged photo of a draft, to be shown inside the page: a staged file has no address.
func (s *Service) Preview(f File) ([]byte, error) { return s.store.Read(f.Thumb) }

// Unstage takes a file out of its draft; one that is not there is out already.
func (s *Service) Unstage(ctx context.Context, d Draft, fileID string) (err error) {
	defer errs.Wrap(&err, "file.Unstage")
	if d == "" || !id.Valid(fileID) {
		return nil
	}
	return s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.dropTx(ctx, tx, "id = $1 AND owner = $2", fileID, string(d))
		return err
	})
}

// Attachment is where the files of a draft go.
type Attachment struct {
	Actor   actor.Actor // nobody when the subject leaves no name
	Subject Subject
	Role    Role
	Place   string
	Post    string
	Behalf  string // person for whom the actor adds them; empty: for oneself
}

// AttachTx gives the files that wait in a draft to their subject, in the transaction that makes it. Whoever makes it has
// checked that the actor may. It is safe to call for a draft in which nothing waits.
func (s *Service) AttachTx(ctx context.Context, tx *db.Tx, d Draft, to Attachment) (err error) {
	defer errs.Wrap(&err, "file.AttachTx")
	if d == "" {
		return nil
	}
	files, err := attachTx(ctx, tx, d, to)
	if err != nil {
		return err
	}
	for _, f := range files {
		x := Seen{File: f, Can: Standing{Post: actor.Post{ID: to.Post}, Behalf: to.Behalf}}
		if err := journalTx(ctx, tx, to.Actor, Add, x, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// journalled is what the journal keeps of a file: what it is, not what it shows.
type journalled struct {
	Subject  string   `json:"subject"`
	Role     Role     `json:"role"`
	Kind     Kind     `json:"kind"`
	Audience Audience `json:"audience"`
	Content  string   `json:"content"`
	Covered  int      `json:"covered,omitempty"` // cells
	Reason   string   `json:"reason,omitempty"`
}

func (f File) stamp() journalled {
	return journalled{Subject: f.Subject.Kind + "/" + f.Subject.ID, Role: f.Role, Kind: f.Kind, Audience: f.Audience, Content: f.Content, Covered: len(f.Mask.Cells)}
}

// journalTx writes an act down, with how the actor stood to the file. change may add to what is kept after it.
func journalTx(ctx context.Context, tx *db.Tx, a actor.Actor, act Act, x Seen, key string, change func(*journalled)) error {
	f, after := x.File, x.File.stamp()
	if change != nil {
		change(&after)
	}
	return journal.WriteTx(ctx, tx, a, journal.Entry{
		Act: string(act), Kind: "file", Subject: f.ID, Place: f.Place, Post: x.Can.Post.ID, OnBehalfOf: x.Can.Behalf, After: after, Key: key,
	})
}

package file_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/file/content"
	"linli/internal/id"
)

func keyOf(err error) string {
	if fields := errs.FieldsOf(err); len(fields) > 0 {
		return fields[0].Key
	}
	return ""
}

func TestAPhotoWaitsAndGoesWithItsWish(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, d := t.Context(), file.FormDraft(id.New())
		f := w.staged(d, picture(1))
		if f.Media != "image/jpeg" || f.Width != 240 || f.Height != 160 || f.Uploader != "" {
			t.Errorf("staged: %+v", f)
		}
		if again := w.staged(d, picture(1)); again.ID != f.ID || w.rows() != 1 {
			t.Errorf("sent twice it is %s and %s", f.ID, again.ID)
		}
		for name, who := range map[string]actor.Actor{"the one who sends it": tan, "the desk": ji} {
			if _, err := w.See(ctx, who, f.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s sees what is only staged: %v", name, err)
			}
		}
		if b, err := w.Preview(f); err != nil || !bytes.HasPrefix(b, []byte("\xff\xd8")) {
			t.Errorf("the preview: %v", err)
		}
		s := w.filed(d)
		if again := w.staged(d, picture(1)); again.ID != f.ID || w.rows() != 1 {
			t.Error("sent again after it went with its wish, it is another")
		}
		if left, err := w.Staged(ctx, d); err != nil || len(left) > 0 {
			t.Errorf("%d wait still, %v", len(left), err)
		}
		seen, err := w.Of(ctx, tan, s)
		if err != nil || len(seen) != 1 || seen[0].File.ID != f.ID || seen[0].File.Uploader != "tan" || seen[0].File.Place != "320613007005" {
			t.Errorf("%+v, %v", seen, err)
		}
		if got := w.acts(); !slices.Equal(got, []string{"file.add"}) {
			t.Errorf("the journal says %v", got)
		}
		w.whole()
	})
}

func TestWhoLeavesNoNameLeavesNoAccount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		d := file.FormDraft(id.New())
		w.staged(d, picture(1)) // staged by an account
		w.must(w.attach(d, file.Subject{Kind: "wish", ID: id.New()}, actor.Actor{}))
		for _, q := range []string{"SELECT COUNT(*) FROM file WHERE uploader IS NOT NULL OR owner IS NOT NULL", "SELECT COUNT(*) FROM journal WHERE account IS NOT NULL OR person IS NOT NULL"} {
			if n, err := db.Value[int](t.Context(), w.d, q); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", q, n, err)
			}
		}
	})
}

func TestWhatIsNotTaken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		d := file.FormDraft("k")
		for name, c := range map[string]struct {
			kind file.Kind
			sent []byte
			key  string
		}{
			"too many bytes":  {file.Photo, append(picture(1), make([]byte, limits.PhotoBytes)...), "attach.error.photo_large"},
			"HEIC":            {file.Photo, []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "attach.error.heic"},
			"a film":          {file.Photo, []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), "attach.error.video"},
			"a PDF":           {file.Photo, []byte("%PDF-1.7"), "attach.error.pdf"},
			"a GIF":           {file.Photo, []byte("GIF89a"), "attach.error.kind"},
			"half a JPEG":     {file.Photo, picture(1)[:500], "attach.error.broken"},
			"no recording":    {file.Voice, []byte("hello"), "attach.error.voice_kind"},
			"a long WAV":      {file.Voice, wav(61), "attach.error.voice_long"},
			"a WAV that lies": {file.Voice, faster(wav(100)), "attach.error.voice_broken"},
			"a broken MP3":    {file.Voice, []byte("ID3\x03\x00\x00\x00\x00\x00\x00"), "attach.error.voice_broken"},
			"a large WAV":     {file.Voice, wav(140), "attach.error.voice_large"},
		} {
			_, err := w.Stage(t.Context(), tan, d, file.Upload{Kind: c.kind, Body: bytes.NewReader(c.sent)})
			if !errs.Is(err, errs.Invalid) || keyOf(err) != c.key {
				t.Errorf("%s: %v, want %s", name, err, c.key)
			}
		}
		if _, err := w.stage("", picture(1)); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a draft: %v", err)
		}
		if w.rows() != 0 || w.kept() != 0 {
			t.Errorf("%d rows, %d contents are left", w.rows(), w.kept())
		}
		none := file.New(w.d, file.Options{Store: content.New(""), Limits: func(context.Context) (file.Limits, error) { return limits, nil }})
		if _, err := none.Stage(t.Context(), tan, d, file.Upload{Kind: file.Photo, Body: bytes.NewReader(picture(1))}); !errs.Is(err, errs.Unavailable) || none.Takes() {
			t.Errorf("without a folder: %v", err)
		}
	})
}

// wav is a recording of 8,000 bytes a second.
func wav(seconds int) []byte {
	le := func(n int) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }
	data := make([]byte, 8000*seconds)
	format := slices.Concat([]byte{1, 0, 1, 0}, le(8000), le(8000), []byte{1, 0, 8, 0})
	return slices.Concat([]byte("RIFF"), le(36+len(data)), []byte("WAVEfmt "), le(16), format, []byte("data"), le(len(data)), data)
}

// A draft takes so many and no more, however many are sent at once.
func TestADraftIsFullUnder32Writers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		d := file.FormDraft("k")
		var wg sync.WaitGroup
		var taken, refused atomic.Int64
		for i := range 32 {
			wg.Go(func() {
				_, err := w.stage(d, picture(i/2)) // each sent twice
				switch {
				case err == nil:
					taken.Add(1)
				case keyOf(err) == "attach.error.many":
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if w.rows() != limits.Photos || taken.Load() < int64(limits.Photos) || taken.Load()+refused.Load() != 32 {
			t.Errorf("%d rows; %d taken, %d refused", w.rows(), taken.Load(), refused.Load())
		}
		w.whole()
	})
}

// What one sees is there, what one may not see is not, by every way to a file.
func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s, f := w.one(1)
		_, err := w.Blur(ctx, ji, f.ID, []int{5}, "")
		w.must(err)
		seen, err := w.See(ctx, ji, f.ID)
		w.must(err)
		covered := seen.Public
		check := func(when string, want map[string][2]bool) {
			t.Helper()
			for account, sees := range want {
				for i, x := range []file.File{f, covered} {
					_, err1 := w.See(ctx, actor.Actor{Account: account}, x.ID)
					_, body, err2 := w.Open(ctx, actor.Actor{Account: account}, x.ID, true)
					if body != nil {
						w.must(body.Close())
					}
					for _, err := range []error{err1, err2} {
						if sees[i] != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
							t.Errorf("%s: %s sees %d: %v", when, account, i, err)
						}
					}
				}
				list, err := w.Of(ctx, actor.Actor{Account: account}, s)
				if err != nil || (len(list) == 1) != (sees[0] || sees[1]) {
					t.Errorf("%s: %s has a list of %d, %v", when, account, len(list), err)
				}
			}
		}
		check("covered", map[string][2]bool{"tan": {true, false}, "ji": {true, true}, "su": {true, true}, "luo": {false, false}, "": {false, false}})
		w.must(w.Release(ctx, ji, f.ID, covered.ID, ""))
		check("released", map[string][2]bool{"tan": {true, true}, "ji": {true, true}, "luo": {false, true}, "": {false, false}})
		w.must(w.Withhold(ctx, ji, f.ID, ""))
		check("withheld", map[string][2]bool{"tan": {true, false}, "ji": {true, false}, "luo": {false, false}})
		for _, bad := range []string{"", "x", "../../etc/passwd", id.New()} {
			if _, _, err := w.Open(ctx, ji, bad, false); !errs.Is(err, errs.NotFound) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

func TestWhoHasNoRightIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, f := w.one(1)
		for name, do := range map[string]func(a actor.Actor) error{
			"blur":     func(a actor.Actor) error { _, err := w.Blur(ctx, a, f.ID, []int{1}, ""); return err },
			"release":  func(a actor.Actor) error { return w.Release(ctx, a, f.ID, "", "") },
			"withhold": func(a actor.Actor) error { return w.Withhold(ctx, a, f.ID, "") },
			"remove":   func(a actor.Actor) error { _, err := w.Remove(ctx, a, f.ID, "x", ""); return err },
			"write":    func(a actor.Actor) error { return w.WriteDown(ctx, a, f.ID, "x", "") },
		} {
			if err := do(luo); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s by a neighbour: %v", name, err)
			}
			if err := do(su); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s by who only sees: %v", name, err)
			}
		}
		w.how["ji"] = file.Standing{Sees: file.ForStaff, Handles: true}
		if err := w.Release(ctx, ji, f.ID, "", ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("release of a private wish's: %v", err)
		}
		if w.rows() != 1 {
			t.Errorf("%d rows", w.rows())
		}
	})
}

func TestCoveringReleasingRemoving(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, f := w.one(1)
		if _, err := w.Blur(ctx, ji, f.ID, []int{9999}, ""); keyOf(err) != "attach.error.cells" {
			t.Errorf("nothing covered: %v", err)
		}
		first, err := w.Blur(ctx, ji, f.ID, []int{1, 2}, "k1")
		w.must(err)
		if first.Content == f.Content || first.Audience != file.ForStaff || first.Original != f.ID {
			t.Errorf("the copy: %+v", first)
		}
		if _, err := w.Blur(ctx, ji, f.ID, []int{1, 2}, "k1"); err != nil {
			t.Errorf("sent twice: %v", err)
		}
		second, err := w.Blur(ctx, ji, f.ID, []int{3}, "")
		w.must(err)
		if err := w.Release(ctx, ji, f.ID, first.ID, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("a copy that nobody has looked at is released: %v", err)
		}
		w.must(w.Release(ctx, ji, f.ID, second.ID, "k2"))
		w.must(w.Release(ctx, ji, f.ID, second.ID, "k2"))
		third, err := w.Blur(ctx, ji, f.ID, []int{3, 4}, "")
		w.must(err)
		if seen, err := w.See(ctx, ji, f.ID); err != nil || seen.Public.ID != third.ID || seen.Public.Released() || !seen.Public.Mask.Has(4) {
			t.Errorf("covered anew it is %+v, %v", seen.Public, err)
		}
		w.work()
		if w.kept() != 4 { // original and copy, each with its thumbnail
			t.Errorf("%d contents are kept", w.kept())
		}
		if _, err := w.Remove(ctx, ji, f.ID, " ", ""); keyOf(err) != "attach.error.reason" {
			t.Errorf("without a reason: %v", err)
		}
		_, err = w.Remove(ctx, ji, f.ID, "上面有别人的脸", "k3")
		w.must(err)
		w.work()
		if w.rows() != 0 || w.kept() != 0 {
			t.Errorf("%d rows, %d contents are left", w.rows(), w.kept())
		}
		want := []string{"file.add", "file.blur", "file.blur", "file.release", "file.blur", "file.remove"}
		if got := w.acts(); !slices.Equal(got, want) {
			t.Errorf("the journal says %v", got)
		}
	})
}

func TestAPhotoMayBeReleasedAsItIsAndTakenBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		s, f := w.one(1)
		w.must(w.Release(ctx, ji, f.ID, "", ""))
		list, err := w.Of(ctx, luo, s)
		if err != nil || len(list) != 1 || list[0].File.Content != f.Content || list[0].File.ID == f.ID {
			t.Fatalf("the neighbour sees %+v, %v", list, err)
		}
		w.must(w.Withhold(ctx, ji, f.ID, ""))
		w.work()
		w.whole()
		if w.rows() != 1 || w.kept() != 2 {
			t.Errorf("%d rows, %d contents", w.rows(), w.kept())
		}
		_, err = w.Remove(ctx, tan, f.ID, "", "") // her own, and nobody has taken it up
		w.must(err)
	})
}

func TestAVoiceNoteIsHeardAndWrittenDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, d := t.Context(), file.FormDraft("k")
		put := func(n int) (file.File, error) {
			return w.Stage(ctx, tan, d, file.Upload{Kind: file.Voice, Body: bytes.NewReader(wav(n))})
		}
		f, err := put(5)
		w.must(err)
		if _, err := put(6); keyOf(err) != "attach.error.voice_one" {
			t.Errorf("a second one: %v", err)
		}
		w.must(w.Unstage(ctx, file.FormDraft("another"), f.ID))
		if w.rows() != 1 {
			t.Error("somebody else's form took it out")
		}
		s := w.filed(d)
		if err := w.WriteDown(ctx, tan, f.ID, "x", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("by the submitter: %v", err)
		}
		w.must(w.WriteDown(ctx, ji, f.ID, " 楼道灯坏了 ", ""))
		seen, err := w.Of(ctx, tan, s)
		if err != nil || len(seen) != 1 || seen[0].File.Said != "楼道灯坏了" || seen[0].File.Length != 5*time.Second {
			t.Errorf("%+v, %v", seen, err)
		}
		if err := w.Release(ctx, ji, f.ID, "", ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a voice is released: %v", err)
		}
		_, body, err := w.Open(ctx, tan, f.ID, false)
		w.must(err)
		sound, err := io.ReadAll(body)
		if err = errors.Join(err, body.Close()); err != nil || len(sound) != 8000*5+44 {
			t.Errorf("%d bytes, %v", len(sound), err)
		}
	})
}

// Two wishes with the same picture share its bytes; they go with the last of them.
func TestTheSamePictureIsKeptOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, one := w.one(1)
		s, other := w.one(1)
		if one.ID == other.ID || one.Content != other.Content || w.kept() != 2 {
			t.Fatalf("%+v, %+v, %d contents", one, other, w.kept())
		}
		_, err := w.Remove(ctx, ji, one.ID, "重复", "")
		w.must(err)
		w.work()
		w.whole()
		w.must(w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := w.RemoveTx(ctx, tx, ji, s); return err }))
		w.work()
		if w.kept() != 0 || w.rows() != 0 {
			t.Errorf("%d contents, %d rows", w.kept(), w.rows())
		}
	})
}

// While the same picture comes and goes in many drafts, no row is ever without its bytes.
func TestComingAndGoingAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				for n := range 4 {
					d := file.FormDraft(id.New())
					f, err := w.stage(d, picture(n%2))
					if err != nil {
						t.Error(err)
						return
					}
					if !w.store.Has(f.Content) || !w.store.Has(f.Thumb) {
						t.Error("a row without its bytes")
					}
					if i%4 > 0 {
						if err := w.Unstage(t.Context(), d, f.ID); err != nil {
							t.Error(err)
						}
						for _, c := range []string{f.Content, f.Thumb} {
							if err := w.Drop(t.Context(), c); err != nil {
								t.Error(err)
							}
						}
					}
				}
			})
		}
		wg.Wait()
		w.whole()
		if w.rows() != 32 || w.kept() != 4 {
			t.Errorf("%d rows, %d contents", w.rows(), w.kept())
		}
	})
}

// cut is a body that breaks in the middle.
type cut struct{ io.Reader }

func (c cut) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// An upload that is interrupted leaves nothing: neither when the connection breaks, nor when the write fails after the
// bytes are on the disk; and what a killed process leaves there is swept after a day.
func TestWhatIsInterruptedLeavesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		if _, err := w.Stage(ctx, tan, "d", file.Upload{Kind: file.Photo, Body: cut{bytes.NewReader(picture(1)[:2000])}}); err == nil {
			t.Error("half a photo is taken")
		}
		if w.rows() != 0 || w.kept() != 0 {
			t.Fatalf("%d rows, %d contents", w.rows(), w.kept())
		}
		// The process ends between content and row: the content lies there, and no row names it.
		orphan, err := w.store.Put([]byte("bytes whose row was never written"))
		w.must(err)
		_, f := w.one(1)
		if n, err := w.Sweep(ctx); err != nil || n != 0 || !w.store.Has(orphan) {
			t.Errorf("swept %d at once, %v", n, err)
		}
		old := time.Now().Add(-25 * time.Hour)
		for _, hash := range []string{orphan, f.Content, f.Thumb} {
			w.must(os.Chtimes(filepath.Join(w.dir, hash[:2], hash[2:4], hash), old, old))
		}
		cut := filepath.Join(w.dir, "tmp", "put-cut")
		w.must(os.WriteFile(cut, []byte("cut off"), 0o600))
		w.must(os.Chtimes(cut, old, old))
		named := func(hash string) bool { return hash != orphan }
		if n, size, err := w.store.Left(time.Now().Add(-24*time.Hour), named); err != nil || n != 2 || size != 40 || !w.store.Has(orphan) {
			t.Errorf("%d are left, %d bytes, %v", n, size, err)
		}
		if n, err := w.Sweep(ctx); err != nil || n != 1 || w.store.Has(orphan) {
			t.Errorf("swept %d after a day, %v", n, err)
		}
		w.whole()
	})
}

func TestARowWithoutItsBytesIsNamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		s, f := w.one(1)
		w.clock.Add(time.Minute)
		_, kept := w.one(2)
		w.must(w.store.Remove(f.Content))
		w.must(os.WriteFile(filepath.Join(w.dir, kept.Thumb[:2], kept.Thumb[2:4], kept.Thumb), []byte("altered"), 0o600))
		for whole, want := range map[bool]int{false: 1, true: 2} {
			var found []file.Damage
			named := map[string]bool{}
			n, err := file.Check(t.Context(), w.d, w.store, whole, func(hash string) { named[hash] = true }, func(x file.Damage) { found = append(found, x) })
			if err != nil || n != 2 || len(named) != 4 || len(found) != want || found[0].File != f.ID || found[0].Subject != s || !errors.Is(found[0].Err, content.ErrMissing) {
				t.Errorf("whole %t: %d looked at, %+v, %v", whole, n, found, err)
			}
		}
		if _, _, err := w.Open(t.Context(), ji, f.ID, false); !errs.Is(err, errs.Internal) {
			t.Errorf("opened: %v", err)
		}
	})
}

func TestFilesGoWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := file.FormDraft(id.New())
		w.staged(d, picture(9))
		_, open := w.one(1)
		long, gone := w.one(2)
		recent, stays := w.one(3)
		w.must(w.Release(ctx, ji, gone.ID, "", ""))
		start := w.clock.Now()
		expire := func() (int, error) {
			n, err := w.Expire(ctx)
			w.must(err)
			m, err := w.ExpireEnded(ctx, w.clock.Now().AddDate(0, -24, 0))
			return n + m, err
		}
		if n, err := expire(); err != nil || n != 0 {
			t.Fatalf("at once %d go, %v", n, err)
		}
		w.ended[long.ID], w.ended[recent.ID] = start.AddDate(0, 1, 0), start.AddDate(0, 20, 0)
		w.clock.Set(start.AddDate(0, 26, 0))
		n, err := expire()
		if err != nil || n != 2 {
			t.Errorf("%d went, %v; want the staged one and that of the wish that ended long ago", n, err)
		}
		w.work()
		for name, x := range map[string]file.File{"an open wish's": open, "one of a wish that has just ended": stays} {
			if _, err := w.See(ctx, ji, x.ID); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.See(ctx, ji, gone.ID); !errs.Is(err, errs.NotFound) || w.rows() != 2 || w.kept() != 4 {
			t.Errorf("%v; %d rows, %d contents", err, w.rows(), w.kept())
		}
		w.whole()
	})
}

func TestOneSenderSendsNotTooMuch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		s := file.New(w.d, file.Options{Store: w.store, Guard: w, Sink: w, Limits: func(context.Context) (file.Limits, error) {
			l := limits
			l.Hourly = 2
			return l, nil
		}})
		send := func(a actor.Actor, n int) error {
			_, err := s.Stage(t.Context(), a, file.FormDraft(id.New()), file.Upload{Kind: file.Photo, Body: bytes.NewReader(picture(n))})
			return err
		}
		for n := range 2 {
			w.must(send(actor.Visitor("192.0.2.1"), n))
		}
		if err := send(actor.Visitor("192.0.2.1"), 2); !errs.Is(err, errs.Limited) {
			t.Errorf("the third: %v", err)
		}
		w.must(send(actor.Visitor("192.0.2.2"), 2))
	})
}

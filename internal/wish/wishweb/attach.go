package wishweb

import (
	"context"
	"encoding/base64"
	"net/http"

	"linli/internal/actor"
	"linli/internal/file"
	"linli/internal/web"
	"linli/internal/wish"
)

// ReadUpload reads a form that may carry photos and a voice note, takes them into its draft, and takes out what the button
// 去掉 names. What is wrong with a file stands in the form. Close the form when it has been read.
func (d Deps) ReadUpload(w http.ResponseWriter, r *http.Request) (*web.Form, error) {
	ctx := r.Context()
	l, err := d.Files.Limits(ctx)
	if err != nil {
		return nil, err
	}
	f, err := web.ReadUpload(w, r, web.Uploads{
		Files: map[string]int64{file.FieldOf(file.Photo): l.PhotoBytes, file.FieldOf(file.Voice): l.VoiceBytes},
		Total: int64(l.Photos)*l.PhotoBytes + l.VoiceBytes,
	})
	if err != nil {
		return nil, err
	}
	if err := d.stage(ctx, d.Who(r), f, l); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// stage takes the files of a form into its draft.
func (d Deps) stage(ctx context.Context, a actor.Actor, f *web.Form, l file.Limits) error {
	draft := Draft(f)
	for _, up := range f.Files() {
		kind, key, most := file.Photo, "attach.error.photo_large", l.PhotoBytes
		if up.Field == file.FieldOf(file.Voice) {
			kind, key, most = file.Voice, "attach.error.voice_large", l.VoiceBytes
		}
		if up.Over {
			f.Bad(up.Field, key, most>>20)
			continue
		}
		_, err := d.Files.Stage(ctx, a, draft, file.Upload{Kind: kind, Body: up.Body})
		if err == nil || f.Take(err) {
			continue
		}
		return err
	}
	if gone := f.Value("drop"); gone != "" {
		return d.Files.Unstage(ctx, draft, gone)
	}
	return nil
}

// Draft is where the files of a form wait.
func Draft(f *web.Form) file.Draft { return file.FormDraft(f.Value("draft")) }

// Attaching tells whether the pressed button only concerns files: the form is shown again.
func Attaching(f *web.Form) bool { return f.Value("do") == "attach" || f.Value("drop") != "" }

// Waiting is a file that goes with a form, as the form shows it.
type Waiting struct {
	ID      string
	Kind    file.Kind
	N       int    // 照片 1, 照片 2
	Src     string // the thumbnail, inside the page: what has not been sent has no address
	Seconds int
}

// AttachBox is the part of a form by which photos and a voice note go with it.
type AttachBox struct {
	On      bool // this installation takes files
	Must    bool // a photo has to be among them, for the dispatch catalogue asks for one
	Waiting []Waiting
	Limits  file.Limits
}

// of are the files of a kind that wait.
func (b AttachBox) of(k file.Kind) (out []Waiting) {
	for _, x := range b.Waiting {
		if x.Kind == k {
			out = append(out, x)
		}
	}
	return out
}

// AttachBox reads what goes with a form.
func (d Deps) AttachBox(ctx context.Context, f *web.Form) (b AttachBox, err error) {
	if !d.Files.Takes() {
		return b, nil
	}
	b.On = true
	if b.Limits, err = d.Files.Limits(ctx); err != nil {
		return b, err
	}
	all, err := d.Files.Staged(ctx, Draft(f))
	for _, x := range all {
		w := Waiting{ID: x.ID, Kind: x.Kind, N: len(b.of(x.Kind)) + 1, Seconds: Seconds(x)}
		if x.Kind == file.Photo {
			picture, err := d.Files.Preview(x)
			if err != nil {
				return b, err
			}
			w.Src = "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(picture)
		}
		b.Waiting = append(b.Waiting, w)
	}
	return b, err
}

// Seconds is how long a voice note sounds, in whole seconds, at least one.
func Seconds(f file.File) int { return max(1, int(f.Length.Seconds()+0.5)) }

// Attached puts the photos and voice notes of a wish to the entries that they came with: what the reader may see of them.
func (d Deps) Attached(ctx context.Context, t *Teller, s wish.Seen, entries []web.Entry) error {
	all, err := d.Files.Of(ctx, t.Reader, file.Subject{Kind: Kind, ID: s.Wish.ID})
	if err != nil || len(all) == 0 {
		return err
	}
	for i, e := range s.Entries {
		role := file.Request
		switch wish.Act(e.Act) {
		case wish.File:
		case wish.Answer:
			role = file.Answer
		default:
			continue
		}
		var of []file.Seen
		for _, x := range all {
			if x.File.Role == role {
				of = append(of, x)
			}
		}
		if len(of) > 0 {
			entries[i].More = attached(of, role, s.View == wish.StaffView)
		}
	}
	return nil
}

package apiweb_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"linli/client"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/wish/wishweb/wishwebtest"
)

// A program sends a photo and a voice note, files a wish with them and answers with a photo; each sees what it may.
func TestFilesByTheInterface(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newAPIWorld(t, d)
		ctx, gu := t.Context(), w.as("gu")
		photo, err := gu.AddFile(ctx, "d1", client.Photo, wishwebtest.Picture(1))
		w.must(err)
		again, err := gu.AddFile(ctx, "d1", client.Photo, wishwebtest.Picture(1))
		w.must(err)
		_, err = gu.AddFile(ctx, "d1", client.Voice, wishwebtest.Recording(3))
		w.must(err)
		if photo.Width != 240 || photo.Media != "image/jpeg" || again.ID != photo.ID {
			t.Errorf("%+v, again %+v", photo, again)
		}
		_, err = w.as("han").AddFile(ctx, "d1", client.Photo, wishwebtest.Picture(9)) // another's draft of the same name
		w.must(err)
		_, err = gu.AddFile(ctx, "d1", client.Photo, []byte("GIF89a"))
		w.refuses(err, client.Invalid)
		_, err = gu.AddFile(ctx, "d1", "film", []byte("x"))
		w.refuses(err, client.Invalid)
		_, err = w.as("").AddFile(ctx, "d1", client.Photo, wishwebtest.Picture(1))
		w.refuses(err, client.Unauthenticated)

		f, err := gu.File(ctx, client.Filing{Text: "楼道的灯坏了两天，老人晚上看不见", Place: linliA, Visibility: client.Public, Topic: "repair", Draft: "d1"})
		w.must(err)
		for who, n := range map[string]int{"gu": 2, "zhou": 2} {
			files, err := w.as(who).Files(ctx, f.Wish.ID)
			if err != nil || len(files) != n || files[0].ID != photo.ID || files[0].Role != "request" || files[1].Seconds != 3 || files[0].Released {
				t.Fatalf("%s: %+v, %v", who, files, err)
			}
			b, media, err := w.as(who).Download(ctx, photo.ID)
			if err != nil || media != "image/jpeg" || !bytes.HasPrefix(b, []byte("\xff\xd8")) || int64(len(b)) != photo.Size {
				t.Errorf("%s: %d bytes of %s, %v", who, len(b), media, err)
			}
		}
		for _, who := range []string{"han", "ding", ""} {
			_, err := w.as(who).Files(ctx, f.Wish.ID)
			w.refuses(err, client.NotFound) // nobody has accepted it yet
			_, _, err = w.as(who).Download(ctx, photo.ID)
			w.refuses(err, client.NotFound)
		}

		zhou := w.as("zhou")
		_, err = zhou.Accept(ctx, f.Wish.ID, client.Acceptance{})
		w.must(err)
		_, err = zhou.Classify(ctx, f.Wish.ID, client.Classification{Colour: client.Blue})
		w.must(err)
		_, err = zhou.AddFile(ctx, "a1", client.Photo, wishwebtest.Picture(2))
		w.must(err)
		_, err = zhou.Answer(ctx, f.Wish.ID, client.Words{Text: "灯已换好", Draft: "a1"})
		w.must(err)
		files, err := gu.Files(ctx, f.Wish.ID)
		if err != nil || len(files) != 3 || files[1].Role != "answer" {
			t.Errorf("%+v, %v", files, err)
		}
		if files, err := w.as("han").Files(ctx, f.Wish.ID); err != nil || len(files) != 0 {
			t.Errorf("a neighbour: %+v, %v", files, err)
		}
	})
}

// refuses fails unless the answer is a problem of a kind.
func (w *apiWorld) refuses(err error, k client.Kind) {
	w.t.Helper()
	if !client.Is(err, k) {
		w.t.Errorf("%v, want %s", err, k)
	}
}

// Who has no account is turned away before anything of a large body is read.
func TestNothingIsReadFromWhoHasNoAccount(t *testing.T) {
	t.Parallel()
	w := newAPIWorld(t, dbtest.Open(t, dbtest.SQLite(t), db.Options{}))
	body := &counted{left: 40 << 20}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.srv.URL+"/api/v1/drafts/d/files?kind=photo", body)
	w.must(err)
	r.Header.Set("Content-Type", "application/octet-stream")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return // turned away so early that the sender was still sending
	}
	w.must(res.Body.Close())
	if res.StatusCode != http.StatusUnauthorized || body.left == 0 {
		t.Errorf("%d, %d bytes were not read", res.StatusCode, body.left)
	}
}

type counted struct{ left int }

func (c *counted) Read(b []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n := min(len(b), c.left)
	c.left -= n
	return n, nil
}

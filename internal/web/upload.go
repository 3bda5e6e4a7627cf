package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"linli/internal/errs"
)

// uploadTime is how long a form with files may take: nine photos over a slow telephone.
const uploadTime = 10 * time.Minute

// Uploads is how much a form with files may hold.
type Uploads struct {
	Files map[string]int64 // most bytes of one file, by the field that it is sent in; other fields take none
	Total int64            // most bytes of all together
}

// Upload is one file of a form. It lies in a file without a name: when the program ends, however it does, nothing is left.
type Upload struct {
	Field string
	Body  io.Reader
	Over  bool // it was larger than its field takes; what is more was left out
}

// spooled is an upload with what must be closed.
type spooled struct {
	Upload
	file *os.File
}

// ReadUpload is ReadForm for a form that may carry files, on the routes that take them: everything typed within the limits
// of ReadForm, and the files within theirs. Call Close when the files have been read. A form without files is read as
// ReadForm reads it. It fails with Invalid.
func ReadUpload(w http.ResponseWriter, r *http.Request, limit Uploads) (*Form, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return ReadForm(w, r)
	}
	c := http.NewResponseController(w)
	end := time.Now().Add(uploadTime)
	_, _ = c.SetReadDeadline(end), c.SetWriteDeadline(end) // a recorder in a test has none
	body := http.MaxBytesReader(w, r.Body, limit.Total+formLimit)
	f := &Form{values: url.Values{}}
	if err := f.parts(multipart.NewReader(body, params["boundary"]), limit); err != nil {
		f.Close()
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) || errors.Is(err, errTyped) {
			return nil, errs.New(errs.Invalid, "error.too_large")
		}
		return nil, errs.Because(errs.Invalid, err, "error.unreadable")
	}
	cleaned, err := clean(f.values)
	if err != nil {
		f.Close()
		return nil, err
	}
	cleaned.files = f.files
	r.PostForm, r.Form = cleaned.values, cleaned.values // an error page keeps what was typed
	return cleaned, nil
}

var errTyped = errors.New("web: more is typed than a form takes")

// maxFiles bounds the files of one form, whatever their size.
const maxFiles = 64

func (f *Form) parts(m *multipart.Reader, limit Uploads) error {
	room := int64(formLimit)
	for {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := p.FormName()
		if most, takes := limit.Files[name]; takes && p.FileName() != "" {
			if len(f.files) == maxFiles {
				return errTyped
			}
			if err := f.spool(name, p, most); err != nil {
				return err
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, room+1))
		if err != nil {
			return err
		}
		if room -= int64(len(b) + len(name)); room < 0 {
			return errTyped
		}
		if p.FileName() == "" && !strings.Contains(p.Header.Get("Content-Type"), "octet-stream") { // an empty file input
			f.values.Add(name, string(b))
		}
	}
}

// spool takes one file. What is more than it may hold is read and left out, so that the fields behind it are not lost.
func (f *Form) spool(field string, r io.Reader, most int64) error {
	file, err := os.CreateTemp("", "upload-")
	if err != nil {
		return err
	}
	f.files = append(f.files, spooled{Upload{Field: field, Body: file}, file})
	if err := os.Remove(file.Name()); err != nil {
		return err
	}
	n, err := io.Copy(file, io.LimitReader(r, most))
	if err != nil {
		return err
	}
	more, err := io.Copy(io.Discard, r)
	if err != nil {
		return err
	}
	if n+more == 0 { // a file input in which nothing was chosen
		f.files = f.files[:len(f.files)-1]
		return file.Close()
	}
	f.files[len(f.files)-1].Over = more > 0
	_, err = file.Seek(0, io.SeekStart)
	return err
}

// Files are the files that came with the form, in its order.
func (f *Form) Files() []Upload {
	if f == nil {
		return nil
	}
	out := make([]Upload, len(f.files))
	for i, x := range f.files {
		out[i] = x.Upload
	}
	return out
}

// Close lets go of the files.
func (f *Form) Close() {
	for _, x := range f.files {
		_ = x.file.Close() // it has no name: closed is gone
	}
	f.files = nil
}

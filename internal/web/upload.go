package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"linli/internal/errs"
)

// How long a body with files may take: whatever the first minute brings, then, on the average since it began, a kilobyte a
// second, which the slowest telephone network of a village (GPRS, 20 kbit/s and more) exceeds; in all half an hour, a photo of
// 4 MB at that speed. Who sends less holds a connection and sends nothing.
const (
	grace      = time.Minute
	pace       = 1 << 10 // bytes a second
	uploadTime = 30 * time.Minute
)

// Patient gives the body of a request the time that files need, instead of the server's for forms. It changes the request.
func Patient(w http.ResponseWriter, r *http.Request) {
	if _, already := r.Body.(*patient); !already && r.Body != nil {
		r.Body = &patient{ReadCloser: r.Body, line: http.NewResponseController(w), began: time.Now()}
	}
}

type patient struct {
	io.ReadCloser
	line  *http.ResponseController
	began time.Time
	got   int64
	until time.Time
}

func (p *patient) Read(b []byte) (int, error) {
	until := p.began.Add(min(grace+time.Duration(p.got)*time.Second/pace, uploadTime))
	if until.Sub(p.until) >= time.Second {
		p.until = until
		// HTTP/2 ends a stream whose answer is late even while its body arrives. A recorder in a test has neither.
		_, _ = p.line.SetReadDeadline(until), p.line.SetWriteDeadline(until.Add(grace))
	}
	n, err := p.ReadCloser.Read(b)
	p.got += int64(n)
	return n, err
}

// Uploads is how much a form with files may hold.
type Uploads struct {
	Files map[string]int64 // most bytes of one file, by the field that it is sent in; what comes in another is left out
	Total int64            // most bytes of all together
}

// Upload is one file of a form. It lies in a file without a name: when the program ends, however it does, nothing is left.
type Upload struct {
	Field string
	Name  string // as the browser calls it; a person's word, to be treated so
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
	boundary := boundaryOf(r)
	if boundary == "" {
		return ReadForm(w, r)
	}
	Patient(w, r)
	return readParts(w, r, boundary, limit)
}

// boundaryOf is what stands between the parts of a form that may carry files; empty for any other.
func boundaryOf(r *http.Request) string {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return ""
	}
	return params["boundary"]
}

func readParts(w http.ResponseWriter, r *http.Request, boundary string, limit Uploads) (*Form, error) {
	body := http.MaxBytesReader(w, r.Body, limit.Total+formLimit)
	f := &Form{values: url.Values{}}
	if err := f.parts(multipart.NewReader(body, boundary), limit); err != nil {
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
	cleaned.files, cleaned.empty = f.files, f.empty
	r.PostForm, r.Form = cleaned.values, cleaned.values // an error page keeps what was typed
	return cleaned, nil
}

// passed is how much of files is read, and thrown away, for what was typed behind them: more than any form here may carry.
const passed = 256 << 20

// typed is what was typed into a form that something is wrong with, whether or not anybody has read it yet. Of files nothing
// is kept.
func typed(w http.ResponseWriter, r *http.Request, hurried bool) (*Form, error) {
	boundary := boundaryOf(r)
	if r.PostForm != nil || boundary == "" {
		return ReadForm(w, r)
	}
	if !hurried {
		Patient(w, r)
	}
	return readParts(w, r, boundary, Uploads{Total: passed})
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
			if err := f.spool(Upload{Field: name, Name: p.FileName()}, p, most); err != nil {
				return err
			}
			continue
		}
		if p.FileName() != "" {
			if _, err := io.Copy(io.Discard, p); err != nil {
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
		if !strings.Contains(p.Header.Get("Content-Type"), "octet-stream") { // an empty file input
			f.values.Add(name, string(b))
		}
	}
}

// spool takes one file. What is more than it may hold is read and left out, so that the fields behind it are not lost.
func (f *Form) spool(as Upload, r io.Reader, most int64) error {
	file, err := os.CreateTemp("", "upload-")
	if err != nil {
		return err
	}
	as.Body = file
	f.files = append(f.files, spooled{as, file})
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
	if n+more == 0 {
		f.files, f.empty = f.files[:len(f.files)-1], append(f.empty, as.Field)
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

// Empty tells whether a file was chosen in a field and holds nothing: it is not among Files.
func (f *Form) Empty(name string) bool { return f != nil && slices.Contains(f.empty, name) }

// Close lets go of the files.
func (f *Form) Close() {
	for _, x := range f.files {
		_ = x.file.Close() // it has no name: closed is gone
	}
	f.files = nil
}

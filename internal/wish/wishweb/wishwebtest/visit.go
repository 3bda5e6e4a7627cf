package wishwebtest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"linli/internal/web/webtest"
)

// Visit is somebody at a browser: “who=tan; lang=en; elder=1”.
type Visit struct {
	w      *Hood
	cookie string
}

// As is somebody with these cookies.
func (w *Hood) As(cookie string) Visit { return Visit{w, cookie} }

// Answer is what a page said.
type Answer struct {
	*webtest.Doc
	Status int
	To     string // where a redirect leads
	Body   string
}

func (v Visit) do(r *http.Request) Answer {
	v.w.T.Helper()
	r.Header.Set("Cookie", v.cookie)
	rec := httptest.NewRecorder()
	v.w.Pages.ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Body)
	v.w.Must(err)
	return Answer{
		Doc: webtest.Parse(v.w.T, strings.NewReader(string(body))), Status: rec.Code, To: rec.Header().Get("Location"), Body: string(body),
	}
}

// Get asks for a page.
func (v Visit) Get(path string) Answer {
	v.w.T.Helper()
	return v.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends pairs of name and value.
func (v Visit) Post(path string, pairs ...string) Answer {
	v.w.T.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// Swap asks as htmx does: for a part of the page.
func (v Visit) Swap(method, path string, pairs ...string) Answer {
	v.w.T.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("HX-Request", "true")
	return v.do(r)
}

// Press sends the first form that has the button, as a browser would: every value it holds, the button's own, and what
// pairs say instead or besides.
func (v Visit) Press(a Answer, path, button string, pairs ...string) Answer {
	v.w.T.Helper()
	form := url.Values{}
	name, value, _ := strings.Cut(button, "=")
	for _, n := range a.Form(name, value) {
		form[n.Name] = append(form[n.Name], n.Value)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	if name != "" {
		form.Set(name, value)
	}
	var all []string
	for k, list := range form {
		for _, x := range list {
			all = append(all, k, x)
		}
	}
	return v.Post(path, all...)
}

// Part is a file of a form.
type Part struct {
	Field, Name string
	Body        []byte
}

// Upload presses a button of a form that carries files, as Press does.
func (v Visit) Upload(a Answer, path, button string, files []Part, pairs ...string) Answer {
	v.w.T.Helper()
	name, value, _ := strings.Cut(button, "=")
	form := url.Values{}
	for _, n := range a.Form(name, value) {
		form.Add(n.Name, n.Value)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	if name != "" {
		form.Set(name, value)
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, list := range form {
		for _, x := range list {
			v.w.Must(m.WriteField(k, x))
		}
	}
	for _, f := range files {
		part, err := m.CreateFormFile(f.Field, f.Name)
		v.w.Must(err)
		_, err = part.Write(f.Body)
		v.w.Must(err)
	}
	v.w.Must(m.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return v.do(r)
}

// Fetch asks for a file, with headers as pairs of name and value.
func (v Visit) Fetch(path string, headers ...string) *http.Response {
	v.w.T.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.Header.Set("Cookie", v.cookie)
	rec := httptest.NewRecorder()
	v.w.Pages.ServeHTTP(rec, r)
	return rec.Result()
}

// Picture is a JPEG whose content depends on n.
func Picture(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 240, 160))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * (n + 3) >> 5) //nolint:gosec // any shade will do
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil) // a buffer takes everything
	return b.Bytes()
}

// Recording is a WAV of some seconds.
func Recording(seconds int) []byte {
	le := func(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) } //nolint:gosec // small
	data := make([]byte, 8000*seconds)
	format := slices.Concat([]byte{1, 0, 1, 0}, le(8000), le(8000), []byte{1, 0, 8, 0})
	return slices.Concat([]byte("RIFF"), le(36+len(data)), []byte("WAVEfmt "), le(16), format, []byte("data"), le(len(data)), data)
}

// Input is a value that a form holds.
type Input struct{ Name, Value string }

// Form is what the form that has a button holds; without a name the first form in main.
func (a Answer) Form(name, value string) (out []Input) {
	selector := "main form"
	if name != "" {
		selector = `main form:has(button[name="` + name + `"][value="` + value + `"])`
	}
	forms := a.All(selector)
	if len(forms) == 0 {
		return nil
	}
	for n := range forms[0].Descendants() {
		if webtest.Attr(n, "name") == "" {
			continue
		}
		switch n.Data {
		case "textarea":
			out = append(out, Input{webtest.Attr(n, "name"), webtest.Text(n)})
		case "input":
			kind, ticked := webtest.Attr(n, "type"), false
			for _, x := range n.Attr {
				ticked = ticked || x.Key == "checked"
			}
			if kind != "radio" && kind != "checkbox" || ticked {
				out = append(out, Input{webtest.Attr(n, "name"), webtest.Attr(n, "value")})
			}
		}
	}
	return out
}

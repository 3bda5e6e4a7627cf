package wishwebtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
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

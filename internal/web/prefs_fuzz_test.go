package web_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"linli/internal/web"
	"linli/internal/web/i18n"
)

// FuzzPrefs: whatever a browser says about language and looks, the page has one of the two languages and three themes.
func FuzzPrefs(f *testing.F) {
	for _, s := range []string{"zh-CN,zh;q=0.9,en;q=0.8", "en-GB;q=1", "*;q=0.1", "en;q=NaN", "en;q=Inf,zh", "zh;q=-1", ";;,,", "en;q=1e400"} {
		f.Add(s, "lang=en; elder=1; theme=dark")
	}
	f.Add("", "lang=zh-CN; lang=en; theme=\xff")
	f.Fuzz(func(t *testing.T, accept, cookie string) {
		r := get("/")
		r.Header.Set("Accept-Language", accept)
		r.Header.Set("Cookie", cookie)
		p := web.PrefsOf(r)
		if p.Lang != i18n.Chinese && p.Lang != i18n.English || p.Theme != web.Auto && p.Theme != web.Light && p.Theme != web.Dark {
			t.Fatalf("%q, %q: %+v", accept, cookie, p)
		}
	})
}

// FuzzFlash: whatever stands in the cookie of the line above a page, the page is made, and links to no other site.
func FuzzFlash(f *testing.F) {
	for _, s := range []string{`{"k":"web.name","u":"/x","w":"web.back"}`, `{"k":"web.name","a":["<b>"],"u":"//x","w":"web.back"}`, `{"k":1}`, "null", "", `{"k":"nobody.knew"}`} {
		f.Add(s)
	}
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) {
		p := web.NewPage(w, r, "x")
		if link := p.Flash.Link; link != "" && link != web.SafePath(link) {
			f.Errorf("a link to %q", link)
		}
		web.Render(w, r, http.StatusOK, web.Layout(p))
	})
	f.Fuzz(func(t *testing.T, text string) {
		r := get("/things/1")
		r.Header.Set("Cookie", "flash="+base64.RawURLEncoding.EncodeToString([]byte(text)))
		w := ask(h, r)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script>") {
			t.Fatalf("%q: %d", text, w.Code)
		}
	})
}

// FuzzReadQuery: any address is a form or an error of who sent it; what is in the form is clean text.
func FuzzReadQuery(f *testing.F) {
	for _, s := range []string{"a=b", "a=%FF", "a=%00", "q=%E6%A5%BC", "a=b;c=d", "%", "&&=", "a=%0D%0A"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := get("/")
		r.URL.RawQuery = query
		form, err := web.ReadQuery(r)
		if err != nil {
			return
		}
		for _, v := range form.Values("a") {
			if strings.ContainsAny(v, "\x00") || strings.TrimSpace(v) != v || strings.Contains(v, "\r\n") {
				t.Fatalf("%q holds %q", query, v)
			}
		}
	})
}

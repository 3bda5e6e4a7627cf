package web_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"linli/internal/errs"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

func TestReadForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       string // the value of text
		key        string // of the error
	}{
		{"blanks around are cut", "text=+%E6%A4%85%E5%AD%90%0D%0A", "椅子", ""},
		{"line ends are one", "text=a%0D%0Ab", "a\nb", ""},
		{"nothing is nothing", "", "", ""},
		{"not UTF-8", "text=%FF%FE", "", "error.unreadable"},
		{"a NUL", "text=a%00b", "", "error.unreadable"},
		{"half an escape", "text=%E", "", "error.unreadable"},
		{"too much", "text=" + strings.Repeat("a", 65<<10), "", "error.too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := web.ReadForm(httptest.NewRecorder(), post("/", c.body))
			if c.key == "" {
				if err != nil || f.Value("text") != c.want {
					t.Fatalf("%q, %v", f.Value("text"), err)
				}
				return
			}
			var e *errs.Error
			if !errors.As(err, &e) || e.Kind != errs.Invalid || e.Key != c.key {
				t.Errorf("err = %v", err)
			}
		})
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		err   error
		taken bool
		wrong int
	}{
		{"nothing wrong", nil, false, 0},
		{"fields", errs.BadFields([]errs.Field{{Name: "text", Key: "a"}, {Name: "kind", Key: "b"}}), true, 2},
		{"invalid as a whole", errs.New(errs.Invalid, "a"), true, 1},
		{"something else is not the form's", errs.New(errs.Conflict, ""), false, 0},
		{"nor is our own fault", errors.New("disk"), false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := web.NewForm("text", "a")
			if got := f.Take(c.err); got != c.taken || len(f.Wrong()) != c.wrong || f.OK() != (c.wrong == 0) {
				t.Errorf("taken %v, wrong %v", got, f.Wrong())
			}
		})
	}
}

// What two who check find wrong in the same words is one thing to correct.
func TestNothingIsSaidTwice(t *testing.T) {
	t.Parallel()
	f := web.NewForm()
	for range 2 {
		f.Take(errs.BadFields([]errs.Field{{Name: "wish", Key: "bulk.none"}, {Name: "unit", Key: "bulk.none"}}))
	}
	f.Bad("wish", "bulk.none")
	f.Bad("wish", "bulk.many")
	var said []string
	for _, x := range f.Wrong() {
		said = append(said, x.Name+" "+x.Key)
	}
	if got := strings.Join(said, ", "); got != "wish bulk.none, unit bulk.none, wish bulk.many" {
		t.Errorf("said: %s", got)
	}
}

func TestPrefsOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, cookie, accept string
		want                 web.Prefs
	}{
		{"nothing said", "", "", web.Prefs{Lang: i18n.Chinese, Theme: web.Auto}},
		{"a browser in English", "", "en-GB,en;q=0.9", web.Prefs{Lang: i18n.English, Theme: web.Auto}},
		{"that likes Chinese better", "", "en;q=0.5, zh-TW;q=0.9", web.Prefs{Lang: i18n.Chinese, Theme: web.Auto}},
		{"or neither", "", "de, fr;q=0.5", web.Prefs{Lang: i18n.Chinese, Theme: web.Auto}},
		{"nonsense", "lang=xx; elder=yes; theme=pink", ";;q=,en;q=x", web.Prefs{Lang: i18n.Chinese, Theme: web.Auto}},
		{"the cookie decides", "lang=zh-CN; elder=1; theme=dark", "en", web.Prefs{Lang: i18n.Chinese, Elder: true, Theme: web.Dark}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := get("/")
			r.Header.Set("Cookie", c.cookie)
			r.Header.Set("Accept-Language", c.accept)
			if got := web.PrefsOf(r); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// The switches set only what they know, and lead back to this site only.
func TestSwitches(t *testing.T) {
	t.Parallel()
	h := site(io.Discard, http.NotFound)
	for _, c := range []struct{ name, form, cookies, to string }{
		{"elder", "elder=1&back=/wishes?q=1", "elder=1", "/wishes?q=1"},
		{"language and theme", "lang=en&theme=dark&back=/", "lang=en theme=dark", "/"},
		{"nonsense sets nothing", "lang=xx&theme=pink&elder=2&back=/", "", "/"},
		{"another site", "elder=0&back=https://example.net/", "elder=0", "/"},
		{"another site in disguise", "elder=0&back=//example.net/", "elder=0", "/"},
		{"and another", `elder=0&back=/\example.net`, "elder=0", "/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := ask(h, post("/prefs", c.form))
			set := map[string]bool{}
			for _, k := range w.Result().Cookies() {
				set[k.Name+"="+k.Value] = true
				if !k.HttpOnly || !k.Secure || k.SameSite != http.SameSiteLaxMode {
					t.Errorf("cookie %v", k)
				}
			}
			want := strings.Fields(c.cookies)
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != c.to || len(set) != len(want) {
				t.Errorf("%d to %q with %v", w.Code, w.Header().Get("Location"), set)
			}
			for _, k := range want {
				if !set[k] {
					t.Errorf("%s is not set", k)
				}
			}
		})
	}
}

// Whatever a browser says, the line shows only sentences of ours and links only to this site.
func TestFlashIsNotTrusted(t *testing.T) {
	t.Parallel()
	h := site(io.Discard, func(w http.ResponseWriter, r *http.Request) {
		p := web.NewPage(w, r, "x")
		if p.Flash.Link != "" && !strings.HasPrefix(p.Flash.Link, "/") {
			t.Errorf("a link to %q", p.Flash.Link)
		}
		web.Render(w, r, http.StatusOK, web.Layout(p))
	})
	for name, value := range map[string]string{
		"not base64":          "***",
		"not JSON":            "YWJj",
		"an unknown key":      "eyJrIjoibm9ib2R5LmtuZXcifQ",                                                   // {"k":"nobody.knew"}
		"a link to elsewhere": "eyJrIjoid2ViLm5hbWUiLCJ1IjoiaHR0cHM6Ly9leGFtcGxlLm5ldCIsInciOiJ3ZWIuYmFjayJ9", // {"k":"web.name","u":"https://example.net","w":"web.back"}
	} {
		r := get("/things/1")
		r.Header.Set("Cookie", "flash="+value)
		if body := ask(h, r).Body.String(); strings.Contains(body, "example.net") || strings.Contains(body, "nobody.knew") {
			t.Errorf("%s: %s", name, body)
		}
	}
}

// A safe path stays on this site in the eyes of a browser, whatever it is made of.
func FuzzSafePath(f *testing.F) {
	for _, s := range []string{"/", "/a?b=c", "//x", `/\x`, "/\t/x", "https://x", "", "/%2f/x", "/a#b", "/\x00"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "linli.test", Path: "/"}
	f.Fuzz(func(t *testing.T, s string) {
		safe := web.SafePath(s)
		if !strings.HasPrefix(safe, "/") || strings.ContainsAny(safe, "\r\n\\") {
			t.Fatalf("%q became %q", s, safe)
		}
		u, err := url.Parse(safe)
		if err == nil && base.ResolveReference(u).Host != "linli.test" {
			t.Fatalf("%q leads to %s", s, base.ResolveReference(u))
		}
	})
}

// Anything at all may be posted: it is a form or an error of the one who posted it, never a panic.
func FuzzReadForm(f *testing.F) {
	for _, s := range []string{"a=b", "a=%FF", "a=%", "=", "&&&", "a=b;c=d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := web.ReadForm(httptest.NewRecorder(), post("/", body))
		if err != nil && !errs.Is(err, errs.Invalid) || err == nil && form == nil {
			t.Fatalf("%v, %v", form, err)
		}
	})
}

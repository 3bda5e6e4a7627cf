package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/internal/web/i18n"
)

// Theme is light, dark, or whatever the device is set to.
type Theme string

// The themes, as the page's data-bs-theme says them.
const (
	Auto  Theme = "auto"
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Prefs is how this browser wants its pages. They are cookies, so that they work before anybody has signed in.
type Prefs struct {
	Lang  i18n.Lang
	Elder bool // 长辈版: 20 px text, targets of 60 px, one action per screen
	Theme Theme
}

// Mode is the page's data-mode.
func (p Prefs) Mode() string {
	if p.Elder {
		return "elder"
	}
	return "normal"
}

// PrefsOf reads the wishes of a browser: the cookies lang, elder and theme; without the first its Accept-Language;
// without that Chinese.
func PrefsOf(r *http.Request) Prefs {
	p := Prefs{Lang: i18n.Lang(cookieOf(r, "lang")), Elder: cookieOf(r, "elder") == "1", Theme: Theme(cookieOf(r, "theme"))}
	if p.Lang != i18n.Chinese && p.Lang != i18n.English {
		p.Lang = accepted(r.Header.Get("Accept-Language"))
	}
	if p.Theme != Light && p.Theme != Dark {
		p.Theme = Auto
	}
	return p
}

func cookieOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// accepted is the better liked of the two languages in an Accept-Language header; Chinese when it names neither.
func accepted(header string) i18n.Lang {
	best, lang := 0.0, i18n.Chinese
	for part := range strings.SplitSeq(header, ",") {
		tag, weight, _ := strings.Cut(part, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(weight), "q="); ok {
			parsed, err := strconv.ParseFloat(v, 64)
			if err != nil {
				continue
			}
			q = parsed
		}
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if q <= best {
			continue
		}
		switch primary {
		case "zh":
			best, lang = q, i18n.Chinese
		case "en":
			best, lang = q, i18n.English
		}
	}
	return lang
}

const prefsFor = 365 * 24 * time.Hour

// setPrefs is POST /prefs: it sets what the form names (lang, elder, theme) and goes back to where it came from.
func (k *Kit) setPrefs(w http.ResponseWriter, r *http.Request) {
	f, err := ReadForm(w, r)
	if err != nil {
		Fail(w, r, err)
		return
	}
	chosen := map[string]string{"lang": f.Value("lang"), "elder": f.Value("elder"), "theme": f.Value("theme")}
	k.wear(w, chosen)
	if k.keep != nil {
		if err := k.keep(r, chosen); err != nil {
			Fail(w, r, err)
			return
		}
	}
	http.Redirect(w, r, SafePath(f.Value("back")), http.StatusSeeOther)
}

// Wear gives this browser the looks that somebody has chosen elsewhere, by the names and values of POST /prefs; what is
// empty stays as the browser has it.
func Wear(w http.ResponseWriter, r *http.Request, chosen map[string]string) {
	if k := stateOf(r.Context()).kit; k != nil {
		k.wear(w, chosen)
	}
}

// wear sets the cookies of what was chosen. What is no choice is left out.
func (k *Kit) wear(w http.ResponseWriter, chosen map[string]string) {
	for name, allowed := range map[string][]string{
		"lang":  {string(i18n.Chinese), string(i18n.English)},
		"elder": {"0", "1"},
		"theme": {string(Auto), string(Light), string(Dark)},
	} {
		if slices.Contains(allowed, chosen[name]) {
			k.setCookie(w, name, chosen[name], prefsFor)
		} else {
			delete(chosen, name)
		}
	}
}

func (k *Kit) setCookie(w http.ResponseWriter, name, value string, keep time.Duration) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(keep / time.Second),
		HttpOnly: true, Secure: k.secure, SameSite: http.SameSiteLaxMode,
	}
	if keep <= 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// SafePath is path when it stays on this site, / otherwise. It is for anything that a request names and a redirect or
// a link follows.
func SafePath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n\t") {
		return "/"
	}
	return path
}

package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// Flash is the one line that the next page shows after something was done: “交好了，编号 2026-000147。”
type Flash struct {
	Key  string   `json:"k"`           // translation key
	Args []string `json:"a,omitempty"` // numbers, counts, dates; nothing personal: they travel in a cookie
	Link string   `json:"u,omitempty"` // path on this site
	Word string   `json:"w,omitempty"` // translation key of the link's words
}

const (
	flashCookie = "flash"
	flashFor    = time.Minute
)

// Redirect ends a POST: the browser goes to path by GET and shows flash there. On an htmx request it goes there as a
// whole page. A flash with an empty key says nothing.
func Redirect(w http.ResponseWriter, r *http.Request, path string, flash Flash) {
	if k := stateOf(r.Context()).kit; k != nil && flash.Key != "" {
		text, err := json.Marshal(flash)
		if err == nil {
			k.setCookie(w, flashCookie, base64.RawURLEncoding.EncodeToString(text), flashFor)
		}
	}
	if Partial(r) {
		w.Header().Set("HX-Redirect", path)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

// takeFlash reads the line and forgets it. The cookie comes from the browser: only keys that the catalogue has are
// said, only paths of this site are linked.
func (k *Kit) takeFlash(w http.ResponseWriter, r *http.Request) Flash {
	value := cookieOf(r, flashCookie)
	if value == "" {
		return Flash{}
	}
	k.setCookie(w, flashCookie, "", 0)
	var f Flash
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || json.Unmarshal(text, &f) != nil || !k.words.Has(f.Key) {
		return Flash{}
	}
	if f.Link != "" {
		f.Link = SafePath(f.Link)
	}
	if !k.words.Has(f.Word) {
		f.Link, f.Word = "", ""
	}
	return f
}

func (f Flash) args() []any {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return args
}

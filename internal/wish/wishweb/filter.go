package wishweb

import (
	"time"

	"linli/internal/wish"
	"linli/internal/wish/list"
)

// Unnoted tells whether an open red wish has had no progress note for as long as the rule wish.note.red says.
func (t *Teller) Unnoted(w wish.Wish) bool {
	return w.Unnoted(t.NoteCut(w.Community))
}

// NoteCut is since when a red wish of a place must have a progress note, by the same rule.
func (t *Teller) NoteCut(place string) time.Time {
	return t.Now.AddDate(0, -t.Book.Span("wish.note.red", place, t.Now).N, 0)
}

// Filter is the filter that an address says, for the reader's lists; sound as list.Read says it.
func (t *Teller) Filter(get func(name string) string) (_ list.Filter, sound bool) {
	at := get("place")
	if own := Scope(t.Reader); at == "" && len(own) > 0 {
		at = own[0]
	}
	return list.Read(get, t.NoteCut(at))
}

package wishweb

import "linli/internal/wish"

// filed says who made the wish, and for whom.
func (t *Teller) filed(w wish.Wish, own bool) string {
	key := "wish.event.file"
	switch {
	case w.Registrar != "" || w.Channel != wish.App:
		return t.L.T(OwnKey(key+".desk", own))
	case w.Proxy == "":
		return t.L.T(OwnKey(key, own))
	case !own:
		return t.L.T(key + ".proxy")
	}
	by, whom := t.Person(w.Proxy), t.Person(w.Submitter)
	switch t.Reader.Person {
	case w.Proxy:
		by = t.L.T("wish.who.you")
	case w.Submitter:
		whom = t.L.T("wish.who.you")
	}
	return t.L.T(key+".proxy.own", by, whom)
}

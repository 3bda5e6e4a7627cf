package wishweb

import (
	"net/http"

	"linli/internal/chain"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/web"
	"linli/internal/wish"
)

// Look is how to reach the submitter of a wish, once, for the reason in a form; or the form again with what is wrong with it.
type Look struct {
	Shown  *person.Contact // nil: refused
	Form   *web.Form       // nil: it was shown before, and may be asked for anew
	Status int
}

// Reveal opens the contact of a wish's submitter under a post, for the reason in the form, which is written down. It has answered when it is false.
func (d Deps) Reveal(w http.ResponseWriter, r *http.Request, s wish.Seen, in person.Revealing, f *web.Form) (Look, bool) {
	in.Person, in.About = s.Wish.Submitter, chain.Subject{Kind: Kind, ID: s.Wish.ID}
	in.Reason, in.Key = person.Reason(f.Value("reason")), f.Value("key")
	c, err := d.People.Reveal(r.Context(), d.Who(r), in)
	switch {
	case f.Take(err):
		return Look{Form: f, Status: http.StatusUnprocessableEntity}, true
	case errs.Is(err, errs.Conflict):
		return Look{Status: http.StatusConflict}, true
	case err != nil:
		web.Fail(w, r, err)
		return Look{}, false
	}
	return Look{Shown: &c, Form: f, Status: http.StatusOK}, true
}

package figureweb

import (
	"net/http"

	"linli/internal/place"
	"linli/internal/web"
	"linli/internal/wish"
)

// formValue is what the address says of a name; empty where it could not be read.
func (q asking) formValue(name string) string {
	if q.form == nil {
		return ""
	}
	return q.form.Value(name)
}

// next is the address of the page after one; empty at the end.
func next(address, cursor string) string {
	if cursor == "" {
		return ""
	}
	return with(address, "after", cursor)
}

// listed is a list of wishes behind a number of a month.
func (h *Handler) listed(r *http.Request, q asking, wishes []wish.Wish, at place.Place, total int) (p listPage, err error) {
	p.Rows, err = h.rows(r.Context(), q, wishes, at.Code)
	p.Total = total
	p.Pager.Note = q.L.T("figure.list.workdays")
	return p, err
}

func (h *Handler) showList(w http.ResponseWriter, r *http.Request, p listPage, title string) {
	p.Page = web.NewPage(w, r, title)
	p.Here = Path
	web.Render(w, r, http.StatusOK, behind(p))
}

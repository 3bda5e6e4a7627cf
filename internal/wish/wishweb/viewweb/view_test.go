package viewweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/wish/wishweb/wishwebtest"
)

// Kept above the list, opened by its link, renamed and dropped; what its address says no more leads to the plain list.
func TestKeepingAList(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	ji := w.As("who=ji")
	page := ji.Get("/inbox?view=all&colour=red")
	said := func(name string) string { return page.Attr("form[action='/views'] [name="+name+"]", "value") }
	done := ji.Post("/views", "name", "红的", "list", said("list"), "query", said("query"))
	if done.Status != http.StatusSeeOther || done.To != "/inbox?colour=red&view=all" {
		t.Fatalf("%d %s", done.Status, done.To)
	}
	page = ji.Get(done.To)
	if page.Text(".ll-kept [aria-current]") != "红的" {
		t.Errorf("the link: %q", page.Text(".ll-kept"))
	}
	link := page.Attr(".ll-kept [aria-current]", "href")
	if got := ji.Get(link); got.To != "/inbox?colour=red&view=all" {
		t.Errorf("opens %d %s", got.Status, got.To)
	}
	if got := w.As("who=su").Get(link); got.Status != http.StatusNotFound {
		t.Errorf("another's: %d", got.Status)
	}
	if got := ji.Get("/wishes"); got.Text(".ll-kept li") != "红的" || got.Has(".ll-kept li [aria-current]") {
		t.Errorf("on the other list: %q", got.Text(".ll-kept"))
	}
	for _, query := range []string{"colour=mauve", "place=320613007999"} {
		w.Must(w.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE wish_view SET query = $1", query)
			return err
		}))
		if got := ji.Get(link); got.To != "/inbox" {
			t.Errorf("%s leads to %s", query, got.To)
		}
		if got := told(w, link); got != "“红的”的筛选已经失效，先看整张单子 改名、删除" {
			t.Errorf("%s says %q", query, got)
		}
	}
	if got := ji.Post(link, "name", ""); got.Status != http.StatusUnprocessableEntity || !got.Has(".ll-error") {
		t.Errorf("no name: %d", got.Status)
	}
	if got := ji.Post("/views", "name", strings.Repeat("长", 30), "list", "inbox", "query", "colour=red"); got.Status != http.StatusUnprocessableEntity ||
		got.Attr("form[action='/views'] [name=query]", "value") != "colour=red" || !strings.HasPrefix(got.Attr("#name", "value"), "长长") {
		t.Errorf("a long name: %d %s", got.Status, got.Text("main"))
	}
	if got := ji.Post(link, "name", "超期的"); got.To != "/views" || ji.Get("/views").Text(".ll-plain a") != "超期的" {
		t.Errorf("renamed: %s", got.To)
	}
	if got := ji.Post(link+"/delete", "x", ""); got.To != "/views" || ji.Get("/views").Has(".ll-plain") {
		t.Errorf("deleted: %s", got.To)
	}
	ji.Get("/views").Sound()
	for who, want := range map[string]int{"tan": 404, "": 401} {
		if got := w.As("who=" + who).Get("/views"); got.Status != want {
			t.Errorf("%q: %d", who, got.Status)
		}
	}
}

// told is what the plain list says on top after a link of 季小舟's that led there.
func told(w *wishwebtest.Hood, link string) string {
	r := httptest.NewRequest(http.MethodGet, link, nil)
	r.Header.Set("Cookie", "who=ji")
	rec := httptest.NewRecorder()
	w.Pages.ServeHTTP(rec, r)
	cookie := "who=ji"
	for _, c := range rec.Result().Cookies() {
		cookie += "; " + c.Name + "=" + c.Value
	}
	return w.As(cookie).Get("/inbox").Text(".ll-toast")
}

package bulkweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"linli/internal/search"
	"linli/internal/wish"
	"linli/internal/wish/seek"
)

// What was searched for goes out as the search finds it, and of that what the one who asks may take out: not what neighbours
// elsewhere may read. A telephone is no word, and stands in no address.
func TestWhatWasFoundGoesOut(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	ids := some(w, 3, wish.InProgress)
	_, err := search.NewIndex(w.DB, slog.New(slog.DiscardHandler), seek.Sources()...).CatchUp(context.Background())
	w.Must(err)
	ji := w.As("who=ji")
	found := ji.Get("/search?" + url.Values{"kind": {"wish"}, "q": {"台阶"}}.Encode())
	page := ji.Get(found.Attr("a[href^='/wishes/export']", "href"))
	page.Sound()
	if page.Status != http.StatusOK || page.Text("h1 + .ll-count") != "3" || !strings.Contains(page.Text("aside"), "台阶") || !strings.HasPrefix(page.Attr("main .btn:not(.btn-primary)", "href"), "/search?kind=wish") {
		t.Fatalf("%d %s", page.Status, page.Text("main"))
	}
	got := numbers(table(t, ji.Post("/wishes/export", "words", "台阶", "purpose", "report", "as", "csv", "key", "found")))
	var want []string
	for _, one := range ids {
		s, err := w.Wishes.See(t.Context(), w.Actors["ji"], one)
		w.Must(err)
		want = append(want, s.Wish.Number)
	}
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("%v go out, found were %v", got, want)
	}
	for words, status := range map[string]int{"修鞋摊": http.StatusOK, "13800000123": http.StatusUnprocessableEntity, strings.Repeat("长", 500): http.StatusUnprocessableEntity} {
		if page := ji.Get("/wishes/export?words=" + url.QueryEscape(words)); page.Status != status || page.Text("h1 + .ll-count") != "0" {
			t.Errorf("%s: %d %s", words, page.Status, page.Text("main"))
		}
		if page := ji.Get("/wishes/export?words=" + url.QueryEscape(words)); words[0] == '1' && strings.Contains(page.Body, words) {
			t.Error("the page says the number")
		}
	}
	if resident := w.As("who=tan").Get("/search?kind=wish&q=" + url.QueryEscape("台阶")); resident.Has("a[href^='/wishes/export']") {
		t.Error("a resident is offered the table")
	}
}

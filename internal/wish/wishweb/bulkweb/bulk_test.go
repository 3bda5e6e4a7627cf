package bulkweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
	"linli/internal/workday"
)

// staffed is a neighbourhood in which, beside 季小舟 and the office of the street, a leader of the street and an auditor work.
func staffed(t *testing.T) *wishwebtest.Hood {
	t.Helper()
	w := wishwebtest.New(t)
	orgs := org.New(w.DB, wishwebtest.NobodyListens{})
	street, err := orgs.CreateOrg(t.Context(), actor.Job("test"), org.Org{Kind: org.Street, Place: wishwebtest.Street, Name: "钟秀街道办事处", ShortName: "钟秀街道"}, "")
	w.Must(err)
	w.Hire(orgs, "bai", "柏时雨", street.ID, actor.StreetLeader, "街道副主任")
	w.Hire(orgs, "qu", "瞿明允", street.ID, actor.Auditor, "审计员")
	return w
}

// journalled is how often an act on a wish stands in the journal.
func journalled(w *wishwebtest.Hood, act, wishID string) int {
	n, err := db.Value[int](w.T.Context(), w.DB, "SELECT COUNT(*) FROM journal WHERE act = $1 AND subject = $2", act, wishID)
	w.Must(err)
	return n
}

func some(w *wishwebtest.Hood, n int, state wish.State) (ids []string) {
	for range n {
		ids = append(ids, w.Bring(w.Filed("tan", wish.Public), state).ID)
	}
	return ids
}

// form is a request about wishes.
func form(ids []string, pairs ...string) []string {
	for _, one := range ids {
		pairs = append(pairs, "wish", one)
	}
	return pairs
}

func ask(act string, ids []string) string {
	q := url.Values{"act": {act}, "list": {"inbox"}, "view": {"all"}, "wish": ids}
	return "/bulk?" + q.Encode()
}

// Three ticked, one of which cannot go: two go with an entry each, the third says why; the second press changes nothing
// and says the same.
func TestTakingUpManyActsOnceEach(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	ids := append(some(w, 2, wish.Classified), some(w, 1, wish.Answered)...)
	su, before := w.As("who=su"), journalled(w, "wish.take_up", ids[2])
	page := su.Get(ask("assign", ids))
	if page.Status != http.StatusOK || page.Count("main aside li") != 3 {
		t.Fatalf("%d: %s", page.Status, page.Text("main"))
	}
	key := page.Attr("form[action='/bulk/assign'] [name=key]", "value")
	for i := range 2 {
		got := su.Post("/bulk/assign", form(ids, "to", "own", "key", key, "list", "inbox", "view", "all")...)
		got.Sound()
		if got.Text("h1") != "办了 2 件，共 3 件" || got.Text("#left") != "没办的 1 件" || got.Text("#went") != "已接到您名下" {
			t.Errorf("time %d: %s", i+1, got.Text("main"))
		}
		if back := got.Attr("main .btn-primary", "href"); back != "/inbox?view=all" {
			t.Errorf("back to %s", back)
		}
	}
	for i, one := range ids {
		want := 1
		if i == 2 {
			want = before
		}
		if n := journalled(w, "wish.take_up", one); n != want {
			t.Errorf("wish %d has %d entries", i, n)
		}
	}
}

// The leader of the street hands on what the street has to another unit; after that the first unit's own desk no longer
// has it. A unit must be named.
func TestHandingManyOn(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	ids := some(w, 2, wish.Classified)
	bai := w.As("who=bai")
	page := bai.Get(ask("assign", ids))
	units := page.Texts("#unit option")
	if len(units) < 2 {
		t.Fatalf("offers %q: %s", units, page.Text("main"))
	}
	if got := bai.Post("/bulk/assign", form(ids, "key", id.New())...); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text("main"), "请选转给哪个单位") {
		t.Errorf("without a unit: %d %s", got.Status, got.Text("main"))
	}
	street := w.Actors["bai"].Posts[0].Org
	key := id.New()
	for range 2 {
		got := bai.Post("/bulk/assign", form(ids, "unit", street, "text", "请一起看", "key", key)...)
		if got.Text("h1") != "办了 2 件，共 2 件" || got.Text("#went") != "已转给钟秀街道" {
			t.Errorf("%d %s", got.Status, got.Text("main"))
		}
	}
	for _, one := range ids {
		if n := journalled(w, "wish.hand", one); n != 1 {
			t.Errorf("%d entries", n)
		}
	}
	if got := w.As("who=qu").Post("/bulk/assign", form(ids, "to", "own", "key", id.New())...); got.Status != http.StatusForbidden {
		t.Errorf("the auditor assigns: %d", got.Status)
	}
	for who, want := range map[string]int{"tan": 404, "": 401} {
		if got := w.As("who=" + who).Get(ask("print", ids)); got.Status != want {
			t.Errorf("%q: %d, want %d", who, got.Status, want)
		}
	}
}

// A sheet for each wish, with the number of the print; each is written down once, however often the button is pressed.
func TestPrinting(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	ids := some(w, 2, wish.InProgress)
	ji, key := w.As("who=ji"), id.New()
	if got := ji.Post("/bulk/print", form(ids, "key", key)...); got.Status != http.StatusUnprocessableEntity || !got.Has("#purpose-1, [name=purpose]") {
		t.Errorf("without a purpose: %d", got.Status)
	}
	for range 2 {
		got := ji.Post("/bulk/print", form(ids, "purpose", "meeting", "key", key)...)
		got.Sound()
		if got.Count("article.ll-paper") != 2 || got.Count("article .ll-print") != 2 || !strings.Contains(got.Text("article"), "导出编号 1 ·") {
			t.Errorf("%d %s", got.Status, got.Text("main"))
		}
		if strings.Contains(got.Body, "谈桂芬") {
			t.Error("the print names the resident")
		}
	}
	for _, one := range ids {
		if n := journalled(w, "wish.print", one); n != 1 {
			t.Errorf("%d entries", n)
		}
	}
	if n, err := db.Value[int](t.Context(), w.DB, "SELECT COUNT(*) FROM export WHERE kind = 'wish_print' AND records = 2"); err != nil || n != 1 {
		t.Errorf("%d in the register, %v", n, err)
	}
	other := some(w, 2, wish.InProgress)
	if got := ji.Post("/bulk/print", form(other, "purpose", "meeting", "key", key)...); got.Status != http.StatusConflict {
		t.Errorf("the same key for other wishes: %d", got.Status)
	}
	for _, one := range other {
		if n := journalled(w, "wish.print", one); n != 0 {
			t.Errorf("%d entries of what did not go out", n)
		}
	}
}

// More than the rule says, or nothing at all, is said in words.
func TestTooManyAndNone(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	_, _, err := w.Rules.Set(t.Context(), actor.Job("test"), rule.Change{Key: "wish.bulk.most", Value: "1", From: workday.DateOf(w.Clock.Now()), Source: "a test"})
	w.Must(err)
	ids := some(w, 2, wish.InProgress)
	su := w.As("who=su")
	for path, want := range map[string]string{
		ask("assign", ids): "一次最多 1 件，您选了 2 件",
		ask("print", nil):  "还没有选心愿，请回到单子勾上",
		"/wishes/export?wish=" + ids[0] + "&wish=" + ids[1]: "一次最多 1 件，您选了 2 件",
		"/bulk?act=nothing": "还没有选心愿，请回到单子勾上",
	} {
		got := su.Get(path)
		got.Sound()
		if got.Status != http.StatusUnprocessableEntity || got.Text("[data-focus] h2") != want {
			t.Errorf("%s: %d %q", path, got.Status, got.Text("[data-focus]"))
		}
	}
	for _, act := range []string{"/bulk/assign", "/bulk/print", "/wishes/export"} {
		got := su.Post(act, form(ids, "to", "own", "purpose", "report", "key", id.New())...)
		if got.Status != http.StatusUnprocessableEntity || journalled(w, "wish.take_up", ids[0]) != 1 { // by Bring
			t.Errorf("%s: %d", act, got.Status)
		}
	}
}

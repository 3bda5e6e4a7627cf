package deskweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/web/webtest"
	"linli/internal/wish"
)

// Who handles a wish may see the submitter's name and number in full, for a reason, once: in place, as text, written
// down, and gone when the page is loaded again.
func TestTheContactIsShownForAReason(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	su, at, key := w.As("who=su"), "/wishes/"+x.ID, id.New()

	if doc := su.Get(at); doc.Has("details[open]") || doc.Attr(".ll-reveal form", "action") != at+"/reveal#submitter" {
		t.Error("the question for the reason is not there, or open before somebody asks")
	}
	none := su.Post(at+"/reveal", "key", key)
	if none.Status != http.StatusUnprocessableEntity || none.Text("#e-reason") != "请选一个原因" || !none.Has("details[open]") {
		t.Errorf("without a reason: %d %q", none.Status, none.Text("aside"))
	}
	if strings.Contains(none.Body, "谈桂芬") || strings.Contains(none.Body, "13800000123") {
		t.Error("and yet it is shown")
	}
	shown := su.Post(at+"/reveal", "key", key, "reason", "call_back")
	shown.Sound()
	if got := shown.Texts("#shown dd"); shown.Status != http.StatusOK || !slices.Equal(got, []string{"谈桂芬", "13800000123"}) {
		t.Errorf("%d %q", shown.Status, got)
	}
	if got := shown.Text("aside [role=status]"); !strings.HasPrefix(got, "苏见山 ") || !strings.Contains(got, "已记下来") {
		t.Errorf("%q", got)
	}
	for _, field := range []string{"input", "textarea", "option"} {
		for _, n := range shown.All(field) {
			if strings.Contains(webtest.Attributes(n), "13800000123") || strings.Contains(webtest.Attributes(n), "谈桂芬") {
				t.Errorf("a %s holds a value", field)
			}
		}
	}
	again := su.Post(at+"/reveal", "key", key, "reason", "call_back")
	if again.Status != http.StatusConflict || strings.Contains(again.Body, "谈桂芬") || strings.Contains(again.Body, "13800000123") {
		t.Errorf("loaded again: %d %q", again.Status, again.Text("aside"))
	}
	said, err := db.Value[string](t.Context(), w.DB, "SELECT after FROM journal WHERE act = 'person.reveal'")
	w.Must(err)
	if want := `{"reason":"call_back","about":"wish/` + x.ID + `","fields":["phone"]}`; said != want {
		t.Errorf("the journal says %s", said)
	}
}

// Who may look, and who may write down: every role, at a wish that the street handles.
func TestWhoMayLookAtAContact(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	const ok, no, hidden = http.StatusOK, http.StatusForbidden, http.StatusNotFound
	for who, want := range map[string]struct{ look, ask int }{
		"ji": {ok, ok}, "wen": {ok, ok}, "mu": {ok, ok}, // the community's desk
		"su": {ok, no}, "bai": {ok, no}, // the unit that is responsible, and its leader
		"shi": {no, no}, "qu": {no, no}, // who oversees, and who audits
		"zhu": {hidden, hidden}, "yan": {hidden, hidden}, "huo": {hidden, hidden}, "root": {hidden, hidden},
		"tan": {hidden, hidden}, "luo": {hidden, hidden}, "": {hidden, hidden},
	} {
		got := w.As("who="+who).Post("/wishes/"+x.ID+"/reveal", "key", id.New(), "reason", "visit")
		if got.Status != want.look {
			t.Errorf("%q looks: %d, want %d", who, got.Status, want.look)
		}
		if seen := strings.Contains(got.Body, "13800000123"); seen != (want.look == ok) {
			t.Errorf("%q sees the number: %v", who, seen)
		}
		if got := w.As("who=" + who).Get("/wishes/" + x.ID + "/contact").Status; got != want.ask {
			t.Errorf("%q writes down: %d, want %d", who, got, want.ask)
		}
		page := w.As("who=" + who).Get("/wishes/" + x.ID)
		if page.Has(".ll-reveal form") != (want.look == ok) || page.Has(`aside a[href$="/contact"]`) != (want.ask == ok) {
			t.Errorf("%q is offered what is refused, or not what is allowed", who)
		}
	}
	nameless := w.As("who=ji").Post("/wishes/"+id.New()+"/reveal", "key", id.New(), "reason", "visit")
	if nameless.Status != hidden {
		t.Errorf("no such wish: %d", nameless.Status)
	}
}

func TestTheDeskWritesAContactDown(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	x := w.Filed("tan", wish.Public)
	ji, at := w.As("who=ji"), "/wishes/"+x.ID+"/contact"
	form := ji.Get(at)
	form.Sound()
	if form.Attr("#phone", "value") != "" || !strings.Contains(form.Text("main"), "现在是 138****0123") || strings.Contains(form.Body, "13800000123") {
		t.Errorf("%q", form.Text("main"))
	}
	bad := ji.Post(at, "phone", "1380000", "other", "找女儿")
	if bad.Status != http.StatusUnprocessableEntity || bad.Attr("#other", "value") != "找女儿" || bad.Text("#e-phone") != "手机号少了 4 位，请再看一下" {
		t.Errorf("%d %q", bad.Status, bad.Text("main"))
	}
	if done := ji.Post(at, "phone", "", "other", "找女儿 13900000456", "id_number", "11010519491231002x"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	if got := ji.Get("/wishes/" + x.ID).Text("aside .ll-person"); !strings.Contains(got, "138****0123") {
		t.Errorf("what was left empty stays: %q", got)
	}
	got := ji.Post("/wishes/"+x.ID+"/reveal", "key", id.New(), "reason", "check").Texts("#shown dd")
	if !slices.Equal(got, []string{"谈桂芬", "13800000123", "找女儿 13900000456", "11010519491231002X"}) {
		t.Errorf("%q", got)
	}
	ji.Post(at, "remove_phone", "1")
	if got := ji.Get("/wishes/" + x.ID).Text("aside .ll-person"); strings.Contains(got, "138") {
		t.Errorf("removed: %q", got)
	}
}

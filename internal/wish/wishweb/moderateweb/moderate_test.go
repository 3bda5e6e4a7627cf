package moderateweb_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// waiting is a wish whose title names a building, accepted.
func waiting(w *wishwebtest.Hood) wish.Wish {
	x, err := w.Wishes.Accept(w.T.Context(), w.Actors["ji"], w.Filed("tan", wish.Public).ID, wish.Acceptance{})
	w.Must(err)
	return x
}

func TestWhatWaitsForTheDesk(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	p := w.As("who=ji").Get("/publications")
	if p.Status != http.StatusOK || !p.Has("main .ll-empty") {
		t.Fatalf("nothing waits: %d", p.Status)
	}
	x := waiting(w)
	p = w.As("who=ji").Get("/publications")
	at := "/wishes/" + x.ID + "/publication?part=0"
	if p.Count("tbody tr") != 1 || p.Attr("tbody a", "href") != at || p.Text("tbody td:nth-child(4)") != "标题" || p.Text("tbody td:nth-child(3)") != "花半里 7幢" {
		t.Errorf("the list: %s", p.Text("main"))
	}
	if p := w.As("who=ji; lang=en").Get("/publications"); p.Text("h1") != "To be made public" {
		t.Errorf("in English: %s", p.Text("h1"))
	}
	for who, want := range map[string]int{"": http.StatusUnauthorized, "who=tan": http.StatusNotFound, "who=su": http.StatusNotFound, "who=wen": http.StatusOK} {
		if p := w.As(who).Get("/publications"); p.Status != want {
			t.Errorf("%q: %d, want %d", who, p.Status, want)
		}
	}
}

func TestTheModeratorSeesBothAndPublishes(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x := waiting(w)
	at := "/wishes/" + x.ID + "/publication"
	ji := w.As("who=ji")
	p := ji.Get(at)
	if p.Text(".ll-half .ll-quote") != "7幢楼道灯坏了半个月" || p.Text("textarea[name=text]") != "*幢楼道灯坏了半个月" || !strings.Contains(p.Text(".ll-note"), "楼栋或门牌") {
		t.Fatalf("original and proposal: %s", p.Text("main"))
	}
	if p.Count("main .btn-primary") != 1 || !p.Has("input[name=sure]:not([checked])") {
		t.Error("one filled button, and nothing is ticked before")
	}
	// What was typed and still tells of a door comes back with a sentence.
	p = ji.Press(p, at, "do=publish", "text", "7幢301室楼道灯坏了")
	if p.Status != http.StatusUnprocessableEntity || p.Text("textarea[name=text]") != "7幢301室楼道灯坏了" || !p.Has(".ll-errors a[href='#text']") {
		t.Errorf("refused: %d %s", p.Status, p.Text("main"))
	}
	if n := w.As("who=luo").Get("/wishes/" + x.ID); n.Status != http.StatusNotFound {
		t.Errorf("a neighbour: %d", n.Status)
	}
	p = ji.Press(ji.Get(at), at, "do=publish", "text", "楼道灯坏了半个月")
	if p.Status != http.StatusSeeOther || p.To != at {
		t.Fatalf("published: %d %s", p.Status, p.Text("main"))
	}
	if n := w.As("who=luo").Get("/wishes/" + x.ID); n.Text("h1") != "楼道灯坏了半个月" || strings.Contains(n.Body, "7幢") {
		t.Errorf("a neighbour reads %s", n.Text("main"))
	}
	if d := w.As("who=ji").Get("/wishes/" + x.ID); d.Text("h1") != "7幢楼道灯坏了半个月" || !d.Has("a[href='"+at+"']") || !strings.Contains(d.Text(".ll-facts"), "邻居看得到") {
		t.Errorf("the desk reads %s", d.Text("main"))
	}
	p = ji.Get(at)
	if !strings.Contains(p.Text("#open + .ll-meta"), "季小舟 · 社工公开") {
		t.Errorf("who decided: %s", p.Text("#open + .ll-meta"))
	}
	p = ji.Press(p, at, "do=withhold", "reason", "提出人不想公开")
	if p.Status != http.StatusSeeOther {
		t.Fatalf("taken down: %d", p.Status)
	}
	if n := w.As("who=luo").Get("/wishes/" + x.ID); n.Status != http.StatusNotFound {
		t.Errorf("taken down, and a neighbour is answered %d", n.Status)
	}
}

func TestSomebodyElseHasDecided(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	at := "/wishes/" + waiting(w).ID + "/publication"
	mine := w.As("who=ji").Get(at)
	if p := w.As("who=wen").Press(w.As("who=wen").Get(at), at, "do=withhold"); p.Status != http.StatusSeeOther {
		t.Fatalf("the secretary: %d", p.Status)
	}
	p := w.As("who=ji").Press(mine, at, "do=publish", "text", "楼道灯坏了")
	if p.Status != http.StatusConflict || p.Text("textarea[name=text]") != "楼道灯坏了" || !strings.Contains(p.Text("#open + .ll-meta"), "闻立溪") {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
	if p = w.As("who=ji").Press(p, at, "do=publish"); p.Status != http.StatusSeeOther {
		t.Errorf("seen, and decided: %d %s", p.Status, p.Text("main"))
	}
}

func TestWhoDoesNotDecide(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	x, private := waiting(w), w.Filed("tan", wish.Private)
	for _, c := range []struct {
		who, wish string
		want      int
	}{
		{"", x.ID, http.StatusNotFound},
		{"who=luo", x.ID, http.StatusNotFound},
		{"who=tan", x.ID, http.StatusForbidden},
		{"who=su", x.ID, http.StatusForbidden},
		{"who=ji", private.ID, http.StatusConflict},
		{"who=ji", "0190a0b0-0000-7000-8000-000000000000", http.StatusNotFound},
	} {
		at := "/wishes/" + c.wish + "/publication"
		if p := w.As(c.who).Get(at); p.Status != c.want {
			t.Errorf("%q %s: %d, want %d", c.who, at, p.Status, c.want)
		}
		if p := w.As(c.who).Post(at, "part", "0", "rev", "1", "text", "灯坏了", "do", "publish"); p.Status != c.want {
			t.Errorf("%q sends to %s: %d, want %d", c.who, at, p.Status, c.want)
		}
	}
	for _, bad := range [][]string{{}, {"part", "x", "rev", "1"}, {"part", "0", "rev", "x"}} {
		if p := w.As("who=ji").Post("/wishes/"+x.ID+"/publication", bad...); p.Status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", bad, p.Status)
		}
	}
}

package deskweb_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/internal/wish"
)

// A card that is probably about the same matter as another open wish says so; its page names that wish, and leads to making
// both one.
func TestWhatIsProbablyTheSame(t *testing.T) {
	t.Parallel()
	w := newDesk(t)
	ids := w.tell(
		tale{n: 1, title: "3号楼电梯停了，老人上不去", state: wish.Accepted, due: shanghai(12, 17, 30)},
		tale{n: 2, title: "三号楼电梯又停了，没人来修", state: wish.Classified, colour: wish.Blue, due: shanghai(20, 17, 30)},
		tale{n: 3, title: "想办一个老年食堂", state: wish.Accepted, due: shanghai(13, 17, 30)},
		tale{n: 4, title: "3号楼电梯停了，答复过", state: wish.Answered, colour: wish.Blue, post: "ji", due: shanghai(20, 17, 30)},
	)
	wen := w.As("who=wen")
	board := wen.Get("/board")
	if got := board.Texts(".ll-card a[href$='#same']"); len(got) != 1 || got[0] != "可能重复 1 件" {
		t.Fatalf("the board: %q", got)
	}
	page := wen.Get(strings.TrimSuffix(board.Attr(".ll-card a[href$='#same']", "href"), "#same"))
	page.Sound()
	if got := page.Texts("[aria-labelledby=same] li > a"); len(got) != 1 || got[0] != "三号楼电梯又停了，没人来修" {
		t.Fatalf("beside it: %q", got)
	}
	form := wen.Get(page.Attr("[aria-labelledby=same] .btn", "href"))
	if form.Attr("#number", "value") != "2026-000002" {
		t.Fatalf("the form: %s", form.Text("main form"))
	}
	done := wen.Press(form, "/wishes/"+ids[1]+"/merge", "", "text", "和您邻居提的是同一件事，一起办")
	if done.Status != http.StatusSeeOther {
		t.Fatalf("merged: %d %s", done.Status, done.Text("main"))
	}
	if p := wen.Get("/wishes/" + ids[1]); p.Has("[aria-labelledby=same]") || !p.Has("main a[href='/wishes/"+ids[2]+"']") {
		t.Errorf("it is one already: %s", p.Text("aside"))
	}
	if p := wen.Get("/wishes/" + ids[3]); p.Has("[aria-labelledby=same]") {
		t.Error("it is like nothing")
	}
	// The one that is further on may not be part of the one that is behind; it is named all the same.
	other := w.tell(tale{n: 9, title: "3号楼电梯停了，天天坏", state: wish.Submitted, due: shanghai(12, 17, 30)})
	p := wen.Get("/wishes/" + ids[2])
	if !p.Has("[aria-labelledby=same] a[href='/wishes/"+other[9]+"']") || p.Has("[aria-labelledby=same] .btn") {
		t.Errorf("behind: %s", p.Text("aside"))
	}
	if p := w.As("who=su").Get("/wishes/" + ids[1]); p.Has("[aria-labelledby=same]") {
		t.Error("shown to who can make nothing part of it")
	}
}

package precedentweb_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/internal/wish"
	"linli/internal/wish/side"
	"linli/internal/wish/wishweb/wishwebtest"
)

// forStaff is why it was ruled so, which the submitter never reads.
const forStaff = "灯杆的账在街道，社会事务办不要再推。"

// ruled is a wish that the office returned twice, and that the command centre then ruled to be the street's own.
func ruled(w *wishwebtest.Hood, keep side.Scope) wish.Wish {
	w.T.Helper()
	ctx := w.T.Context()
	x := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	_, err := w.Wishes.Classify(ctx, w.Actors["wen"], x.ID, wish.Classification{Colour: wish.Yellow, Unit: w.Office, Text: "社区办不了"})
	w.Must(err)
	for i := range 2 {
		if i > 0 {
			_, err = w.Sides.Hand(ctx, w.Actors["wen"], x.ID, side.Handing{Unit: w.Office})
			w.Must(err)
		}
		_, err = w.Sides.Return(ctx, w.Actors["su"], x.ID, side.Returning{Ground: side.NotOurs, Text: "不归我们"})
		w.Must(err)
	}
	x, err = w.Sides.Rule(ctx, w.Actors["shi"], x.ID, side.Ruling{Lead: w.Actors["bai"].Posts[0].Org, Text: forStaff, Keep: keep})
	w.Must(err)
	return x
}

// A wish that was ruled on says of when, whose and for whom; one that was sorted by that ruling says it too, and whether it was
// followed, with the way to the precedent. Pressed, the precedent fills nothing in that the submitter must not read.
func TestAWishSaysByWhichRulingItWasSorted(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	first, wen := ruled(w, side.InStreet), w.As("who=wen")
	why := wen.Get("/wishes/" + first.ID)
	if got := why.Text("#why [data-by=ruling]"); !strings.Contains(got, "5月11日裁定，由钟秀街道牵头（时守正 · 值班主任）") {
		t.Errorf("of the ruling: %q", got)
	}
	precedent := why.Attr("#why [data-by=ruling] a", "href")
	if page := wen.Get(precedent); page.Status != http.StatusOK || strings.Contains(page.Text("main"), forStaff) || !strings.Contains(why.Text("main"), forStaff) {
		t.Errorf("the way to the precedent %q: %d; of a private wish the words stand with the wish alone", precedent, page.Status)
	}

	next := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	filled := wen.Get(wen.Get("/wishes/"+next.ID+"?act=classify").Attr("[data-by=precedent] a.btn", "href"))
	if filled.Attr("[name=unit] option[selected]", "value") != w.Actors["bai"].Posts[0].Org || filled.Text("#text") != "" {
		t.Errorf("the form begins with %q", filled.Text("#text"))
	}
	if done := wen.Press(filled, "/wishes/"+next.ID+"/classify", "", "unit", w.Actors["bai"].Posts[0].Org, "text", "要街道出钱。"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", done.Status, done.Text("main"))
	}
	if page := w.As("who=tan").Get("/wishes/" + next.ID); strings.Contains(page.Text("main"), forStaff) || page.Has("#why") {
		t.Errorf("the submitter reads: %s", page.Text("main"))
	}
	why = wen.Get("/wishes/" + next.ID)
	if got := why.Text("#why [data-by=precedent]"); !strings.Contains(got, "照以前的裁定：5月11日定下“设施维修”由钟秀街道牵头（时守正 · 值班主任）") || strings.Contains(got, "没有照办") || why.Attr("#why a", "href") != precedent {
		t.Errorf("of the precedent: %q", got)
	}
	other := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	if done := wen.Post("/wishes/"+other.ID+"/classify", "colour", "blue", "key", "other"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d", done.Status)
	}
	if got := wen.Get("/wishes/" + other.ID).Text("#why"); !strings.Contains(got, "当时没有照办") {
		t.Errorf("not followed: %q", got)
	}
}

// A request that is sent twice is answered as the first, though that has taken the form away.
func TestRevokedTwice(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	ruled(w, side.InStreet)
	shi := w.As("who=shi")
	at := shi.Get("/precedents?place="+wishwebtest.Street).Attr("#list a[href^='/precedents/']", "href")
	form := shi.Get(at)
	for i := range 2 {
		if done := shi.Press(form, at+"/revoke", "", "text", "职责改了"); done.Status != http.StatusSeeOther || done.To != at {
			t.Errorf("sent %d times: %d %s", i+1, done.Status, done.Text("main"))
		}
	}
	if page := shi.Get(at); page.Has("form[action='"+at+"/revoke']") || !strings.Contains(page.Text("main"), "职责改了") {
		t.Errorf("it stands so: %s", page.Text("main"))
	}
}

// What was ruled for one wish only says so much, without a precedent to look at.
func TestARulingForOneWishOnly(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	x := ruled(w, side.Nowhere)
	why := w.As("who=wen").Get("/wishes/" + x.ID)
	if got := why.Text("#why [data-by=ruling]"); !strings.Contains(got, "裁定，由钟秀街道牵头") || why.Has("#why a") {
		t.Errorf("%q", got)
	}
}

// Numbers are said as English says them.
func TestCountsInEnglish(t *testing.T) {
	t.Parallel()
	w := wishwebtest.Staffed(t)
	ruled(w, side.InStreet)
	x := w.Bring(w.Filed("tan", wish.Private), wish.Accepted)
	if done := w.As("who=wen").Post("/wishes/"+x.ID+"/classify", "colour", "blue", "key", "k"); done.Status != http.StatusSeeOther {
		t.Fatalf("%d", done.Status)
	}
	if got := w.As("who=wen; lang=en").Get("/precedents").Text("#list"); !strings.Contains(got, "Proposed 1 time, followed 0 times") {
		t.Errorf("%s", got)
	}
}

package e2e_test

import (
	"strings"
	"testing"

	"linli/internal/web/webtest"
)

// One loose cover, three neighbours. The second is shown the first one's wish while she types, and says 我也一样. The third
// calls, and the desk registers it all the same: the page of the first names it, the desk makes both one, and takes that back.
func TestADuplicateIsOfferedMergedAndUndone(t *testing.T) {
	t.Parallel()
	const typed = "东门那个井盖松了，车压过去咣咣响"
	d := newDistrict(t, webtest.Start(t), nil)
	phone, v := d.device(t, look{width: 360}), d.device(t, look{width: 1280})
	first := fileWords(phone, "骆文竹", "东门口的井盖松了，晚上车压过去咣咣响")
	acceptOf(v, first)

	phone.become("谈桂芬")
	phone.press("wish.act.file")
	phone.Type("#text", typed)
	phone.until("the neighbour's wish is offered", `document.querySelector('[data-alike]:not(.htmx-request) li') !== null`)
	phone.shows("[data-alike] h3", phone.say("alike.box"))
	phone.fine()
	if status := phone.Go(`[data-alike] button[formaction="` + first + `/follow"]`); status != 200 {
		t.Fatalf("joining: %d", status)
	}
	phone.shows(".ll-toast", phone.say("follow.done"))
	if !strings.HasSuffix(phone.URL(), first) {
		t.Errorf("after joining one is at %s", phone.URL())
	}

	// A caller's wish is registered all the same; the desk was shown what it has.
	v.become("季小舟")
	v.open("/wishes/register")
	v.Type("#text", typed)
	v.Choose("#topic", "repair")
	v.Choose("#place", building)
	webtest.Eval[bool](v.Page, `document.getElementById('place').dispatchEvent(new Event('change', { bubbles: true }))`)
	v.until("the desk is shown the neighbour's wish", `document.querySelector('[data-alike]:not(.htmx-request) li') !== null`)
	v.tick("visibility", "public")
	v.Type("#for_name", "来电人甲")
	v.press("desk.register.do")
	v.become("闻立溪")
	v.open(first)
	again := sameOf(v)
	v.press("alike.merge")
	v.press("alike.merge")
	v.Type("textarea[name=text]", "和您邻居提的是同一件事，一起办")
	v.press("desk.merge.do")
	v.open(again)
	v.shows("main", v.say("wish.merged.into"))
	v.press("wish.act.unmerge")
	v.Type("textarea[name=text]", "看过了，是两个井盖")
	v.press("desk.unmerge.do")
	v.open(again)
	v.shows("#same", v.say("alike.same"))
	v.fine()
}

// sameOf opens what the page of a wish names as probably the same matter, and returns its path.
func sameOf(v *device) string {
	v.t.Helper()
	to := v.HTML().Attr("[aria-labelledby=same] li a", "href")
	if status := v.Go(`[aria-labelledby=same] li a[href="` + to + `"]`); status != 200 {
		v.t.Fatalf("the other wish: %d", status)
	}
	return to
}

// fileWords files a public wish of somebody with these words, and returns its path.
func fileWords(v *device, who, words string) string {
	v.t.Helper()
	v.become(who)
	v.press("wish.act.file")
	v.tick("topic", "repair")
	v.Type("#text", words)
	v.tick("visibility", "public")
	v.press("file.send")
	return strings.TrimSuffix(strings.TrimPrefix(v.URL(), v.d.site), "/receipt")
}

// acceptOf lets the desk receive a wish.
func acceptOf(v *device, path string) {
	v.t.Helper()
	v.become("季小舟")
	v.open(path + "?act=accept")
	v.Type("textarea[name=text]", "收到了，这两天去看。")
	if status := v.Go(`main form button[type=submit].btn-primary`); status != 200 {
		v.t.Fatalf("received: %d", status)
	}
}

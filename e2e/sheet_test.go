package e2e_test

import (
	"context"
	"strings"
	"testing"

	"linli/internal/id"
	"linli/internal/wish"
)

// residentSheets are the pages of residents and visitors.
func residentSheets(w *town) []sheet {
	const tan, wu, luo = "谈桂芬", "邬晓蕾", "骆文竹"
	inHand, answered, closed := w.brought(wish.InProgress), w.brought(wish.Answered), w.brought(wish.Closed)
	rejected, withdrawn, filed := w.brought(wish.Rejected), w.brought(wish.Withdrawn), w.brought(wish.Submitted)
	pictured := w.pictured()
	return append(append(filingSheets(tan, wu, closed), publicSheets(w, luo)...),
		sheet{name: "wish-photos", who: tan, open: at(pictured.path)},
		sheet{name: "photo", who: tan, open: at(pictured.photo)},
		sheet{name: "voice", who: tan, open: at(pictured.voice)},
		sheet{name: "choose", open: at("/choose")},
		sheet{name: "home", who: tan, open: at("/")},
		sheet{name: "account-resident", who: tan, open: at("/account")},
		sheet{name: "privacy", open: at("/privacy")},
		sheet{name: "privacy-version", who: tan, open: at("/privacy/1")},
		sheet{name: "data", who: tan, open: at("/account/data")},
		sheet{name: "data-copy", who: tan, open: at("/account/data/copy")},
		sheet{name: "data-copy-error", who: tan, open: func(v *device) {
			v.open("/account/data/copy")
			v.refused(422, "privacy.copy.do")
		}},
		sheet{name: "data-correct", who: tan, open: at("/account/data/correct")},
		sheet{name: "data-correct-error", who: tan, open: func(v *device) {
			v.open("/account/data/correct")
			v.refused(422, "privacy.ask.send")
		}},
		sheet{name: "data-erase-for", who: wu, open: at("/account/data/erase")},
		sheet{name: "home-empty", who: newcomer, open: at("/")},
		sheet{name: "mine", who: tan, open: at("/wishes")},
		sheet{name: "mine-empty", who: newcomer, open: at("/wishes")},
		sheet{name: "receipt", who: tan, open: at(filed + "/receipt")},
		sheet{name: "lookup", open: at("/lookup")},
		sheet{name: "lookup-error", open: func(v *device) { v.open("/lookup?q=2026-999999") }},
		sheet{name: "wish-public", who: luo, open: at(inHand)},
		sheet{name: "wish-public-visitor", open: at(inHand)},
		sheet{name: "wish-public-ended", who: luo, open: at(closed)},
		sheet{name: "wish-own-filed", who: tan, open: at(filed)},
		sheet{name: "wish-own", who: tan, open: at(inHand)},
		sheet{name: "wish-own-answered", who: tan, open: at(answered)},
		sheet{name: "wish-own-ended", who: tan, open: at(closed)},
		sheet{name: "wish-own-rejected", who: tan, open: at(rejected)},
		sheet{name: "wish-own-withdrawn", who: tan, open: at(withdrawn)},
		sheet{name: "rate", who: tan, open: at(answered + "/evaluate")},
		sheet{name: "rate-error", who: tan, open: func(v *device) {
			v.open(answered + "/evaluate")
			if v.look.elder {
				v.refused(422, "file.next")
				return
			}
			v.tick("rating", "unsatisfied")
			v.refused(422, "rate.send")
		}},
		sheet{name: "rate-rating", who: tan, elder: true, open: func(v *device) {
			v.open(answered + "/evaluate")
			v.tick("solved", "no")
			v.press("file.next")
		}},
		sheet{name: "rate-why", who: tan, elder: true, open: func(v *device) {
			v.open(answered + "/evaluate")
			v.tick("solved", "no")
			v.press("file.next")
			v.tick("rating", "unsatisfied")
			v.press("rate.send")
		}},
		sheet{name: "supplement", who: tan, open: at(inHand + "/supplement")},
		sheet{name: "supplement-error", who: tan, open: func(v *device) {
			v.open(inHand + "/supplement")
			v.refused(422, "supplement.send")
		}},
		sheet{name: "withdraw", who: tan, open: at(inHand + "/withdraw")},
		sheet{name: "reopen", who: tan, open: at(answered + "/reopen")},
	)
}

// calendarSheets are one's calendar addresses, at a telephone and at the desk.
func calendarSheets() []sheet {
	const ji, tan = "季小舟", "谈桂芬"
	made := func(v *device) {
		v.open("/account/calendars")
		v.press("calendar.make")
	}
	return []sheet{
		{name: "calendars-empty", who: "骆文竹", open: at("/account/calendars")},
		{name: "calendar-made", who: tan, open: made},
		{name: "calendar-made-desk", who: ji, open: made},
		{name: "calendars", who: ji, open: at("/account/calendars")},
	}
}

// tokenSheets are access tokens: one's own, one that has just been made, what is wrong, all of them, and how the interface works.
func tokenSheets() []sheet {
	const ji, shu = "季小舟", "柏时雨"
	fill := func(v *device) {
		v.open("/account/tokens")
		v.Type("main #name", "大屏上的心愿数")
		v.tick("scope", "wish:read")
	}
	return []sheet{
		{name: "tokens", who: ji, open: at("/account/tokens")},
		{name: "tokens-empty", who: "穆青禾", open: at("/account/tokens")},
		{name: "tokens-wrong", who: shu, open: func(v *device) {
			v.open("/account/tokens")
			v.refused(422, "token.make")
		}},
		{name: "tokens-made", who: shu, open: func(v *device) {
			fill(v)
			v.press("token.make")
		}},
		{name: "tokens-all", who: "钟离安", open: at("/tokens")},
		{name: "api", open: at("/api")},
		{name: "api-staff", who: ji, open: func(v *device) {
			v.open("/api")
			v.Click("#see-wish > summary")
		}},
	}
}

// searchSheets are the search, for everybody who has one.
func searchSheets(w *town) []sheet {
	_, err := w.app.Index.CatchUp(context.Background())
	w.must(err)
	const ji, tan = "季小舟", "谈桂芬"
	number := func(v *device) { // what is somebody's number stands in no address
		v.open("/search")
		v.Type("main #q", "13800000000")
		v.press("search.go")
	}
	return []sheet{
		{name: "search", open: at("/search")},
		{name: "search-found", open: at("/search?q=灯")},
		{name: "search-own", who: tan, open: at("/search?q=花半里")},
		{name: "search-staff", who: ji, open: at("/search?q=灯")},
		{name: "search-all", who: ji, open: at("/search?q=花")},
		{name: "search-kind", who: ji, open: at("/search?q=的&kind=wish")},
		{name: "search-place", who: ji, open: at("/search?q=花半里7幢")},
		{name: "search-initials", who: ji, open: at("/search?q=tgf")},
		{name: "search-none", who: ji, open: at("/search?q=没有这样的事")},
		{name: "search-error", who: ji, open: at("/search?q=" + strings.Repeat("路灯", 30))},
		{name: "search-number", who: ji, open: number},
		{name: "search-number-visitor", open: number},
		{name: "search-typed", open: at("/search?q=13800000000")},
	}
}

// publicSheets are the pages of places, and what a neighbour follows.
func publicSheets(w *town, luo string) []sheet {
	const hood, community = "/linli/320613007005001", "/linli/320613007005"
	joined := w.brought(wish.InProgress)
	w.must(w.app.Follows.Join(context.Background(), w.who(luo), joined[len("/wishes/"):], ""))
	return []sheet{
		{name: "hood", open: at(hood)},
		{name: "map", open: at("/map?place=320613007005")},
		{name: "hood-staff", who: "季小舟", open: at(hood)},
		{name: "community", open: at(community)},
		{name: "hood-wishes", open: at(hood + "/wishes")},
		{name: "linli", open: at("/linli?at=320613007")},
		{name: "wish-public-joined", who: luo, open: at(joined)},
		{name: "mine-followed", who: luo, open: at("/wishes")},
	}
}

// doubtful is the path of a new wish whose title names a building: a moderator decides on it.
func (w *town) doubtful() string {
	w.t.Helper()
	ctx := context.Background()
	x, err := w.app.Wishes.File(ctx, w.who("谈桂芬"), wish.Filing{
		Topic: wish.Repair, Text: "7幢301室漏水，楼下也湿了。", Place: building, Visibility: wish.Public, Key: id.New(),
	})
	w.must(err)
	_, err = w.app.Wishes.Accept(ctx, w.who("季小舟"), x.ID, wish.Acceptance{})
	w.must(err)
	return "/wishes/" + x.ID
}

// filingSheets are the ways of making a wish: on one page, or with large print one question to a screen.
func filingSheets(tan, wu, closed string) []sheet {
	upTo := func(v *device, screens int) {
		v.open("/wishes/new")
		if screens > 0 {
			v.press("file.next")
		}
		if screens > 1 {
			v.Type("#text", need)
			v.press("file.next")
			v.press("file.next") // no photos
		}
		if screens > 2 {
			v.tick("visibility", "public")
			v.press("file.next")
		}
	}
	search := func(v *device, name string) {
		v.open("/wishes/new")
		v.press("file.where.other")
		v.Type("#q", name)
		v.press("place.find.go")
	}
	return []sheet{
		{name: "file", who: tan, open: at("/wishes/new")},
		{name: "file-visitor", open: at("/wishes/new")},
		{name: "file-for", who: wu, open: at("/wishes/new")},
		{name: "file-again", who: tan, open: at("/wishes/new?continues=" + closed[len("/wishes/"):])},
		{name: "file-error", who: tan, open: func(v *device) {
			if v.look.elder {
				upTo(v, 1)
				v.refused(422, "file.next")
				return
			}
			upTo(v, 0)
			v.refused(422, "file.send")
		}},
		{name: "file-alike", who: tan, open: func(v *device) {
			if upTo(v, 0); v.look.elder {
				v.press("file.next")
			}
			v.Type("#text", "地下车库的入口漏水，地上很滑")
			v.until("a neighbour's wish is offered", `document.querySelector('[data-alike]:not(.htmx-request) li') !== null`)
		}},
		{name: "file-what", who: tan, elder: true, open: func(v *device) { upTo(v, 1) }},
		{name: "file-photos", who: tan, open: func(v *device) {
			upTo(v, 0)
			if v.look.elder {
				upTo(v, 1)
				v.Type("#text", need)
				v.press("file.next")
			}
			v.Attach("#photos", v.picture(), v.picture())
			v.Attach("#voice", v.recording())
			v.press("attach.do")
		}},
		{name: "file-photos-error", who: tan, open: func(v *device) {
			upTo(v, 0)
			if v.look.elder {
				upTo(v, 1)
				v.Type("#text", need)
				v.press("file.next")
			}
			v.Attach("#photos", v.recording())
			v.refused(422, "attach.do")
		}},
		{name: "file-see", who: tan, elder: true, open: func(v *device) { upTo(v, 2) }},
		{name: "file-see-error", who: tan, elder: true, open: func(v *device) {
			upTo(v, 2)
			v.refused(422, "file.next")
		}},
		{name: "file-check", who: tan, elder: true, open: func(v *device) { upTo(v, 3) }},
		{name: "place", who: tan, open: func(v *device) {
			v.open("/wishes/new")
			v.press("file.where.other")
		}},
		{name: "place-found", who: tan, open: func(v *device) { search(v, "村") }},
		{name: "place-none", who: tan, open: func(v *device) { search(v, "没有这里") }},
		{name: "place-closed", who: tan, open: func(v *device) {
			search(v, "联合村")
			v.Complaints()
			if status := v.Go("main form:has(#q) button[name=at]"); status != 422 {
				v.t.Errorf("a community that does not take part: %d", status)
			}
		}},
	}
}

// deskSheets are the pages of staff.
func deskSheets(w *town) []sheet {
	const ji, wen, su = "季小舟", "闻立溪", "苏见山"
	filed, accepted, classified := w.brought(wish.Submitted), w.brought(wish.Accepted), w.brought(wish.Classified)
	inHand, closed := w.brought(wish.InProgress), w.brought(wish.Closed)
	wrong := func(path, key string, before ...func(*device)) func(*device) {
		return func(v *device) {
			v.open(path)
			for _, do := range before {
				do(v)
			}
			v.refused(422, key)
		}
	}
	tooLong := func(v *device) { v.Type("#title", strings.Repeat("台阶缺了一角，", 20)) }
	pictured, covered := w.pictured(), w.pictured()
	w.cover(covered)
	doubtful := w.doubtful()
	return append(registerSheets(ji),
		sheet{name: "staff-photos", who: ji, open: at(pictured.path)},
		sheet{name: "staff-photo", who: ji, open: at(pictured.photo)},
		sheet{name: "staff-photo-covered", who: ji, open: at(covered.photo)},
		sheet{name: "staff-photo-error", who: ji, open: wrong(pictured.photo, "attach.blur.do")},
		sheet{name: "staff-voice", who: ji, open: at(pictured.voice)},
		sheet{name: "inbox", who: ji, open: at("/inbox")},
		sheet{name: "wish-map", who: ji, open: at("/wishes/map")},
		sheet{name: "inbox-street", who: su, open: at("/inbox")},
		sheet{name: "inbox-all", who: ji, open: at("/inbox?view=all")},
		sheet{name: "inbox-empty", who: idle, open: at("/inbox")},
		sheet{name: "inbox-nothing-found", who: ji, open: at("/inbox?colour=red&urgency=critical")},
		sheet{name: "inbox-decisions", who: "柏时雨", open: at("/inbox?view=all&wait=decision")},
		sheet{name: "bulk-assign", who: su, open: at("/bulk?act=assign&list=inbox&wish=" + classified[len("/wishes/"):] + "&wish=" + inHand[len("/wishes/"):])},
		sheet{name: "bulk-assign-leader", who: "柏时雨", open: at("/bulk?act=assign&wish=" + classified[len("/wishes/"):])},
		sheet{name: "bulk-none", who: ji, open: at("/bulk?act=print&list=inbox")},
		sheet{name: "bulk-export", who: ji, open: at("/wishes/export?list=wishes&state=in_progress")},
		sheet{name: "bulk-export-none", who: ji, open: at("/wishes/export?list=inbox&view=all&colour=red&urgency=critical")},
		sheet{name: "bulk-export-asked", who: ji, open: wrong("/wishes/export", "bulk.export.do")},
		sheet{name: "system-admin", who: "钟离安", open: at("/")},
		sheet{name: "system-admin-channels", who: "钟离安", open: at("/admin/channels")},
		sheet{name: "bulk-printed", who: ji, open: func(v *device) {
			v.open("/bulk?act=print&list=inbox&wish=" + inHand[len("/wishes/"):])
			v.tick("purpose", "meeting")
			v.press("bulk.print.do")
		}},
		sheet{name: "views-empty", who: su, open: at("/views")},
		sheet{name: "views", who: ji, open: func(v *device) {
			v.open("/inbox?view=all&colour=red")
			v.Click(".ll-kept summary")
			v.Type("#view-name", "红的")
			v.press("view.save")
			v.open("/views")
		}},
		sheet{name: "board", who: wen, open: at("/board")},
		sheet{name: "wishes", who: ji, open: at("/wishes")},
		sheet{name: "wishes-nothing-found", who: ji, open: at("/wishes?colour=red&urgency=critical")},
		sheet{name: "wishes-no-number", who: ji, open: at("/wishes?q=999999")},
		sheet{name: "staff-accept", who: ji, open: at(filed + "?act=accept")},
		sheet{name: "staff-accept-error", who: ji, open: wrong(filed+"?act=accept", "desk.accept.do", tooLong)},
		sheet{name: "staff-reject", who: ji, open: at(filed + "?act=reject")},
		sheet{name: "staff-reject-error", who: ji, open: wrong(filed+"?act=reject", "desk.reject.do")},
		sheet{name: "staff-note", who: su, open: at(inHand + "?act=note")},
		sheet{name: "staff-note-error", who: su, open: wrong(inHand+"?act=note", "desk.note.do")},
		sheet{name: "staff-classify", who: wen, open: at(accepted + "?act=classify")},
		sheet{name: "staff-classify-blue", who: wen, open: at(accepted + "/classify?to=blue")},
		sheet{name: "staff-classify-yellow", who: wen, open: at(accepted + "/classify?to=yellow&from=board")},
		sheet{name: "staff-classify-yellow-error", who: wen, open: wrong(accepted+"/classify?to=yellow", "desk.classify.do.yellow")},
		sheet{name: "staff-classify-red", who: wen, open: at(accepted + "/classify?to=red")},
		sheet{name: "staff-take-up", who: su, open: at(classified + "?act=take_up")},
		sheet{name: "staff-answer", who: su, open: at(inHand + "?act=answer")},
		sheet{name: "staff-joint", who: su, open: at(inHand + "?act=joint")},
		sheet{name: "staff-return-error", who: su, open: wrong(inHand+"?act=return", "desk.return.do")},
		sheet{name: "staff-extend", who: su, open: at(inHand + "?act=extend")},
		sheet{name: "staff-suspend-error", who: su, open: wrong(inHand+"?act=suspend", "desk.suspend.do")},
		sheet{name: "staff-merge", who: wen, open: at(inHand + "?act=merge")},
		sheet{name: "staff-answer-error", who: su, open: wrong(inHand+"?act=answer", "desk.answer.do")},
		sheet{name: "staff-public-entries", who: ji, open: at(inHand + "?see=public")},
		sheet{name: "staff-ended", who: ji, open: at(closed)},
		sheet{name: "staff-auditor", who: "瞿明允", open: at(inHand)},
		sheet{name: "staff-conflict", who: ji, open: func(v *device) {
			raced := w.brought(wish.Submitted)
			v.open(raced + "?act=accept")
			_, err := w.app.Wishes.Accept(context.Background(), w.who(wen), raced[len("/wishes/"):], wish.Acceptance{Text: "我先收了。"})
			w.must(err)
			v.refused(409, "desk.accept.do")
		}},
		sheet{name: "contact", who: ji, open: at(inHand + "/contact")},
		sheet{name: "contact-error", who: ji, open: wrong(inHand+"/contact", "desk.contact.save", func(v *device) { v.Type("#phone", "138") })},
		sheet{name: "contact-why", who: su, open: func(v *device) {
			v.open(inHand)
			v.Click(".ll-reveal > summary")
			v.refused(422, "web.sealed.do")
		}},
		sheet{name: "contact-shown", who: su, open: func(v *device) {
			v.open(inHand)
			v.Click(".ll-reveal > summary")
			v.tick("reason", "call_back")
			v.press("web.sealed.do")
		}},
		sheet{name: "publications", who: ji, open: at("/publications")},
		sheet{name: "publication", who: ji, open: at(doubtful + "/publication")},
		sheet{name: "publication-error", who: ji, open: wrong(doubtful+"/publication", "moderate.do.publish", func(v *device) { v.Type("#text", "7幢301室漏水") })},
		sheet{name: "staff-doubtful", who: ji, open: at(doubtful)},
		sheet{name: "account", who: ji, open: at("/account")},
		sheet{name: "data-staff", who: ji, open: at("/account/data")},
		sheet{name: "requests", who: wen, open: at("/requests")},
		sheet{name: "requests-ended", who: wen, open: at("/requests?view=ended")},
		sheet{name: "request", who: wen, open: at(w.asked())},
		sheet{name: "requests-register", who: ji, open: at("/requests/register")},
		sheet{name: "retention", who: "瞿明允", open: at("/retention")},
		sheet{name: "exports", who: "瞿明允", open: at("/exports")},
		sheet{name: "figures", who: wen, open: at("/figures")},
		sheet{name: "figures-linli", who: wen, open: at("/figures?place=320613007005001")},
		sheet{name: "figures-empty", who: wen, open: at("/figures?period=2021")},
		sheet{name: "figures-street", who: "柏时雨", open: at("/figures")},
		sheet{name: "figures-district", who: "时守正", open: at("/figures")},
		sheet{name: "figures-list", who: wen, open: at("/figures/list?of=filed")},
		sheet{name: "figures-list-empty", who: wen, open: at("/figures/list?of=filed&period=2021")},
		sheet{name: "figures-how", who: wen, open: at("/figures/how")},
		sheet{name: "suggestions", who: "时守正", open: at("/suggestions")},
		sheet{name: "places", who: ji, open: at("/places")},
		sheet{name: "places-street", who: "柏时雨", open: at("/places?from=/inbox")},
		sheet{name: "places-found", who: "柏时雨", open: at("/places?q=村")},
		sheet{name: "places-none", who: ji, open: at("/places?q=没有这里")},
		sheet{name: "inbox-elsewhere", who: "柏时雨", open: at("/inbox?view=all&place=320613007005001")},
	)
}

// registerSheets are filing for somebody at the desk.
func registerSheets(ji string) []sheet {
	fill := func(v *device, name string) {
		v.open("/wishes/register")
		v.Type("#text", need)
		v.Choose("#topic", "repair")
		v.Choose("#place", building)
		v.tick("visibility", "public")
		v.Type("#for_name", name)
	}
	return []sheet{
		{name: "register", who: ji, open: at("/wishes/register")},
		{name: "register-error", who: ji, open: func(v *device) {
			v.open("/wishes/register")
			v.refused(422, "desk.register.do")
		}},
		{name: "register-namesake", who: ji, open: func(v *device) {
			fill(v, "谈桂芬")
			v.refused(422, "desk.register.do")
		}},
		{name: "register-receipt", who: ji, open: func(v *device) {
			fill(v, "过路人"+v.look.name()) // nobody has this name yet
			v.press("desk.register.do")
		}},
	}
}

// errorSheets are the pages of what went wrong, in each frame that they have.
func errorSheets(w *town, broken *district) []sheet {
	inHand := w.brought(wish.InProgress)
	return []sheet{
		{name: "404", open: at("/wishes/none")},
		{name: "404-resident", who: "骆文竹", open: at("/nowhere")},
		{name: "404-desk", who: "季小舟", open: at("/nowhere")},
		{name: "403-desk", who: "季小舟", open: at("/board")},
		{name: "401", open: at("/account")},
		{name: "403-desk-wish", who: "季小舟", open: at(w.brought(wish.Accepted) + "/classify?to=red")},
		{name: "404-asset", open: at("/assets/nope")},
		{name: "409-resident", who: "谈桂芬", open: at(inHand + "/evaluate")},
		{name: "403-resident", who: "骆文竹", open: at(inHand + "/withdraw")},
		{name: "429", open: func(v *device) {
			status := 0
			for range 8 {
				v.open("/lookup?number=320613007005-2026-000001#AAAAAA")
				v.Type("#code", "AAAAAA")
				if status = v.Go(v.named(v.say("lookup.go"))); status == 429 {
					return
				}
			}
			v.t.Errorf("after eight tries the answer is %d", status)
		}},
		{name: "500", open: func(v *device) { v.Open(broken.site + "/wishes") }},
	}
}

// fail takes the database away under the running house.
func (d *district) fail(t *testing.T) {
	t.Helper()
	if err := d.app.DB.Close(); err != nil {
		t.Fatal(err)
	}
}

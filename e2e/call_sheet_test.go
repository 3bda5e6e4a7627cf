package e2e_test

import (
	"context"

	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/callback"
)

// callSheets are the pages of the call-back officer.
func callSheets(w *town) []sheet {
	const xin = "辛言"
	call := "/calls/" + w.brought(wish.Answered)[len("/wishes/"):]
	said, no := w.brought(wish.Answered), false
	_, err := w.app.Calls.Record(context.Background(), w.who(xin), said[len("/wishes/"):], callback.Words{Solved: &no, Rating: wish.Unsatisfied, Text: "台阶还是滑。"})
	w.must(err)
	again := "/calls/" + said[len("/wishes/"):]
	refused := func(path, key string, before ...func(*device)) func(*device) {
		return func(v *device) {
			v.open(path)
			for _, do := range before {
				do(v)
			}
			v.refused(422, key)
		}
	}
	return []sheet{
		{name: "calls", who: xin, open: at("/calls")},
		{name: "calls-nothing-found", who: xin, open: at("/calls?colour=red")},
		{name: "call", who: xin, open: at(call)},
		{name: "call-error", who: xin, open: refused(call, "calls.record.do", func(v *device) { v.tick("rating", "unsatisfied") })},
		{name: "call-missed-error", who: xin, open: refused(call, "calls.miss.do")},
		{name: "call-shown", who: xin, open: func(v *device) {
			v.open(call)
			v.Click(".ll-reveal > summary")
			v.tick("reason", "call_back")
			v.press("web.sealed.do")
		}},
		{name: "call-unsatisfied", who: xin, open: at(again)},
		{name: "call-reopen-error", who: xin, open: refused(again, "calls.reopen.do")},
		{name: "call-over", who: xin, open: at("/calls/" + w.brought(wish.Closed)[len("/wishes/"):])},
		{name: "call-wish", who: xin, open: at(said)},
		{name: "wish-own-called", who: "谈桂芬", open: at(said)},
	}
}

// standSheets are the pages of stand-ins.
func standSheets(w *town) []sheet {
	const wen = "闻立溪"
	ctx := context.Background()
	posts, err := org.PostsOf(ctx, w.app.DB, w.who("穆青禾").Person, w.app.DB.Now())
	w.must(err)
	running, err := org.PostStandIns(ctx, w.app.DB, []string{posts[0].ID}, w.app.DB.Now())
	w.must(err)
	ask := "/stand-ins/new?post=" + w.who(wen).Posts[0].ID
	return []sheet{
		{name: "stand-ins", who: "穆青禾", open: at("/stand-ins")},
		{name: "stand-ins-led", who: wen, open: at("/stand-ins")},
		{name: "stand-in-new", who: wen, open: at(ask)},
		{name: "stand-in-new-error", who: wen, open: func(v *device) {
			v.open(ask)
			v.refused(422, "stand.do")
		}},
		{name: "stand-in-new-nobody", who: idle, open: at("/stand-ins/new?post=" + w.who(idle).Posts[0].ID)},
		{name: "stand-in-end", who: "穆青禾", open: at("/stand-ins/" + running[0].ID + "/end")},
	}
}

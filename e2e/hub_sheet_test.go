package e2e_test

import (
	"context"
	"time"

	"linli/internal/account/token"
	"linli/internal/actor"
	"linli/internal/exchange/hub/document"
)

// hubSheets are a city's hub: for who administers none yet, a new one, what is wrong with one, its secret, the list, one of them, what its
// codes mean, how good the feed is, the questions before what cannot be undone; for the command centre that no order
// waits, those that do, and one with what is wrong with the choice.
func hubSheets(w *town) []sheet {
	const zhong, shi = "钟离安", "时守正"
	one := func(then ...string) func(v *device) {
		return func(v *device) {
			v.open("/admin/hubs")
			v.Go(".ll-rows .ll-cover")
			for _, key := range then {
				v.press(key)
			}
		}
	}
	sends := func(v *device) { // an order whose type and area nobody knows
		program := w.who(shi)
		program.Token = actor.Token{ID: "token", Scopes: []string{string(token.Hub)}}
		all, err := w.app.Outgoing.Hubs.List(context.Background(), w.who(zhong))
		must(v.t, err)
		now := time.Now()
		_, err = w.app.Outgoing.Hubs.Receive(context.Background(), program, document.Document{
			Hub: all[0].Code, Number: "NT" + now.Format("20060102150405.000"), Sequence: 1, Kind: document.Order, Type: "019999", Area: "南通港", Address: "3 号楼东门口", Text: "楼道灯坏了三天，晚上看不见台阶，老人不敢下楼", ReceivedAt: now,
		})
		must(v.t, err)
	}
	order := func(v *device) {
		sends(v)
		v.open("/hub-orders")
		v.Go(".ll-rows .ll-cover")
	}
	return []sheet{
		{name: "hubs-first", who: zhong, open: at("/admin/hubs")},
		{name: "hub-new", who: zhong, open: at("/admin/hubs/new")},
		{name: "hub-wrong", who: zhong, open: func(v *device) {
			v.open("/admin/hubs/new")
			v.refused(422, "hub.make")
		}},
		{name: "hub-made", who: zhong, open: func(v *device) {
			stamp := time.Now().Format("150405.000000")[7:] // one of its own on each device
			v.open("/admin/hubs/new")
			v.Type("main #name", "市 12345 热线")
			v.Type("main #code", "nt"+stamp)
			v.Type("main #source", stamp)
			v.Type("main #secret_address", "https://hub.example.cn/linli")
			v.press("hub.make")
		}},
		{name: "hubs", who: zhong, open: at("/admin/hubs")},
		{name: "hub", who: zhong, open: one()},
		{name: "hub-codes", who: zhong, open: one("hub.codes")},
		{name: "hub-score", who: zhong, open: func(v *device) {
			one()(v)
			v.Go(`main a[href*="aspect=timely"]`)
		}},
		{name: "hub-rotate", who: zhong, open: one("hook.rotate")},
		{name: "hub-end", who: zhong, open: one("hook.end")},
		{name: "hub-orders-waiting", who: shi, open: func(v *device) {
			sends(v)
			v.open("/hub-orders")
		}},
		{name: "hub-order", who: shi, open: order},
		{name: "hub-order-wrong", who: shi, open: func(v *device) {
			order(v)
			v.refused(422, "hub.order.do")
		}},
		{name: "hub-codes-missing", who: zhong, open: one("hub.codes")},
	}
}

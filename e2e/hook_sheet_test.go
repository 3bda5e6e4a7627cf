package e2e_test

// hookSheets are webhooks, for who administers: none yet, a new one, what is wrong with one, its secret, the list, one of them, the
// questions before what cannot be undone, and what was not delivered.
func hookSheets() []sheet {
	const zhong = "钟离安"
	fill := func(v *device) {
		v.open("/admin/hooks/new")
		v.Type("main #name", "区数据平台")
		v.Type("main #secret_address", "https://hooks.example.cn/linli")
	}
	one := func(then ...string) func(v *device) {
		return func(v *device) {
			v.open("/admin/hooks")
			v.Go(".ll-rows .ll-cover")
			for _, key := range then {
				v.press(key)
			}
		}
	}
	return []sheet{
		{name: "hooks-first", who: zhong, open: at("/admin/hooks")},
		{name: "hook-new", who: zhong, open: at("/admin/hooks/new")},
		{name: "hook-wrong", who: zhong, open: func(v *device) {
			v.open("/admin/hooks/new")
			v.refused(422, "hook.make")
		}},
		{name: "hook-made", who: zhong, open: func(v *device) {
			fill(v)
			v.press("hook.make")
		}},
		{name: "hooks", who: zhong, open: at("/admin/hooks")},
		{name: "hook", who: zhong, open: one()},
		{name: "hook-rotate", who: zhong, open: one("hook.rotate")},
		{name: "hook-end", who: zhong, open: one("hook.end")},
		{name: "hooks-dead", who: zhong, open: at("/admin/hooks/dead")},
	}
}

package apidoc

import "strings"

// change is something that is different at the interface for programs since a day.
type change struct{ day, zh, en string }

// changes is everything that has changed at /api/v1, the latest first. What is there is not taken away and does not come to mean
// something else under the same version; what comes beside it stands here.
func changes() []change {
	return []change{
		{"2026-11-28", "另有 Open311 GeoReport v2：/open311/v2，XML 和 JSON，令牌作 api_key。", "Beside it Open311 GeoReport v2: /open311/v2, in XML and JSON, with a token as api_key."},
		{"2026-11-28", "程序可以用接口令牌进来（Authorization: Bearer），令牌有权限、地方和到期日；每项操作写明要哪个权限。", "Programs come in by access tokens (Authorization: Bearer) with scopes, a place and a day on which they end; every operation names its scope."},
		{"2026-11-28", "每个回答都写明还能问多少次（RateLimit-Policy、RateLimit），问得太多回答 429。", "Every answer says how many requests are left (RateLimit-Policy, RateLimit); who asks too often is answered 429."},
		{"2026-11-28", "没登录时的 401 带 WWW-Authenticate；GET 的回答带 ETag，没变就回答 304。", "A 401 carries WWW-Authenticate; answers to GET carry an ETag, and what has not changed is answered 304."},
		{"2026-11-28", "可以看数据：/figures、/figures/units、/figures/rates、/figures/topics、/figures/times。", "Figures can be read: /figures, /figures/units, /figures/rates, /figures/topics, /figures/times."},
		{"2026-11-28", "接口说明里每项操作都有例子。", "Every operation of the document has examples."},
	}
}

// Changes is docs/api-changes.md.
func Changes() []byte {
	var b strings.Builder
	b.WriteString("# Changes of the JSON interface · 接口的变化\n\nDrawn from internal/web/apidoc/changes.go by `make generate`; the page /api shows the same. The latest first.\n\n| since · 从 | what · 什么变了 |\n| --- | --- |\n")
	for _, x := range changes() {
		b.WriteString("| " + x.day + " | " + x.en + "<br>" + x.zh + " |\n")
	}
	return []byte(b.String())
}

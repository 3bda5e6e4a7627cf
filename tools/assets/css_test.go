package main

import (
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, theirs, ours, want string }{
		{"a kept class stays", `.btn{color:red}`, ``, ".btn{color:red}\n"},
		{"another goes", `.card{color:red}`, ``, ""},
		{"of a list only what is kept", `.btn,.card .btn,a:not(.card,.btn){color:red}`, ``, ".btn{color:red}\n"},
		{"the theme stays, other data attributes go", `[data-bs-theme=dark],[data-theme=dark],[data-vc]{top:0}`, ``, "[data-bs-theme=dark]{top:0}\n"},
		{"elements stay", `table{border:0}`, ``, "table{border:0}\n"},
		{"media with nothing left goes", `@media print{.card{color:red}}`, ``, ""},
		{"media stays with what is kept", `@media print{.card{color:red}.btn{top:0}}`, ``, "@media print{.btn{top:0}\n}\n"},
		{"key frames go", `@keyframes x{from{top:0}to{top:1px}}p{top:0}`, ``, "p{top:0}\n"},
		{"a property that is read stays", `:root{--a:1;--b:2}p{top:var(--a)}`, ``, ":root{--a:1}\np{top:var(--a)}\n"},
		{"also when only we read it", `:root{--a:1}`, `p{top:var(--a)}`, ":root{--a:1}\n"},
		{"a chain of properties goes whole", `:root{--a:1;--b:var(--a)}`, ``, ""},
		{"a semicolon in a data address is no end", `.btn{background:url("data:image/svg+xml;x{}");top:0}`, ``, ".btn{background:url(\"data:image/svg+xml;x{}\");top:0}\n"},
		{"a class in a string is no class", `a[href=".card"]{top:0}`, ``, "a[href=\".card\"]{top:0}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := cut(c.theirs, c.ours)
			if err != nil || got != c.want {
				t.Errorf("cut = %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestCutRefusesHalfAStylesheet(t *testing.T) {
	t.Parallel()
	if _, err := cut(`.btn{color:red`, ""); err == nil || !strings.Contains(err.Error(), "no end") {
		t.Errorf("err = %v", err)
	}
}

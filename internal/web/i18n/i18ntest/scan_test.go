package i18ntest

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"linli/internal/web/i18n"
)

const program = `package x

var words = []i18n.Message{{"only.defined", "", ""}}

func f(p page, f *form) {
	p.T("said.here")
	web.T(ctx, "said.there", 3)
	p.T("state." + string(s))
	p.T("nothing." + string(s))
	errs.New(errs.Invalid, "wrong.input")
	errs.Because(errs.Internal, err, "wrong.cause")
	f.Bad("name", "wrong.name")
	_ = errs.Field{Name: "x", Key: "wrong.field"}
	_ = web.Flash{Key: "flash.done", Word: "flash.see"}
	_ = http.Cookie{Name: "some.cookie"}
	k := "kept.in.a.variable"
}
`

func TestScan(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "xtest"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"x.go": program, "x_test.go": "package x\nfunc g(p page) { p.T(\"only.in.a.test\") }\n", "y.templ": "not Go",
		"xtest/x.go": "package xtest\nfunc g(p page) { p.T(\"only.in.a.helper\"); p.T(\"only.defined\") }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := scan(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := i18n.Must([]i18n.Message{
		{"said.here", "一", "1"},
		{"state.open", "二", "2"},
		{"wrong.input", "三", "3"},
		{"kept.in.a.variable", "四", "4"},
		{"only.defined", "五", "5"},
		{"flash.done", "六", "6"},
	})
	var got []string
	for _, complaint := range s.check(c) {
		if at := len(dir); len(complaint) > at && complaint[:at] == dir {
			complaint = complaint[at+1:]
		}
		got = append(got, complaint)
	}
	want := []string{
		`nothing says "only.defined"`,
		`x.go:11:35: no table has the key "wrong.cause"`,
		`x.go:12:16: no table has the key "wrong.name"`,
		`x.go:13:33: no table has the key "wrong.field"`,
		`x.go:14:41: no table has the key "flash.see"`,
		`x.go:7:13: no table has the key "said.there"`,
		`x.go:9:6: no table has a key that begins with "nothing."`,
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

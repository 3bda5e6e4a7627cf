package sheet

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a spreadsheet would run as a formula is a text in the table; anything else stays as it is.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=HYPERLINK(\"http://x\")": "'=HYPERLINK(\"http://x\")", "+86": "'+86", "-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1",
		"\r=1": "'\r=1", " =1": "' =1", "\u3000=1": "'\u3000=1", "＝1": "'＝1", "－1": "'－1", "|calc": "'|calc",
		"楼道灯坏了": "楼道灯坏了", "": "", "2026-05-11": "2026-05-11", "a=b": "a=b", "谈*": "谈*",
	} {
		if got := Inert(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.String().Draw(t, "cell")
		got := Inert(cell)
		if got != cell && got != "'"+cell {
			t.Fatalf("%q becomes %q", cell, got)
		}
		if s := strings.TrimSpace(got); s != "" && strings.ContainsAny(s[:1], "=+-@") {
			t.Fatalf("%q stays a formula", got)
		}
	})
}

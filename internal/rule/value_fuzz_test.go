package rule_test

import (
	"strings"
	"testing"

	"linli/internal/errs"
	"linli/internal/rule"
	"linli/internal/workday"
)

// FuzzValue: a value is refused as Invalid, or the book that holds it can be asked: what Check lets pass, reading never
// trips over.
func FuzzValue(f *testing.F) {
	for i := range rule.Known() {
		for _, s := range []string{"5wd", "12mo", "12h", "3", "yes", "08:30-17:30", "", "-1", "+1", "01", "不归本单位管/Not our duty", "/"} {
			f.Add(uint8(i), s)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, value string) {
		d := rule.Known()[int(which)%len(rule.Known())]
		if err := d.Check(value); err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%s %q: %v", d.Key, value, err)
			}
			return
		}
		now := on("2026-05-11")
		b := rule.NewBook([]rule.Rule{{Key: d.Key, Value: value, From: "2021-01-01", Source: "fuzz"}}, workday.Shipped())
		switch d.Form {
		case rule.Span, rule.Months, rule.Hours:
			if got := b.Span(d.Key, "", now); got.String() != value {
				t.Fatalf("%s %q is read as %s", d.Key, value, got)
			}
		case rule.Count:
			if n := b.Int(d.Key, "", now); n < d.Least || n > d.Most {
				t.Fatalf("%s %q is read as %d, outside %d–%d", d.Key, value, n, d.Least, d.Most)
			}
		case rule.Name:
			cut := strings.LastIndexByte(d.Key, '.')
			if n := b.Name(d.Key[:cut], d.Key[cut+1:], "", now); n.Zh+"/"+n.En != value {
				t.Fatalf("%s %q is read as %+v", d.Key, value, n)
			}
		case rule.Yes:
			if b.Yes(d.Key, "", now) != (value == "yes") {
				t.Fatalf("%s %q is read as the opposite", d.Key, value)
			}
		}
	})
}

package privacyweb

import (
	"slices"
	"strings"
	"testing"

	"linli/internal/privacy"
	"linli/internal/rule"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// What a district has set is shown as it was typed; each of our own sources has its words.
func TestSources(t *testing.T) {
	t.Parallel()
	if got := source(web.Page{}, privacy.Period{Entity: "wish", Source: "区政数局〔2026〕3号"}); got != "区政数局〔2026〕3号" {
		t.Errorf("a district's source becomes %q", got)
	}
	for _, r := range rule.Shipped() {
		entity, ok := strings.CutPrefix(r.Key, "retention.")
		if ok && !slices.ContainsFunc(Words(), func(m i18n.Message) bool { return m[0] == "privacy.source."+entity }) {
			t.Errorf("the source of %s has no words", r.Key)
		}
	}
}

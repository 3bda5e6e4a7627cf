package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"linli/internal/app/access"
	"linli/internal/app/doctor"
	"linli/internal/intake"
	"linli/internal/privacy"
	"linli/internal/reception"
	"linli/internal/web/apidoc"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/apiweb"
)

// WriteDocs writes the pages of docs/ that are drawn from the code: the same bytes from the same code.
func WriteDocs(dir string) error {
	openapi, err := apiweb.OpenAPI()
	if err != nil {
		return err
	}
	states, err := statesPage()
	if err != nil {
		return err
	}
	permissions, err := access.Page()
	if err != nil {
		return err
	}
	for name, body := range map[string][]byte{
		"permissions.md": permissions, "states.md": states, "events.md": eventsPage(), "openapi.json": openapi, "doctor.md": doctorPage(),
		"retention.md": retentionPage(), "api-changes.md": apidoc.Changes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil { //nolint:gosec // documentation
			return err
		}
	}
	return nil
}

func statesPage() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# States and acts\n\nDrawn from the transition tables in the code by `make generate`. An act that is not in a table does not exist.\n\n")
	if err := wish.Flow.Mermaid(&b, "Wish (心愿)"); err != nil {
		return nil, err
	}
	b.WriteString("\n")
	if err := reception.Flow.Mermaid(&b, "Secretary's tea (书记下午茶)"); err != nil {
		return nil, err
	}
	b.WriteString("\n")
	if err := privacy.Flow.Mermaid(&b, "Request about personal data (信息请求)"); err != nil {
		return nil, err
	}
	b.WriteString("\n")
	err := intake.Flow.Mermaid(&b, "A table read in (导入)")
	return b.Bytes(), err
}

func eventsPage() []byte {
	var b bytes.Buffer
	b.WriteString("# Events and what follows\n\nDrawn from internal/app/reactions.go by `make generate`. Everything here happens in the transaction of the event, or not at all.\n\n| event | then |\n| --- | --- |\n")
	for _, r := range Reactions() {
		fmt.Fprintf(&b, "| %s | %s |\n", r.Event, r.Then)
	}
	return b.Bytes()
}

// doctorPage is everything that linli doctor may find, and what to do about it, check by check.
func doctorPage() []byte {
	var b bytes.Buffer
	b.WriteString("# What linli doctor finds · 系统体检\n\nDrawn from internal/app/doctor/words.go by `make generate`. What stands as … is filled in by what was found. How to run it: [operations.md](operations.md).\n")
	words := i18n.Must(doctor.Words())
	zh, en := words.For(i18n.Chinese), words.For(i18n.English)
	said := func(key string) string {
		open := []any{"…", "…", "…", "…"}
		return en.T(key, open...) + "<br>" + zh.T(key, open...)
	}
	for _, c := range doctor.Checks() {
		fmt.Fprintf(&b, "\n## %s · %s\n\n| found · 看到的 | what to do · 怎么办 |\n| --- | --- |\n", en.T("doctor.check."+c.Name), zh.T("doctor.check."+c.Name))
		for _, m := range doctor.Words() {
			if do := m[0] + ".do"; strings.HasPrefix(m[0], "doctor."+c.Name+".") && words.Has(do) {
				fmt.Fprintf(&b, "| %s | %s |\n", said(m[0]), said(do))
			}
		}
	}
	return b.Bytes()
}

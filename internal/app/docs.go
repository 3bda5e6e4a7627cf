package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"linli/internal/privacy"
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
	for name, body := range map[string][]byte{"states.md": states, "events.md": eventsPage(), "openapi.json": openapi} {
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
	err := privacy.Flow.Mermaid(&b, "Request about personal data (信息请求)")
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

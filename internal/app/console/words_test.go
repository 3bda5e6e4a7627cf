package console

import (
	"errors"
	"strings"
	"testing"

	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/web/gallery"
	"linli/internal/web/i18n"
	"linli/internal/web/i18n/i18ntest"
)

// Every sentence that the code asks for is there in both languages, and none is there for nothing.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	if _, err := catalogue(); err != nil {
		t.Fatal(err)
	}
	c, err := i18n.New(append(app.Tables(), Words(), gallery.Words())...)
	if err != nil {
		t.Fatal(err)
	}
	i18ntest.Complete(t, c, "../..")
}

func TestErrorsOnATerminal(t *testing.T) {
	t.Parallel()
	bad := errs.BadFields([]errs.Field{{Name: "name", Key: "org.error.empty"}, {Name: "role", Key: "org.error.role"}})
	if got := Say(bad, true); !strings.Contains(got, "\n  name: Please fill it in\n  role: ") {
		t.Errorf("%q", got)
	}
	if got := Say(bad, false); !strings.Contains(got, "请填上") {
		t.Errorf("%q", got)
	}
	if got := Say(errors.New("disk on fire"), true); got != "disk on fire" {
		t.Errorf("%q", got)
	}
}

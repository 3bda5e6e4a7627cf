package web_test

import (
	"testing"

	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/web/apidoc"
	"linli/internal/web/gallery"
	"linli/internal/web/i18n"
	"linli/internal/web/i18n/i18ntest"
)

// Every key that the kit, its interface for programs and its gallery name has a text in both languages, and every text is said
// somewhere.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	i18ntest.Complete(t, i18n.Must(web.Words(), gallery.Words(), api.Words(), apidoc.Words()), ".")
}

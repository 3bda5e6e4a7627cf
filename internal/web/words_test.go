package web_test

import (
	"testing"

	"linli/internal/web/gallery"
	"linli/internal/web/i18n/i18ntest"
)

// Every key that the kit and its gallery name has a text in both languages, and every text is said somewhere.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	i18ntest.Complete(t, gallery.Catalogue(), ".")
}

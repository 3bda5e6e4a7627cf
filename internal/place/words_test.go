package place_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"linli/internal/place"
	"linli/internal/place/below"
	"linli/internal/place/edition"
)

// TestEveryKeyHasItsWords reads the sources for translation keys.
func TestEveryKeyHasItsWords(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, w := range slices.Concat(place.Words(), edition.Words(), below.Words()) {
		if said[w[0]] || w[1] == "" || w[2] == "" || strings.Contains(w[1], "{1}") != strings.Contains(w[2], "{1}") {
			t.Errorf("%q is incomplete or there twice", w)
		}
		said[w[0]] = true
	}
	files, err := filepath.Glob("*.go")
	inside, _ := filepath.Glob("*/*.go") // the pattern is right
	files = append(files, inside...)
	if err != nil || len(files) == 0 {
		t.Fatal("no sources", err)
	}
	key := regexp.MustCompile(`"(place\.(import\.|report\.|below\.)?[a-z_0-9]+)"`)
	used := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || filepath.Base(file) == "words.go" {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(body), -1) {
			used[m[1]] = true
		}
	}
	for k := range used {
		switch k {
		case "place.add", "place.rename", "place.end", "place.import", "place.import_below", "place.recode", "place.boundary": // acts of the journal
		case "place.recoded": // an event
		default:
			if !said[k] {
				t.Errorf("%s has no words", k)
			}
		}
	}
	for k := range said {
		if !used[k] && !strings.HasPrefix(k, "place.report.") {
			t.Errorf("%s is never said", k)
		}
	}
}

package archtest

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	listed   = regexp.MustCompile("(?m)^\\|[^|\n]*\\| `([a-z0-9/]+)` `(Fuzz[A-Za-z0-9]+)` \\|")
	declared = regexp.MustCompile(`(?m)^func (Fuzz[A-Za-z0-9]+)\(`)
)

// TestEveryParserHasItsFuzzTarget holds docs/fuzzing.md and the fuzz targets of the tree together: what reads bytes from
// outside stands in the table with the target that tries it, and no target is without its line.
func TestEveryParserHasItsFuzzTarget(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "fuzzing.md"))
	if err != nil {
		t.Fatal(err)
	}
	table, tree := map[string]bool{}, map[string]bool{}
	for _, m := range listed.FindAllStringSubmatch(string(page), -1) {
		table[m[1]+" "+m[2]] = true
	}
	for _, top := range []string{"internal", "cmd", "client", "bench", "solve", "e2e"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			body, err := os.ReadFile(path)
			for _, m := range declared.FindAllStringSubmatch(string(body), -1) {
				dir, _ := filepath.Rel(root, filepath.Dir(path)) // path comes from walking root
				tree[filepath.ToSlash(dir)+" "+m[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(tree) < 30 {
		t.Fatalf("only %d fuzz targets found; the test looks at the wrong folder", len(tree))
	}
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if !table[name] {
			t.Errorf("docs/fuzzing.md has no line for %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if !tree[name] {
			t.Errorf("docs/fuzzing.md names %s, which is not there", name)
		}
	}
}

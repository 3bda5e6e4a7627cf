package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	quoted  = regexp.MustCompile("`([^`\n]+)`")
	clauses = regexp.MustCompile(`(?m)^\| (8\.1[0-9.]*)`)
)

// TestSecurityPagesNameWhatIsThere: what docs/security.md points to is in the tree, so that it claims nothing that is gone;
// and the Chinese page has the same clauses and points to the same.
func TestSecurityPagesNameWhatIsThere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	read := func(name string) string {
		body, err := os.ReadFile(filepath.Join(root, "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	english, chinese, config, rules := read("security.md"), read("security.zh.md"), read("config.md"), ""
	if body, err := os.ReadFile(filepath.Join(root, "internal", "rule", "defaults.csv")); err == nil {
		rules = string(body)
	}
	named := func(page string) (out []string) {
		for _, m := range quoted.FindAllStringSubmatch(page, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	if x, y := named(english), named(chinese); !slices.Equal(x, y) {
		t.Errorf("the pages point to different things:\n%v\n%v", x, y)
	}
	if x, y := clauses.FindAllString(english, -1), clauses.FindAllString(chinese, -1); !slices.Equal(x, y) || len(x) < 25 {
		t.Errorf("the pages have different clauses:\n%v\n%v", x, y)
	}
	for _, name := range named(english) {
		command, isCommand := strings.CutPrefix(name, "linli ")
		first, _, isPath := strings.Cut(name, "/")
		switch _, err := os.Stat(filepath.Join(root, name)); {
		case isCommand:
			if !strings.Contains(config, "## linli "+command+"\n") && !strings.Contains(config, "## linli "+command+" ") {
				t.Errorf("docs/config.md knows no %s", name)
			}
		case strings.HasPrefix(name, "account."):
			if !strings.Contains(rules, "\n"+name+",") {
				t.Errorf("there is no rule %s", name)
			}
		case (isPath && first != "" || name == "deploy" || name == "Makefile" || name == "go.sum") && err != nil:
			t.Errorf("%s: %v", name, err)
		}
	}
}

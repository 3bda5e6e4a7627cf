// Package archtest holds the import rules of docs/architecture.md. A failure names the import and the rule: move the
// code, or say in an ADR why the rule is wrong.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// tiers from below to above. A room may import what stands on an earlier line; the same line only when `beside` says so.
var tiers = [][]string{
	{"id", "errs", "money", "actor", "workday", "flow", "plain", "veil", "remember", "throttle", "few", "metric", "sheet", "geo", "migrations"},
	{"db", "seal"},
	{"event", "journal", "job", "file", "search", "notify", "chain", "recode", "retain", "export", "intake"},
	{"rule", "archive", "dbtest"},
	{"place", "person", "org", "account", "topic"},
	{"ledger", "deliberation", "alliance", "matching", "asset"},
	{"wish", "reception", "survey", "service", "care", "fund", "workforce", "incident", "deputy", "fair", "rural", "exchange", "privacy", "notice"},
	{"web"},
	{"*web"},
	{"app"},
	{"bench"},
	{"cmd"},
}

// beside lists the imports inside one tier, each with its reason.
var beside = map[string][]string{
	"veil":    {"plain"},                               // what is not seen hides nothing
	"workday": {"errs"}, "flow": {"errs"}, "actor": {}, // values use errs to refuse
	"sheet":   {"errs", "plain"}, // what cannot be read is refused, and what hides is not text
	"metric":  {"workday"},       // months are those of China's calendar
	"geo":     {"errs"},          // what is no outline or no point is refused
	"job":     {"event"},
	"journal": {}, "chain": {},
	"file":      {"event", "journal"},            // each act on a file is written down, and lost contents are told of
	"recode":    {"journal"},                     // what has followed is written down chunk by chunk
	"org":       {"person", "place"},             // posts are held by persons, organisations stand at places
	"export":    {"journal", "retain"},           // a number is an act; the register tells what it holds of people
	"intake":    {"journal", "retain", "export"}, // each run is an act; files with people's data end; tables go out by number
	"account":   {"person", "org", "place"},
	"person":    {"place"},
	"exchange":  {"wish", "reception"}, // what goes out is what they have
	"reception": {"wish"},              // what is said at a tea is filed as a wish, and what is open makes one due
}

// pure are the layers of a feature that may not know of HTTP, templates or database/sql.
var forbiddenInFeatures = []string{"net/http", "database/sql", "github.com/a-h/templ", "html/template"}

// features are the tiers whose rooms are features or what features stand on.
var features = slices.Concat(tiers[4], tiers[5], tiers[6])

type pkg struct {
	room    string // first folder below internal, or cmd, bench, client, solve, e2e
	path    string // slash path below the module
	imports []string
}

func TestImportRules(t *testing.T) {
	t.Parallel()
	pkgs := read(t)
	if len(pkgs) < 15 {
		t.Fatalf("only %d packages found; the test looks at the wrong folder", len(pkgs))
	}
	for _, p := range pkgs {
		for _, imp := range p.imports {
			if why := broken(p, imp); why != "" {
				t.Errorf("%s imports %s: %s", p.path, imp, why)
			}
		}
	}
}

// broken is the rule that an import breaks, empty when it is allowed.
func broken(p pkg, imp string) string {
	own, inside := strings.CutPrefix(imp, "linli/")
	if helper(own) && !helper(p.path) {
		return "what helps tests is imported by tests only"
	}
	if helper(p.path) && page(path.Dir(p.path)) {
		return "" // it stands where the tests of those pages stand, and puts pages together as app does
	}
	if slices.Contains(features, p.room) && !page(p.path) && slices.Contains(forbiddenInFeatures, imp) {
		return "a feature knows neither HTTP, nor templates, nor database/sql (rule 2)"
	}
	if !inside {
		return ""
	}
	to := room(own)
	switch p.room {
	case "solve", "client":
		if to != p.room {
			return "solve and client import nothing of ours (rules 1 and 3)"
		}
		return ""
	case "cmd":
		if !slices.Contains([]string{"app", "solve", "bench", "cmd"}, to) {
			return "cmd imports only app, solve and bench (rule 1)"
		}
		return ""
	case "web":
		if !slices.Contains([]string{"web", "errs", "actor", "id"}, to) {
			return "the kit knows values only, no feature"
		}
		return ""
	case "e2e", "archtest":
		return ""
	}
	if to == "client" && p.room == "bench" || to == "solve" {
		return ""
	}
	if page(own) && p.room != "app" && !strings.HasPrefix(p.path, own+"/") {
		return "only app imports page packages; a page package imports none but the one it stands in (rules 1 and 7)"
	}
	from, target := tier(p), tierOf(own)
	if target < 0 || from < 0 {
		return "the room is in no tier: add it to tiers"
	}
	if target < from || to == p.room {
		return ""
	}
	if target == from && slices.Contains(beside[p.room], to) {
		return ""
	}
	return "nothing imports upwards, and beside only with a reason (rules 1 and 3)"
}

// page tells whether a package is pages of a feature; the kit is none.
func page(path string) bool { return strings.HasSuffix(path, "web") && room(path) != "web" }

// helper tells whether a package only helps tests: dbtest, webtest, wishwebtest.
func helper(path string) bool {
	return strings.HasPrefix(path, "internal/") && strings.HasSuffix(path, "test")
}

// room is the first folder that names a place in the house.
func room(path string) string {
	path = strings.TrimPrefix(path, "internal/")
	first, _, _ := strings.Cut(path, "/")
	return first
}

func tier(p pkg) int { return tierOf(p.path) }

func tierOf(path string) int {
	name := room(path)
	if page(path) {
		name = "*web"
	}
	return slices.IndexFunc(tiers, func(names []string) bool { return slices.Contains(names, name) })
}

// read is every package of the module with what its non-test files import.
func read(t *testing.T) []pkg {
	t.Helper()
	root := filepath.Join("..", "..")
	byPath := map[string]*pkg{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path) // path comes from walking root
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "testdata" || rel == "tools") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		p := byPath[dir]
		if p == nil {
			p = &pkg{path: dir, room: room(dir)}
			byPath[dir] = p
		}
		for _, i := range f.Imports {
			if name, err := strconv.Unquote(i.Path.Value); err == nil && !slices.Contains(p.imports, name) {
				p.imports = append(p.imports, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]pkg, 0, len(byPath))
	for _, p := range byPath {
		out = append(out, *p)
	}
	return out
}

// A rule that cannot fail is no rule: each of these must be refused.
func TestTheRulesRefuse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ path, imp string }{
		"a feature that serves HTTP":           {"internal/wish", "net/http"},
		"a feature that opens a database":      {"internal/wish", "database/sql"},
		"a lower room that looks up":           {"internal/place", "linli/internal/wish"},
		"a feature that uses its own pages":    {"internal/wish", "linli/internal/wish/wishweb"},
		"a page package that uses another":     {"internal/wish/wishweb", "linli/internal/account/accountweb"},
		"a page package that uses its sibling": {"internal/wish/wishweb/deskweb", "linli/internal/wish/wishweb/residentweb"},
		"a page package that uses one inside":  {"internal/wish/wishweb", "linli/internal/wish/wishweb/deskweb"},
		"a page package that begins alike":     {"internal/wish/wishweb2/web", "linli/internal/wish/wishweb"},
		"pages that use the world of tests":    {"internal/wish/wishweb/deskweb", "linli/internal/wish/wishweb/wishwebtest"},
		"a program with the tests' database":   {"internal/app", "linli/internal/dbtest"},
		"the tests' database that looks up":    {"internal/dbtest", "linli/internal/wish"},
		"a command that goes past app":         {"cmd/linli", "linli/internal/wish"},
		"a solver that knows the house":        {"solve/ballot", "linli/internal/errs"},
		"a client that knows the house":        {"client", "linli/internal/wish"},
		"the kit that knows a feature":         {"internal/web", "linli/internal/wish"},
		"two values beside without a reason":   {"internal/actor", "linli/internal/errs"},
	} {
		if broken(pkg{path: c.path, room: room(c.path)}, c.imp) == "" {
			t.Errorf("%s: %s may import %s", name, c.path, c.imp)
		}
	}
}

// TestSizes keeps rooms small enough to read: 500 lines a file, 2,500 a package, without tests and generated code.
func TestSizes(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	lines := map[string]int{}
	for _, top := range []string{"internal", "cmd", "client", "bench", "solve", "e2e"} {
		_ = filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_gen.go") {
				return nil // a folder that is not there yet has no sizes
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			n := strings.Count(string(body), "\n")
			lines[filepath.Dir(path)] += n
			if n > 500 {
				t.Errorf("%s has %d lines", path, n)
			}
			return nil
		})
	}
	for dir, n := range lines {
		if n > 2500 {
			t.Errorf("%s has %d lines; redraw the room", dir, n)
		}
	}
}

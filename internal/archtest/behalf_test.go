package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ownActs are the acts, by room and function, that nobody does as a proxy in the rooms whose policies know proxies, each
// with its reason. Whoever adds one here has looked at its policy.
var ownActs = map[string]string{
	"person.createTx":  "who somebody is, is written down by a desk",
	"person.Update":    "a proxy acts for somebody and does not change who that is (person.MayUpdate)",
	"person.contactTx": "the desk only (person.MaySetContact)",
	"person.overTx":    "the desk only: a table that it reads in",
	"person.Reveal":    "under a post only",
	"calendar.Make":    "an address of one's own account",
	"calendar.Revoke":  "an address of one's own account",
	"privacy.Sweep":    "a job of the system",
	"privacy.Publish":  "who administers",
	"reception.tell":   "under a post only (reception.May, MayKeep); wishes that are heard say for whom in their own row",
	"reception.Enter":  "a guest has no account, and acts for nobody",
}

// Where a policy knows proxies, each row of the journal says for whom the act was done, or the act stands in ownActs. So an
// act that is added to such a room cannot forget it.
func TestJournalRowsSayForWhom(t *testing.T) {
	t.Parallel()
	rooms, unused := 0, map[string]bool{}
	for name := range ownActs {
		unused[name] = true
	}
	for _, p := range read(t) {
		if !strings.HasPrefix(p.path, "internal/") || page(p.path) || slices.Contains([]string{"actor", "account", "app"}, p.room) {
			continue // accounts are one's own, and app has no policy
		}
		files := parsed(t, p.path)
		if !slices.ContainsFunc(files, knowsProxies) {
			continue
		}
		rooms++
		for _, f := range files {
			for _, fn := range forgetful(f) {
				name := path.Base(p.path) + "." + fn
				if _, ok := ownActs[name]; !ok {
					t.Errorf("%s writes a journal row without OnBehalfOf: say for whom, or name it in ownActs with the reason", name)
				}
				delete(unused, name)
			}
		}
	}
	for name := range unused {
		t.Errorf("%s stands in ownActs and writes no such row", name)
	}
	if rooms < 4 {
		t.Errorf("%d rooms know proxies; the test does not see them", rooms)
	}
}

func parsed(t *testing.T, dir string) (out []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(dir), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// knowsProxies tells whether a file asks whether somebody is a person or acts for one (actor.Is, ActsFor), or takes a word
// for it from another room (Behalf).
func knowsProxies(f *ast.File) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			s, ok := n.Fun.(*ast.SelectorExpr)
			found = found || ok && s.Sel.Name == "Is" && len(n.Args) == 1 // errors.Is and errs.Is take two
		case *ast.SelectorExpr:
			found = found || n.Sel.Name == "ActsFor" || n.Sel.Name == "Behalf"
		}
		return !found
	})
	return found
}

// forgetful are the functions of a file that make a journal.Entry without OnBehalfOf.
func forgetful(f *ast.File) (out []string) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			s, ok := lit.Type.(*ast.SelectorExpr)
			if !ok || s.Sel.Name != "Entry" {
				return true
			}
			if x, ok := s.X.(*ast.Ident); !ok || x.Name != "journal" {
				return true
			}
			named := slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					return false
				}
				key, ok := kv.Key.(*ast.Ident)
				return ok && key.Name == "OnBehalfOf"
			})
			if !named {
				out = append(out, fn.Name.Name)
			}
			return true
		})
	}
	return out
}

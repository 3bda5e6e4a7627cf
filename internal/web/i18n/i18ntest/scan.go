// Package i18ntest finds, in the sources of a program, translation keys that no table has and texts that nothing says.
package i18ntest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linli/internal/web/i18n"
)

// Complete fails for each key that the Go sources below the folders name and the catalogue does not have, and for each
// text of the catalogue that nothing names. Templates are seen through the Go generated from them; tests are left out, and
// the folders named …test that help them.
//
// A key is named by T("key"), errs.New(kind, "key"), errs.Because(kind, err, "key"), f.Bad(field, "key"), i18n.Key("key"),
// and by the fields Key and Word of a literal. T("prefix." + x) names every key that begins so, and there must be one.
// For “nothing names it” any string that is the key, or the beginning of a sum, counts.
func Complete(t testing.TB, c *i18n.Catalogue, dirs ...string) {
	t.Helper()
	s, err := scan(dirs...)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range s.check(c) {
		t.Error(complaint)
	}
}

// sources is what was found: who names a key, and every string that might be one.
type sources struct {
	named    map[string]string // key -> where
	prefixes map[string]string // beginning of a sum in a place for a key -> where
	strings  map[string]bool
	begins   map[string]bool // beginnings of any sum
}

func scan(dirs ...string) (*sources, error) {
	s := &sources{named: map[string]string{}, prefixes: map[string]string{}, strings: map[string]bool{}, begins: map[string]bool{}}
	fset := token.NewFileSet()
	for _, dir := range dirs {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && strings.HasSuffix(path, "test") {
				return fs.SkipDir
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			full := filepath.Join(dir, path)
			f, err := parser.ParseFile(fset, full, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			s.file(fset, f)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *sources) file(fset *token.FileSet, f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if isTable(n.Type) {
				return false // the definitions themselves
			}
		case *ast.CallExpr:
			if at := keyArgument(n); at >= 0 && at < len(n.Args) {
				s.name(fset, n.Args[at])
			}
		case *ast.KeyValueExpr:
			if field, ok := n.Key.(*ast.Ident); ok && (field.Name == "Key" || field.Name == "Word") {
				s.name(fset, n.Value)
			}
		case *ast.BinaryExpr:
			if text, ok := literal(n.X); ok && n.Op == token.ADD {
				s.begins[text] = true
			}
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.strings[text] = true
			}
		}
		return true
	})
}

// isTable tells whether a literal is a table of messages: []i18n.Message.
func isTable(t ast.Expr) bool {
	list, ok := t.(*ast.ArrayType)
	if !ok {
		return false
	}
	switch e := list.Elt.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name == "Message"
	case *ast.Ident:
		return e.Name == "Message"
	}
	return false
}

// keyArgument is the place of the key among a call's arguments; -1 when the call takes none.
func keyArgument(call *ast.CallExpr) int {
	name, owner := called(call.Fun)
	switch {
	case name == "T" && owner == "web": // web.T(ctx, key)
		return 1
	case name == "T" && owner != "": // p.T(key)
		return 0
	case name == "T": // T(ctx, key), inside the kit
		return 1
	case owner == "errs" && name == "New", name == "Bad":
		return 1
	case owner == "errs" && name == "Because":
		return 2
	case owner == "i18n" && name == "Key":
		return 0
	}
	return -1
}

func called(f ast.Expr) (name, owner string) {
	switch f := f.(type) {
	case *ast.Ident:
		return f.Name, ""
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return f.Sel.Name, x.Name
		}
		return f.Sel.Name, "?"
	}
	return "", ""
}

// name notes a key, or the beginning of one.
func (s *sources) name(fset *token.FileSet, e ast.Expr) {
	if text, ok := literal(e); ok && text != "" {
		s.named[text] = fset.Position(e.Pos()).String()
		return
	}
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		if text, ok := literal(sum.X); ok {
			s.prefixes[text] = fset.Position(e.Pos()).String()
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func (s *sources) check(c *i18n.Catalogue) []string {
	keys := c.Keys()
	shape := regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	var complaints []string
	for key, where := range s.named {
		if shape.MatchString(key) && !c.Has(key) {
			complaints = append(complaints, fmt.Sprintf("%s: no table has the key %q", where, key))
		}
		if !shape.MatchString(key) && !c.Has(key) && strings.Contains(where, "_templ.go") {
			complaints = append(complaints, fmt.Sprintf("%s: %q is not a key", where, key))
		}
	}
	for prefix, where := range s.prefixes {
		if !slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, prefix) }) {
			complaints = append(complaints, fmt.Sprintf("%s: no table has a key that begins with %q", where, prefix))
		}
	}
	for _, key := range keys {
		if !s.strings[key] && !s.begun(key) {
			complaints = append(complaints, fmt.Sprintf("nothing says %q", key))
		}
	}
	slices.Sort(complaints)
	return complaints
}

func (s *sources) begun(key string) bool {
	for prefix := range s.begins {
		if strings.Contains(prefix, ".") && strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

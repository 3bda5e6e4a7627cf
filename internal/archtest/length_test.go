package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// longest is how many lines a function may have, from its name to its last brace.
const longest = 40

// long are the functions that are older than this rule and still longer, with how long they may be: the list may only shrink. Tables of data in the form of a
// function are found by their result and need no line here.
var long = map[string]int{
	"internal/account Service.ConfirmFactor": 41,
	"internal/app/console Backup":            41,
	"internal/app/doctor files":              45,
	"internal/privacy Service.EraseRest":     41,
}

// TestFunctionLengths keeps every function short enough to see at once: 40 lines, without tests, generated code and tables.
func TestFunctionLengths(t *testing.T) {
	t.Parallel()
	root, seen := filepath.Join("..", ".."), map[string]bool{}
	for _, top := range []string{"internal", "cmd", "client", "bench", "solve", "e2e"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
				strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_gen.go") {
				return err
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(root, filepath.Dir(path)) // path comes from walking root
			for _, decl := range f.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok || table(fn) {
					continue
				}
				name := filepath.ToSlash(rel) + " " + named(fn)
				n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
				seen[name] = true
				if most := max(longest, long[name]); n > most {
					t.Errorf("%s has %d lines, %d are enough: name its parts", name, n, most)
				} else if long[name] > n {
					t.Errorf("%s has only %d lines now: say so in the list", name, n)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) < 1000 {
		t.Fatalf("only %d functions found; the test looks at the wrong folder", len(seen))
	}
	for name := range long {
		if !seen[name] {
			t.Errorf("%s is gone: take it off the list", name)
		}
	}
}

// table tells whether a function only returns a literal: a table of data.
func table(fn *ast.FuncDecl) bool {
	if fn.Body == nil || len(fn.Body.List) != 1 {
		return false
	}
	ret, ok := fn.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return false
	}
	_, ok = ret.Results[0].(*ast.CompositeLit)
	return ok
}

// named is a function's name with its receiver's: Service.Create.
func named(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	of := fn.Recv.List[0].Type
	for {
		switch x := of.(type) {
		case *ast.StarExpr:
			of = x.X
		case *ast.IndexExpr:
			of = x.X
		case *ast.Ident:
			return x.Name + "." + fn.Name.Name
		default:
			return fn.Name.Name
		}
	}
}

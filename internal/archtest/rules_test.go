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

// The rules are read before a transaction and handed in (wish.Change.Book, wish.Changed.Book): where their copy in memory is too
// old, reading them is a query of its own, and beside a running write there is none.
func TestRulesAreReadBeforeATransaction(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(filepath.Join("..", "..", "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil && inside(fn) {
				if seen++; readsRules(fn) {
					t.Errorf("%s %s reads the rules inside a transaction", filepath.ToSlash(path), named(fn))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 300 {
		t.Fatalf("only %d functions found", seen)
	}
}

// readsRules tells whether a function asks a store for its rules.
func readsRules(fn *ast.FuncDecl) (yes bool) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
			of, ok := call.Fun.(*ast.SelectorExpr)
			yes = yes || ok && of.Sel.Name == "Book"
		}
		return true
	})
	return yes
}

// inside tells whether a function gets a transaction, or what may be one.
func inside(fn *ast.FuncDecl) bool {
	for _, p := range fn.Type.Params.List {
		x := p.Type
		if star, ok := x.(*ast.StarExpr); ok {
			x = star.X
		}
		of, ok := x.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		switch in, _ := of.X.(*ast.Ident); {
		case in == nil:
		case in.Name == "db" && (of.Sel.Name == "Tx" || of.Sel.Name == "Querier"), in.Name == "wish" && of.Sel.Name == "Change":
			return true
		}
	}
	return false
}

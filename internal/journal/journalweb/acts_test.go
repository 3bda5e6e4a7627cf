package journalweb_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linli/internal/journal/journalweb"
	"linli/internal/web/i18n"
)

// former are acts that earlier releases wrote: their rows are still read.
var former = []string{"wish.export"}

// Everything that the house writes into its journal is read in words: each act, the feature by which it is looked for, and each kind of
// what it was done to, in both languages. What is written is read from the source, so that a new one cannot be forgotten.
func TestEveryActHasWords(t *testing.T) {
	t.Parallel()
	src := read(t)
	acts, kinds := src.written(t)
	if len(acts) < 100 || len(kinds) < 20 {
		t.Fatalf("only %d acts and %d kinds found: the test reads the wrong things", len(acts), len(kinds))
	}
	words := map[string]i18n.Message{}
	for _, m := range journalweb.Words() {
		words[m[0]] = m
	}
	need := func(key string) {
		if m := words[key]; m[1] == "" || m[2] == "" {
			t.Errorf("no words for %s", key)
		}
	}
	acts = append(acts, former...)
	groups := map[string]bool{}
	for _, act := range acts {
		need("journal.act." + act)
		group, _, _ := strings.Cut(act, ".")
		groups[group] = true
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		need("journal.group." + group)
	}
	for _, kind := range kinds {
		need("journal.kind." + kind)
	}
	for key := range words {
		if act, ok := strings.CutPrefix(key, "journal.act."); ok && !slices.Contains(acts, act) {
			t.Errorf("nobody writes %s", act)
		}
		if kind, ok := strings.CutPrefix(key, "journal.kind."); ok && !slices.Contains(kinds, kind) {
			t.Errorf("nothing is a %s", kind)
		}
	}
}

// pkg is one package of the house: its functions and what its constants say.
type pkg struct {
	files  []*ast.File
	consts map[string]string
	typed  map[string][]string // values of the constants of a type
}

// source is the house by folder.
type source struct {
	fset *token.FileSet
	pkgs map[string]*pkg
}

func read(t *testing.T) *source {
	t.Helper()
	s := &source{token.NewFileSet(), map[string]*pkg{}}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		f, err := parser.ParseFile(s.fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		p := s.pkgs[dir]
		if p == nil {
			p = &pkg{consts: map[string]string{}, typed: map[string][]string{}}
			s.pkgs[dir] = p
		}
		p.add(f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (p *pkg) add(f *ast.File) {
	p.files = append(p.files, f)
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			for i, name := range v.Names {
				if i >= len(v.Values) {
					continue
				}
				if lit, ok := v.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, _ := strconv.Unquote(lit.Value)
					p.consts[name.Name] = text
					if of, ok := v.Type.(*ast.Ident); ok {
						p.typed[of.Name] = append(p.typed[of.Name], text)
					}
				}
			}
		}
	}
}

// written are the acts and kinds of every journal.Entry of the house; one whose act cannot be told fails the test.
func (s *source) written(t *testing.T) (acts, kinds []string) {
	t.Helper()
	into := map[string]map[string]bool{"Act": {}, "Kind": {}}
	for dir, p := range s.pkgs {
		for _, f := range p.files {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				ast.Inspect(fn, func(n ast.Node) bool {
					lit, ok := n.(*ast.CompositeLit)
					if !ok || !isEntry(lit.Type) {
						return true
					}
					for _, e := range lit.Elts {
						kv, ok := e.(*ast.KeyValueExpr)
						if !ok {
							continue
						}
						found := into[kv.Key.(*ast.Ident).Name]
						if found == nil {
							continue
						}
						values := s.eval(kv.Value, fn, dir, 0)
						if len(values) == 0 {
							t.Errorf("%s: what is written here cannot be told from the source", s.fset.Position(kv.Pos()))
						}
						for _, v := range values {
							found[v] = true
						}
					}
					return true
				})
			}
		}
	}
	return slices.Sorted(maps.Keys(into["Act"])), slices.Sorted(maps.Keys(into["Kind"]))
}

func isEntry(x ast.Expr) bool {
	of, ok := x.(*ast.SelectorExpr)
	if !ok || of.Sel.Name != "Entry" {
		return false
	}
	in, ok := of.X.(*ast.Ident)
	return ok && in.Name == "journal"
}

// deepest is through how many calls a value is followed.
const deepest = 6

// eval are the texts that an expression of a function may be; none where that cannot be told.
func (s *source) eval(x ast.Expr, fn *ast.FuncDecl, dir string, depth int) []string {
	p := s.pkgs[dir]
	if depth > deepest {
		return nil
	}
	switch x := x.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(x.Value)
		return []string{text}
	case *ast.BinaryExpr:
		var out []string
		for _, a := range s.eval(x.X, fn, dir, depth) {
			for _, b := range s.eval(x.Y, fn, dir, depth) {
				out = append(out, a+b)
			}
		}
		return out
	case *ast.CallExpr:
		return s.called(x, fn, dir, depth)
	case *ast.SelectorExpr:
		if in, ok := x.X.(*ast.Ident); ok {
			for other, q := range s.pkgs {
				if v, found := q.consts[x.Sel.Name]; found && filepath.Base(other) == in.Name {
					return []string{v}
				}
			}
		}
		if x.Sel.Name == "Act" || x.Sel.Name == "Kind" { // a field of a type of that name: any of its constants
			return s.field(x, fn, dir)
		}
	case *ast.Ident:
		if v, ok := p.consts[x.Name]; ok {
			return []string{v}
		}
		return s.variable(x.Name, fn, dir, depth)
	}
	return nil
}

// field are the constants of the type of a field Act or Kind: of this package, or of the package of the parameter that has it.
func (s *source) field(x *ast.SelectorExpr, fn *ast.FuncDecl, dir string) []string {
	if own := s.pkgs[dir].typed[x.Sel.Name]; len(own) > 0 {
		return own
	}
	of, _ := x.X.(*ast.Ident)
	for _, p := range fn.Type.Params.List {
		for _, n := range p.Names {
			typ, ok := p.Type.(*ast.SelectorExpr)
			if !ok || of == nil || n.Name != of.Name {
				continue
			}
			for other, q := range s.pkgs {
				if filepath.Base(other) == typ.X.(*ast.Ident).Name {
					return q.typed[x.Sel.Name]
				}
			}
		}
	}
	return nil
}

// called are the texts that a conversion or a function of the package gives.
func (s *source) called(x *ast.CallExpr, fn *ast.FuncDecl, dir string, depth int) (out []string) {
	name, ok := x.Fun.(*ast.Ident)
	if !ok {
		return nil
	}
	if name.Name == "string" {
		return s.eval(x.Args[0], fn, dir, depth)
	}
	for _, f := range s.pkgs[dir].files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.FuncDecl); ok && g.Recv == nil && g.Name.Name == name.Name && g.Body != nil {
				ast.Inspect(g.Body, func(n ast.Node) bool {
					if r, ok := n.(*ast.ReturnStmt); ok {
						out = append(out, s.eval(r.Results[0], g, dir, depth+1)...)
					}
					return true
				})
			}
		}
	}
	return out
}

// variable are the texts that a name of a function may be: what it is given there, any constant of its type, or what callers hand in.
func (s *source) variable(name string, fn *ast.FuncDecl, dir string, depth int) (out []string) {
	at := 0
	for _, field := range fn.Type.Params.List {
		for _, n := range field.Names {
			if n.Name == name {
				if of, ok := field.Type.(*ast.Ident); ok && len(s.pkgs[dir].typed[of.Name]) > 0 {
					return s.pkgs[dir].typed[of.Name]
				}
				return append(s.assigned(name, fn, dir, depth), s.handed(fn, at, dir, depth)...)
			}
			at++
		}
	}
	return s.assigned(name, fn, dir, depth)
}

func (s *source) assigned(name string, fn *ast.FuncDecl, dir string, depth int) (out []string) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		for i := 0; ok && i < len(set.Lhs); i++ {
			if id, is := set.Lhs[i].(*ast.Ident); is && id.Name == name && len(set.Rhs) == len(set.Lhs) {
				out = append(out, s.eval(set.Rhs[i], fn, dir, depth+1)...)
			}
		}
		return true
	})
	return out
}

// handed are the texts that callers of a function hand in at a position.
func (s *source) handed(fn *ast.FuncDecl, at int, dir string, depth int) (out []string) {
	for other, p := range s.pkgs {
		if other != dir && !fn.Name.IsExported() {
			continue
		}
		for _, f := range p.files {
			for _, d := range f.Decls {
				g, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				ast.Inspect(g, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok && callee(call) == fn.Name.Name && len(call.Args) == fn.Type.Params.NumFields() {
						out = append(out, s.eval(call.Args[at], g, other, depth+1)...)
					}
					return true
				})
			}
		}
	}
	return out
}

func callee(call *ast.CallExpr) string {
	switch x := call.Fun.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
)

// Every table of either engine is known: what it holds of people ends by a rule that the daily run goes by, by a job, or it says
// why it needs no end. Whoever adds a table says so in kept.go.
func TestEveryTableEndsOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, err := New(t.Context(), Config{DSN: dsn(t)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = a.Close() })
			known := map[string]bool{}
			for _, name := range tablesOf(t, a.DB) {
				i := slices.IndexFunc(tables, func(k kept) bool {
					family, many := strings.CutSuffix(k.Table, "*")
					return k.Table == name || many && strings.HasPrefix(name, family)
				})
				if i < 0 {
					t.Errorf("table %s stands neither among those that end nor among those that need no end (kept.go)", name)
					continue
				}
				known[tables[i].Table] = true
			}
			periods, err := a.Privacy.Periods(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ends := map[string]bool{}
			for _, k := range tables {
				if !known[k.Table] {
					t.Errorf("there is no table %s", k.Table)
				}
				if n := len(slices.DeleteFunc([]string{k.Entity, k.By, k.Why}, func(s string) bool { return s == "" })); n != 1 || (k.Why == "") != (k.Does != "") {
					t.Errorf("%s: one of a rule, a job, a reason; and what is done, where something is", k.Table)
				}
				ends[k.Entity] = true
			}
			for _, p := range periods {
				if !ends[p.Entity] {
					t.Errorf("retention.%s ends nothing that a table names", p.Entity)
				}
				delete(ends, p.Entity)
			}
			delete(ends, "")
			if len(ends) > 0 {
				t.Errorf("the daily run ends none of %v", ends)
			}
		})
	}
}

func tablesOf(t *testing.T, d *db.DB) []string {
	t.Helper()
	text := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
	if d.Engine() == db.Postgres {
		text = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace ORDER BY relname"
	}
	names, err := db.All(t.Context(), d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, text)
	if err != nil || len(names) < 30 {
		t.Fatalf("%d tables, %v", len(names), err)
	}
	return names
}

// Finished jobs stay in the database for a while: what a job is told is an id, a hash or a number, never anything of a person.
func TestJobsAreToldNothingOfPeople(t *testing.T) {
	t.Parallel()
	allowed := map[string]string{
		"sendCodeArgs.ID":    "of the code's row, where the telephone is sealed",
		"tellArgs.Wish":      "an id of a wish",
		"dropArgs.Content":   "a hash of bytes that are being removed",
		"recodeArgs.Edition": "a number",
		"intakeArgs.Run":     "an id of a run",
		"trainArgs.District": "the code of a district",
		"trainArgs.Run":      "a number",
	}
	files, err := parser.ParseFile(token.NewFileSet(), "jobs.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds, fields := 0, map[string]bool{}
	ast.Inspect(files, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !strings.HasSuffix(spec.Name.Name, "Args") {
			return true
		}
		kinds++
		for _, f := range spec.Type.(*ast.StructType).Fields.List {
			if len(f.Names) == 0 {
				t.Errorf("%s embeds another type", spec.Name.Name)
			}
			for _, name := range f.Names {
				fields[spec.Name.Name+"."+name.Name] = true
			}
		}
		return true
	})
	for f := range fields {
		if allowed[f] == "" {
			t.Errorf("the job's argument %s is new: say why it holds nothing of a person", f)
		}
	}
	if kinds < 10 || len(fields) < len(allowed) {
		t.Errorf("%d kinds of jobs with %v", kinds, fields)
	}
}

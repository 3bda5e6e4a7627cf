package console_test

import (
	"bytes"
	"strings"
	"testing"

	"linli/internal/app/console"
	"linli/internal/dbtest"
)

// engines runs a test of commands on an empty installation of each engine.
func engines(t *testing.T, fn func(t *testing.T, dsn string)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, open(t))
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// street is a street with two communities, as `linli import divisions` leaves them.
func street(t *testing.T, dsn string) {
	t.Helper()
	const list = "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		"320613007002,城北村社区居委会,320613007000,5\n320613007005,中心村社区居委会,320613007000,5\n"
	must(t, console.ImportDivisions(t.Context(), dsn, console.Divisions{File: strings.NewReader(list), Name: "list.csv", Out: new(bytes.Buffer), Progress: new(bytes.Buffer)}))
}

func TestImportNeighbourhoods(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		street(t, dsn)
		run := func(file string, english bool) (string, error) {
			var b bytes.Buffer
			err := console.ImportNeighbourhoods(t.Context(), dsn, console.Neighbourhoods{File: strings.NewReader(file), Name: "n.csv", Out: &b, English: english})
			return b.String(), err
		}
		const good = "community,name,number,building\n320613007005,永兴邻里,,1幢\n320613007005,濠景邻里,12,\n"
		says, err := run(good+"320613007099,无名邻里,,\n320613007005,甲邻里,0,\n", true)
		if err == nil || !strings.Contains(console.Say(err, true), "2 errors found; nothing was imported") ||
			!strings.Contains(says, "line 4 community: There is no such community") || !strings.Contains(says, "line 5 number: A number is 1 to 999") {
			t.Errorf("bad rows: %s%v", says, err)
		}
		if says, err = run(good, false); err != nil || !strings.Contains(says, "新增邻里 2，楼栋 1") {
			t.Errorf("good rows: %s%v", says, err)
		}
		if says, err = run(good, false); err != nil || !strings.Contains(says, "没有改动") {
			t.Errorf("again: %s%v", says, err)
		}
		if says, err = run("name\n", false); err == nil || says != "" || !strings.Contains(console.Say(err, false), "community,name") {
			t.Errorf("no such file: %q, %v", says, err)
		}
	})
}

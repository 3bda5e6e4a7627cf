package below_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/place/below"
	"linli/internal/place/edition"
)

const (
	centre = "320613007005"
	north  = "320613007002"
)

var machine = actor.Job("test")

// district is two communities and one that ended when the first took its place.
func district(t *testing.T, d *db.DB) {
	t.Helper()
	const before = "code,name,parent_code,level\n320613000000,崇川区,320600000000,3\n320613007000,钟秀街道,320613000000,4\n" +
		centre + ",中心村社区居委会,320613007000,5\n"
	for _, list := range []string{before + "320613007001,百花村社区居委会,320613007000,5\n", before + north + ",城北村社区居委会,320613007000,5\n"} {
		if _, err := edition.Import(t.Context(), d, machine, strings.NewReader(list), edition.Options{}); err != nil {
			t.Fatal(err)
		}
	}
}

// tree is every place below a community as code=name, in order.
func tree(t *testing.T, d *db.DB, code string) (out []string) {
	t.Helper()
	children, err := place.Children(t.Context(), d, code)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range children {
		out = append(append(out, p.Code[12:]+"="+p.Name), tree(t, d, p.Code)...)
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func journalled(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.Value[int64](t.Context(), d, "SELECT COUNT(*) FROM journal WHERE act = 'place.import_below'")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImportBelow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		in := func(file string) (below.Report, error) {
			return below.Import(t.Context(), d, machine, strings.NewReader(file), "file.csv")
		}
		const file = "\ufeffname,community,number,building,note\r\n" +
			"永兴邻里," + centre + ",,1幢,\r\n" + // next free: after 7, which the file gives away
			"永兴邻里," + centre + ",,2幢,x\r\n" +
			",,,,\r\n" +
			"濠景邻里," + centre + ",7,,\r\n" +
			"城北邻里," + north + ",,,\r\n"
		rep, err := in(file)
		if err != nil || rep.Rows != 4 || rep.Neighbourhoods != 3 || rep.Buildings != 2 || rep.Present != 0 || len(rep.Ignored) != 1 {
			t.Fatalf("%+v, %v", rep, err)
		}
		want := []string{"007=濠景邻里", "008=永兴邻里", "008001=1幢", "008002=2幢"}
		same(t, "first", tree(t, d, centre), want...)
		same(t, "the other community", tree(t, d, north), "001=城北邻里")
		if n := journalled(t, d); n != 2 {
			t.Errorf("%d rows of the journal for two communities", n)
		}
		rep, err = in(file)
		if err != nil || rep.Neighbourhoods+rep.Buildings != 0 || rep.Present != 4 || journalled(t, d) != 2 {
			t.Errorf("again: %+v, %v", rep, err)
		}
		same(t, "again", tree(t, d, centre), want...)
		rep, err = in("community,name,building\n" + centre + ",永兴邻里,3幢\n" + centre + ",永兴邻里,2幢\n" + centre + ",新邻里,\n")
		if err != nil || rep.Neighbourhoods != 1 || rep.Buildings != 1 || rep.Present != 1 {
			t.Errorf("more: %+v, %v", rep, err)
		}
		same(t, "more", tree(t, d, centre), append(want, "008003=3幢", "009=新邻里")...)
	})
}

// Every bad row is named with its line, and nothing is written, also not what is good.
func TestBadRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		s := place.New(d)
		for _, name := range []string{"旧邻里", "永兴邻里"} {
			if _, err := s.AddNeighbourhood(t.Context(), machine, place.Addition{Parent: centre, Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.End(t.Context(), machine, centre+"001", ""); err != nil {
			t.Fatal(err)
		}
		before := tree(t, d, centre)
		bad := []struct{ row, key string }{
			{north + ",好邻里,,", ""},
			{"3206130070,短邻里,,", "place.below.community"},
			{"320613007,街邻里,,", "place.below.community"},
			{"320613007099,无邻里,,", "place.below.unknown"},
			{"320613007001,撤邻里,,", "place.below.ended"},
			{centre + ",,,", "place.name_empty"},
			{centre + ",甲邻里,1000,", "place.below.number"},
			{centre + ",乙邻里,+5,", "place.below.number"},
			{centre + ",丙邻里,1,", "place.below.number_used"},
			{centre + ",丁邻里,2,", "place.below.number_taken"},
			{centre + ",永兴邻里,9,", "place.below.other_number"},
			{centre + ",戊邻里,20,", ""},
			{centre + ",戊邻里,21,1幢", "place.below.two_numbers"},
			{centre + ",己邻里,20,", "place.below.number_twice"},
			{centre + ",庚邻里,,1幢", ""},
			{centre + ",庚邻里,,1幢", "place.below.building_twice"},
			{centre + ",辛邻里,,", ""},
			{centre + ",辛邻里,,", "place.below.twice"},
			{centre + ",\xd6\xd0,,", "place.not_utf8"},
			{centre + ",字段,,,,", "place.import.fields"},
		}
		text, want := "community,name,number,building\n", []string{}
		for i, b := range bad {
			text += b.row + "\n"
			if b.key != "" {
				want = append(want, fmt.Sprintf("%d:%s", i+2, b.key))
			}
		}
		rep, err := below.Import(t.Context(), d, machine, strings.NewReader(text), "file.csv")
		if !errs.Is(err, errs.Invalid) {
			t.Fatal(err)
		}
		var got []string
		for _, p := range rep.Problems {
			got = append(got, fmt.Sprintf("%d:%s", p.Line, p.Key))
		}
		same(t, "problems", got, want...)
		same(t, "nothing is written", tree(t, d, centre), before...)
		same(t, "nor elsewhere", tree(t, d, north))
		var b bytes.Buffer
		if err := rep.WriteText(&b, "zh"); err != nil || !strings.Contains(b.String(), "第 4 行 community：不是社区") {
			t.Errorf("%s%v", b.String(), err)
		}
	})
}

func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	clerk := actor.Actor{Account: "a", Person: "p", Posts: []actor.Post{{ID: "x", Place: north, Role: actor.SocialWorker}}}
	for name, c := range map[string]struct {
		who  actor.Actor
		file string
		kind errs.Kind
	}{
		"empty":                 {machine, "", errs.Invalid},
		"another header":        {machine, "code,name\n", errs.Invalid},
		"a column twice":        {machine, "community,name,name\n", errs.Invalid},
		"too many rows":         {machine, "community,name\n" + strings.Repeat(centre+",甲\n", 20_001), errs.Invalid},
		"a neighbour community": {clerk, "community,name\n" + centre + ",甲邻里\n", errs.Forbidden},
	} {
		if _, err := below.Import(t.Context(), d, c.who, strings.NewReader(c.file), ""); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The file that many bring in at once is there once.
func TestManyImportsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		district(t, d)
		var file strings.Builder
		file.WriteString("community,name,building\n")
		for i := range 5 {
			for _, c := range []string{north, centre} {
				fmt.Fprintf(&file, "%s,邻里%d,1幢\n%[1]s,邻里%[2]d,2幢\n", c, i)
			}
		}
		var all sync.WaitGroup
		added := make([]int, 32)
		for i := range added {
			all.Go(func() {
				rep, err := below.Import(context.WithoutCancel(t.Context()), d, machine, strings.NewReader(file.String()), "")
				if err != nil {
					t.Error(err)
				}
				added[i] = rep.Neighbourhoods + rep.Buildings
			})
		}
		all.Wait()
		sum := 0
		for _, n := range added {
			sum += n
		}
		if sum != 30 || len(tree(t, d, centre)) != 15 || len(tree(t, d, north)) != 15 {
			t.Errorf("%d added, %d and %d there", sum, len(tree(t, d, centre)), len(tree(t, d, north)))
		}
	})
}

package edition_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/place/edition"
)

const header = "code,name,parent_code,level\n"

// before is a city before two of its districts merge.
const before = header + `320600000000,南通市,320000000000,2
320602000000,崇川区,320600000000,3
320602001000,城东街道,320602000000,4
320602001001,北街社区居委会,320602001000,5
320602001002,东街社区居委会,320602001000,5
320611000000,港闸区,320600000000,3
320611001000,永兴街道,320611000000,4
320611001001,永兴社区居委会,320611001000,5
320612000000,通州区,320600000000,3
320612001000,金沙街道,320612000000,4
320612001200,进鲜港村委会,320612001000,5
`

// after is the same city when they have merged into 320613.
const after = header + `320600000000,南通市,320000000000,2
320613000000,崇川区,320600000000,3
320613001000,城东街道,320613000000,4
320613001001,北街社区居委会,320613001000,5
320613001002,东大街社区居委会,320613001000,5
320613002000,永兴街道,320613000000,4
320613002001,永兴社区居委会,320613002000,5
320612000000,通州区,320600000000,3
320612001000,金沙街道,320612000000,4
320612001200,进鲜港村委会,320612001000,5
`

func load(t *testing.T, d *db.DB, list string, opt edition.Options) (edition.Report, error) {
	t.Helper()
	return edition.Import(t.Context(), d, actor.Job("import"), strings.NewReader(list), opt)
}

// must imports a list valid from a day.
func must(t *testing.T, d *db.DB, from, list string) edition.Report {
	t.Helper()
	rep, err := load(t, d, list, edition.Options{ValidFrom: day(t, from)})
	if err != nil {
		t.Fatalf("%+v, %v", rep, err)
	}
	return rep
}

// holding are the codes of all places that hold now, by walking down from the roots.
func holding(t *testing.T, d *db.DB) []string {
	t.Helper()
	return below(t, d, "")
}

// below are the codes under a place.
func below(t *testing.T, d *db.DB, top string) []string {
	t.Helper()
	var codes []string
	for todo := []string{top}; len(todo) > 0; todo = todo[1:] {
		for _, p := range children(t, d, todo[0]) {
			codes, todo = append(codes, p.Code), append(todo, p.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// codesOf are the codes of a list, trimmed.
func codesOf(t *testing.T, list string) []string {
	t.Helper()
	var codes []string
	for line := range strings.Lines(strings.TrimPrefix(list, header)) {
		code, err := place.Parse(line[:12])
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

func wantHolding(t *testing.T, d *db.DB, list string) {
	t.Helper()
	got, want := holding(t, d), codesOf(t, list)
	if !slices.Equal(got, want) {
		t.Fatalf("%d places, %.200q, want %d, %.200q", len(got), fmt.Sprint(got), len(want), fmt.Sprint(want))
	}
}

func changes(g edition.Group) string {
	var out []string
	for _, c := range g.First {
		out = append(out, strings.TrimSpace(c.Was+" "+c.Code+" "+c.Name))
	}
	slices.Sort(out)
	return fmt.Sprint(g.Count, out)
}

func TestBadListsAreRefusedWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, list string
		want       []string // line field key
	}{
		{"an empty file", "", []string{"1 code column_missing", "1 name column_missing", "1 parent_code column_missing", "1 level column_missing"}},
		{"no level column", "code,name,parent_code\n320600000000,南通市,\n", []string{"1 level column_missing"}},
		{"code only", "code,note\n320600000000,x\n", []string{"1 name column_missing", "1 parent_code column_missing", "1 level column_missing"}},
		{"a column twice", "code,name,parent_code,level,Name\n", []string{"1 name column_twice"}},
		{"codes of a wrong length", header + "3206,南通市,,2\n320602000000,崇川区,3206,3\n", []string{"2 code code_length", "3 parent_code code_length"}},
		{"codes that are no numbers", header + "32060O000000,南通市,320000000000,2\n", []string{"2 code code_digits"}},
		{"a code of zeros", header + "000000000000,中国,,1\n", []string{"2 code place.code"}},
		{"levels that the codes contradict", header + "320600000000,南通市,320000000000,3\n320602000000,崇川区,320600000000,\n", []string{"2 level level", "3 level level"}},
		{"the same code twice", before + "320602001001,北街,320602001000,5\n320602001001,南街,320602001000,5\n", []string{"13 code duplicate", "14 code duplicate"}},
		{"an unknown parent", before + "320699001001,某社区,320699001000,5\n", []string{"13 parent_code parent_unknown"}},
		{"a parent that is no prefix", before + "320602001003,某社区,320611001000,5\n", []string{"13 parent_code parent_prefix"}},
		{"its own parent", before + "320602001003,某社区,320602001003,5\n", []string{"13 parent_code parent_prefix"}},
		{"no parent", before + "320602001003,某社区,,5\n", []string{"13 parent_code parent_missing"}},
		{"no name", before + "320602001003, ,320602001000,5\n", []string{"13 name place.name_empty"}},
		{"a long name", before + "320602001003," + strings.Repeat("长", 65) + ",320602001000,5\n", []string{"13 name place.name_long"}},
		{"a line break in a name", before + "320602001003,\"某\n社区\",320602001000,5\n320602001004,,320602001000,5\n", []string{"13 name place.name_control", "15 name place.name_empty"}},
		{"GBK instead of UTF-8", header + "320600000000,\xc4\xcf\xcd\xa8\xca\xd0,320000000000,2\n", []string{"2 name place.not_utf8"}},
		{"too few and too many fields", before + "320602001003,某社区\n320602001004,某社区,320602001000,5,x\n", []string{"13  fields", "13 parent_code parent_missing", "13 level level", "14  fields"}},
		{"a stray quotation mark", header + "320600000000,南\"通市,320000000000,2\n320602000000,,320600000000,3\n", []string{"2  quotes", "3 name place.name_empty"}},
		{"a quotation that never ends", header + "320600000000,\"南通市,320000000000,2\n320602000000,,320600000000,3\n", []string{"2  quotes"}},
		{"an unknown class", "code,name,parent_code,level,urban_rural_type\n320600000000,南通市,320000000000,2,999\n", []string{"2 urban_rural_type class"}},
		{"a long alias", "code,name,parent_code,level,alias\n320600000000,南通市,320000000000,2,通州;" + strings.Repeat("长", 65) + "\n", []string{"2 alias place.name_long"}},
		{
			"old codes that cannot be", "code,name,parent_code,level,old_code\n320600000000,南通市,320000000000,2,x;320600\n" +
				"320602000000,崇川区,320600000000,3,320611;320699\n320611000000,港闸区,320600000000,3,320699\n",
			[]string{"2 old_code place.code", "2 old_code old_self", "3 old_code old_present", "4 old_code old_twice"},
		},
		{"properties of places that are not there", "code,urban_rural_type\n320602001001,111\n320602001002,9\n", []string{"2 code code_unknown", "3 urban_rural_type class"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
			rep, err := load(t, d, c.list, edition.Options{})
			wantKind(t, err, errs.Invalid, "the import")
			got := make([]string, len(rep.Problems))
			for i, p := range rep.Problems {
				got[i] = fmt.Sprintf("%d %s %s", p.Line, p.Field, strings.TrimPrefix(p.Key, "place.import."))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("problems: %q, want %q", got, c.want)
			}
			if codes := holding(t, d); !rep.Refused || rep.Edition != 0 || len(codes) != 0 {
				t.Errorf("something was written: %+v, %q", rep, codes)
			}
		})
	}
}

func TestDuplicateNamesBothLines(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	rep, err := load(t, d, before+"320602001001,又一个,320602001000,5\n", edition.Options{})
	wantKind(t, err, errs.Invalid, "the import")
	if len(rep.Problems) != 1 || rep.Problems[0].Line != 13 || fmt.Sprint(rep.Problems[0].Args) != "[5]" {
		t.Errorf("%+v", rep.Problems)
	}
}

func TestUnreadableFiles(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(before)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"half a gzip file": packed.Bytes()[:packed.Len()/2], "the head of one": packed.Bytes()[:5]} {
		_, err := edition.Import(t.Context(), d, actor.Job("import"), bytes.NewReader(file), edition.Options{})
		wantKind(t, err, errs.Invalid, name)
	}
	if _, err := edition.Import(t.Context(), d, actor.Job("import"), &packed, edition.Options{}); err != nil {
		t.Errorf("the whole of it: %v", err)
	}
	wantHolding(t, d, before)
}

func TestTheFormOfAFileDoesNotMatter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2019-12-31", before)
		lines := strings.Split(strings.TrimSpace(before), "\n")[1:]
		slices.Reverse(lines)
		var b strings.Builder
		b.WriteString("\ufefflevel,note, Parent_Code ,name,code\r\n")
		for _, line := range lines {
			f := strings.Split(line, ",")
			fmt.Fprintf(&b, "%s,\"a, b\",%s,\" %s\",%s\r\n", f[3], f[2], f[1], f[0])
		}
		rep := must(t, d, "2019-12-31", b.String())
		if rep.Edition != 0 || rep.Unchanged != 11 || rep.Rows != 11 || !slices.Equal(rep.Ignored, []string{"note"}) {
			t.Errorf("other order, BOM, CRLF, quotes, a column more: %+v", rep)
		}
	})
}

func TestEditions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if rep := must(t, d, "2019-12-31", before); rep.Added.Count != 11 || rep.Edition != 1 {
			t.Fatalf("first: %+v", rep)
		}
		rep := must(t, d, "2020-07-01", after)
		for what, c := range map[string][2]string{
			"recoded": {changes(rep.Recoded), "3 [320602 320613 崇川区 320602001 320613001 城东街道 320602001001 320613001001 北街社区居委会]"},
			"added":   {changes(rep.Added), "3 [320613001002 东大街社区居委会 320613002 永兴街道 320613002001 永兴社区居委会]"},
			"ended":   {changes(rep.Ended), "4 [320602001002 东街社区居委会 320611 港闸区 320611001 永兴街道 320611001001 永兴社区居委会]"},
			"renamed": {changes(rep.Renamed), "0 []"},
		} {
			if c[0] != c[1] {
				t.Errorf("%s: %s, want %s", what, c[0], c[1])
			}
		}
		wantHolding(t, d, after)
		if p, err := place.Resolve(ctx, d, "320602001001"); err != nil || p.Code != "320613001001" {
			t.Errorf("an old code finds the new place: %+v, %v", p, err)
		}
		_, err := place.Resolve(ctx, d, "320611")
		wantKind(t, err, errs.NotFound, "a code without a successor")
		_, err = place.ByCode(ctx, d, "320602")
		wantKind(t, err, errs.NotFound, "an old code by itself")
		if p, err := place.AsOf(ctx, d, "320602", day(t, "2020-06-30")); err != nil || p.Name != "崇川区" || p.ReplacedBy != "320613" || p.To != day(t, "2020-07-01") {
			t.Errorf("the day before: %+v, %v", p, err)
		}
		_, err = place.AsOf(ctx, d, "320602", day(t, "2020-07-01"))
		wantKind(t, err, errs.NotFound, "the old code on the day itself")
		path, err := place.Path(ctx, d, "320611001001")
		if err != nil {
			t.Error(err)
		}
		wantNames(t, "an old record still shows where it was", path, "南通市", "港闸区", "永兴街道", "永兴社区居委会")

		// What nobody could know at first is told later: the district's old code, and a new name.
		rep = must(t, d, "2021-01-01", "code,old_code,alias\n320613000000,320611,港闸;崇川新区\n320613002000,320611001,\n320613002001,320611001001;320699,\n")
		if rep.Recoded.Count != 3 || rep.Aliases.Count != 2 || changes(rep.UnknownOld) != "1 [320699 320613002001]" || rep.Edition != 3 {
			t.Errorf("told later: %+v", rep)
		}
		if p, err := place.Resolve(ctx, d, "320611001001"); err != nil || p.Code != "320613002001" {
			t.Errorf("now it is known: %+v, %v", p, err)
		}
		rep = must(t, d, "2021-01-01", "code,old_code,alias\n320613000000,320611,港闸;崇川新区\n")
		if rep.Edition != 0 {
			t.Errorf("told again: %+v", rep)
		}
		rep = must(t, d, "2022-01-01", strings.Replace(after, "永兴社区", "永新社区", 1))
		if changes(rep.Renamed) != "1 [永兴社区居委会 320613002001 永新社区居委会]" || rep.Unchanged != 9 {
			t.Errorf("renamed: %+v", rep)
		}
		for on, name := range map[string]string{"2021-12-31": "永兴社区居委会", "2022-01-01": "永新社区居委会"} {
			if p, err := place.AsOf(ctx, d, "320613002001", day(t, on)); err != nil || p.Name != name {
				t.Errorf("on %s: %+v, %v", on, p, err)
			}
		}
		// A code that comes back begins a new version; the old city list ends what it does not have.
		rep = must(t, d, "2023-01-01", before)
		wantHolding(t, d, before)
		if changes(rep.Recoded) == "0 []" || rep.Edition != 5 {
			t.Errorf("back again: %+v", rep)
		}
		acts, err := db.All(ctx, d, func(r db.Row) (s string, err error) { return s, r.Scan(&s) },
			"SELECT subject FROM journal WHERE act = 'place.import' ORDER BY id")
		if err != nil || !slices.Equal(acts, []string{"1", "2", "3", "4", "5"}) {
			t.Errorf("journal: %q, %v", acts, err)
		}
	})
}

func TestExplicitOldCodes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2019-12-31", before)
		// Only the new district is in the list: what it replaces ends all the same, with everything below it, and what
		// is below is found again under the new code by its name.
		list := "code,name,parent_code,level,old_code\n" + `320613000000,崇川区,320600000000,3,320602;320611
320613001000,城东街道,320613000000,4,
320613001001,北街社区居委会,320613001000,5,
320613001002,东大街社区居委会,320613001000,5,320602001002
320613002000,永兴街道,320613000000,4,
320613002001,永兴社区居委会,320613002000,5,
`
		rep := must(t, d, "2020-07-01", list)
		if rep.Recoded.Count != 7 || rep.Ended.Count != 0 || rep.Added.Count != 0 {
			t.Errorf("%+v", rep)
		}
		wantHolding(t, d, after)
		for old, code := range map[string]string{
			"320602": "320613", "320611": "320613", "320602001002": "320613001002", "320611001001": "320613002001", "320612": "320612",
		} {
			if p, err := place.Resolve(t.Context(), d, old); err != nil || p.Code != code {
				t.Errorf("%s: %+v, %v", old, p, err)
			}
		}
		if rep := must(t, d, "2020-07-01", list); rep.Edition != 0 {
			t.Errorf("the same again: %+v", rep)
		}
	})
}

func TestOnlyWhatTheListCoversEnds(t *testing.T) {
	t.Parallel()
	upToTowns := header
	for line := range strings.Lines(strings.TrimPrefix(before, header)) {
		if !strings.HasSuffix(line, ",5\n") {
			upToTowns += line
		}
	}
	row := func(code string) string {
		for line := range strings.Lines(before) {
			if strings.HasPrefix(line, code) {
				return line
			}
		}
		return ""
	}
	for _, c := range []struct {
		name, list string
		ended      string
	}{
		{"without level 5 no community ends", upToTowns, "0 []"},
		{"one town more or less", strings.Replace(before, row("320602001002"), "", 1), "1 [320602001002 东街社区居委会]"},
		{"a district's list says nothing of the others", header + row("320612000000") + row("320612001000") + row("320612001200"), "0 []"},
		{
			"a town that ends takes its communities with it, also in a list without them", strings.Replace(upToTowns, row("320602001000"),
				"320602003000,城南街道,320602000000,4\n", 1),
			"3 [320602001 城东街道 320602001001 北街社区居委会 320602001002 东街社区居委会]",
		},
		{"a list of the city alone", header + row("320600000000"), "0 []"},
		{"another city", header + "320500000000,苏州市,320000000000,2\n320505000000,虎丘区,320500000000,3\n", "0 []"},
		{"only a header", header, "0 []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				must(t, d, "2019-12-31", before)
				if rep := must(t, d, "2020-07-01", c.list); changes(rep.Ended) != c.ended {
					t.Errorf("ended: %s, want %s", changes(rep.Ended), c.ended)
				}
			})
		})
	}
}

func TestSkipBad(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2019-12-31", before)
		// The town's row is bad, so its new community hangs in the air; nothing of either ends, though it is “missing”.
		list := strings.NewReplacer("320602001000,城东街道", "320602001000,", "东街社区居委会,320602001000,5\n", "南街社区居委会,320602001000,5\n320602001003,新社区,320602001000,5\n",
			"320611001001,", "32061100100,", "进鲜港村委会", "进鲜港社区居委会").Replace(before)
		rep, err := load(t, d, list, edition.Options{SkipBad: true, ValidFrom: day(t, "2020-07-01")})
		var lines []string
		for _, p := range rep.Problems {
			lines = append(lines, fmt.Sprint(p.Line, " ", strings.TrimPrefix(p.Key, "place.import.")))
		}
		want := []string{"4 place.name_empty", "5 parent_skipped", "6 parent_skipped", "7 parent_skipped", "10 code_length"}
		if err != nil || !slices.Equal(lines, want) || rep.Skipped != 5 || rep.Rows != 12 || rep.Refused {
			t.Errorf("problems %q, %+v, %v", lines, rep, err)
		}
		if changes(rep.Renamed) != "1 [进鲜港村委会 320612001200 进鲜港社区居委会]" || rep.Ended.Count+rep.Added.Count+rep.Recoded.Count != 0 {
			t.Errorf("changed: %+v", rep)
		}
		wantHolding(t, d, before)
		_, err = load(t, d, "code,name\n", edition.Options{SkipBad: true})
		wantKind(t, err, errs.Invalid, "a header is not skipped")
	})
}

func TestNeighbourhoodsOutliveAnEdition(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2019-12-31", before)
		s, a := place.New(d), actor.Job("test")
		var codes []string
		for _, community := range []string{"320602001001", "320612001200"} {
			p, err := s.AddNeighbourhood(t.Context(), a, place.Addition{Parent: community, Name: "一邻里"})
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, p.Code)
		}
		rep := must(t, d, "2020-07-01", after)
		if changes(rep.Stranded) != "0 []" {
			t.Errorf("stranded: %+v; a recoded community takes them along", rep.Stranded)
		}
		for _, code := range codes {
			if p, err := place.ByCode(t.Context(), d, code); err != nil {
				t.Errorf("%s: %+v, %v", code, p, err)
			}
		}
		rep = must(t, d, "2021-01-01", strings.Replace(after, "320612001200,进鲜港村委会,320612001000,5\n", "320612001201,港口村委会,320612001000,5\n", 1))
		if changes(rep.Stranded) != "1 [320612001200001 一邻里]" {
			t.Errorf("stranded: %+v; nothing has replaced their community", rep.Stranded)
		}
	})
}

func TestOnlyAdministratorsImport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, c := range map[string]struct {
			a  actor.Actor
			ok bool
		}{
			"visitor":                         {actor.Visitor("192.0.2.1"), false},
			"secretary":                       {staff(actor.Secretary, "3206"), false},
			"administrator of a district":     {staff(actor.SystemAdmin, "320602"), false},
			"administrator of the prefecture": {staff(actor.SystemAdmin, "3206"), true},
		} {
			_, err := edition.Import(t.Context(), d, c.a, strings.NewReader(before), edition.Options{})
			if c.ok != (err == nil) || !c.ok && !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

package pabulib_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linli/solve/ballot/pabulib"
)

const small = `META
key;value
description;Three benches
country;Nowhere
num_projects;3
num_votes;2
budget;100.5
vote_type;approval
categories;green,paths
budget_per_category;60,40.25
comment;"#1: a ""quoted"" text; with a semicolon"
PROJECTS
project_id;cost;votes;name;category;selected
a;10;2;Bench;green,paths;1
b;20.50;1;"Fence; ""low""";paths;0
c;5;0;;;2
VOTES
voter_id;vote;age
1;a,b;33
2;a;
`

func TestReadKeepsEverything(t *testing.T) {
	t.Parallel()
	e, err := pabulib.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if e.Meta.VoteType != pabulib.Approval || e.Meta.Budget != (pabulib.Decimal{Units: 1005, Scale: 1}) {
		t.Errorf("meta: %+v", e.Meta)
	}
	if e.Projects[1].Name != `Fence; "low"` || e.Projects[1].Cost != (pabulib.Decimal{Units: 205, Scale: 1}) {
		t.Errorf("project: %+v", e.Projects[1])
	}
	if diff := cmp.Diff([]string{"green", "paths"}, e.Projects[0].Categories); diff != "" {
		t.Error(diff)
	}
	if e.Meta.BudgetPerCategory[1].String() != "40.25" || e.Projects[2].Selected != 2 {
		t.Errorf("envelopes or selected: %+v", e)
	}
	if diff := cmp.Diff([]int32{0, 1}, e.Votes[0].Choices); diff != "" {
		t.Error(diff)
	}
	if text, _ := e.Value("comment"); text != `#1: a "quoted" text; with a semicolon` {
		t.Errorf("comment: %q", text)
	}
}

func TestEqualFilesInOtherClothes(t *testing.T) {
	t.Parallel()
	want, err := pabulib.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	gz := gzip.NewWriter(&packed)
	_, _ = gz.Write([]byte(small))
	_ = gz.Close()
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + small,
		"CRLF":            strings.ReplaceAll(small, "\n", "\r\n"),
		"empty lines":     strings.ReplaceAll(small, "PROJECTS\n", "\n\nPROJECTS\n"),
		"no last newline": strings.TrimSuffix(small, "\n"),
		"spaces":          strings.ReplaceAll(small, "a;10;2", " a ; 10;2"),
		"gzip":            packed.String(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := pabulib.Read(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWriteGivesTheFileBack(t *testing.T) {
	t.Parallel()
	e, err := pabulib.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := pabulib.Write(&b, e); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(small, b.String()); diff != "" {
		t.Error(diff)
	}
}

// broken lists what is wrong with a file: replace old by new in small, and expect exactly these findings.
var broken = []struct {
	name, from, to string
	want           []string // beginnings of the findings, in order
}{
	{"no budget", "budget;100.5\n", "", []string{"line 1: META lacks budget"}},
	{"budget no number", "budget;100.5", "budget;1e5", []string{`line 7: budget "1e5" is not a number`}},
	{"comma as point", "100.5", `"100,5"`, []string{`line 7: budget "100,5" is not a number`}},
	{"negative budget", "100.5", "-1", []string{"line 7: the budget is negative"}},
	{"too many digits", "100.5", "1234567890123456789", []string{"line 7: budget"}},
	{"unknown vote type", "vote_type;approval", "vote_type;veto", []string{`line 8: vote_type "veto" is unknown`}},
	{"key twice", "country;Nowhere", "description;again", []string{"line 4: description stands twice, first on line 3"}},
	{"wrong number of projects", "num_projects;3", "num_projects;4", []string{"line 5: num_projects says 4, the file has 3"}},
	{"wrong number of votes", "num_votes;2", "num_votes;3", []string{"line 6: num_votes says 3, the file has 2"}},
	{"envelopes without names", "60,40.25", "60", []string{"line 10: budget_per_category has 1 entries, categories has 2"}},
	{"envelope no money", "60,40.25", "60,x", []string{`line 10: "x" is not an amount of money`}},
	{"cost no number", "a;10;2", "a;ten;2", []string{`line 14: cost "ten" is not a number`}},
	{"negative cost", "a;10;2", "a;-10;2", []string{`line 14: cost "-10"`}},
	{"project twice", "b;20.50;1", "a;20.50;1", []string{`line 15: project "a" stands twice`, `line 19: the ballot names project "b"`}},
	{"no cost column", "project_id;cost", "project_id;price", []string{"line 13: PROJECTS lacks the column cost"}},
	{"unknown project", "1;a,b;33", "1;a,x;33", []string{`line 19: the ballot names project "x", which does not exist`}},
	{"several errors", "1;a,b;33\n2;a;", "1;a,x;33\n1;y;", []string{`line 19: the ballot names project "x"`, `line 20: voter "1" stands twice, first on line 19`, `line 20: the ballot names project "y"`}},
	{"too few fields", "2;a;\n", "2;a\n", []string{"line 20: 2 fields where the heading has 3"}},
	{"quote never closed", `"Fence; ""low"""`, `"Fence`, []string{"line 15: a quote is never closed", "line 15: 4 fields", "line 20: the file ends here and section VOTES is missing"}},
	{"text after quote", `"Fence; ""low"""`, `"Fence" low`, []string{"line 15: text after a closing quote"}},
	{"selected", "green,paths;1", "green,paths;7", []string{`line 14: selected "7" must be 0 to 3`}},
	{"not UTF-8", "Bench", "B\xff", []string{"line 14: not UTF-8"}},
	{"carriage return inside", "Bench", "B\rx", []string{"line 14: a carriage return"}},
	{"section twice", "VOTES\n", "VOTES\nvoter_id;vote;age\nVOTES\n", []string{"line 19: VOTES stands twice"}},
	{"a bad ballot and wrong totals", "num_projects;3\nnum_votes;2\nbudget;100.5\n", "num_projects;4\nnum_votes;9\nbudget;x\n", []string{
		"line 5: num_projects says 4, the file has 3", "line 6: num_votes says 9, the file has 2", `line 7: budget "x" is not a number`,
	}},
	{"nothing after META", "PROJECTS\nproject_id", "project_id", []string{
		"line 12: a line of META must be", "line 13: a line of META must be", "line 14: a line of META must be", "line 15: a line of META must be",
		"line 16: VOTES is out of order", "line 19: the file ends here and section PROJECTS is missing",
	}},
	{"no META", "META\nkey;value\n", "", []string{"line 1: the file must begin with META"}},
	{"wrong heading", "key;value", "name;value", []string{"line 2: META must be headed key;value", "line 1: META lacks num_projects", "line 1: META lacks num_votes", "line 1: META lacks budget", "line 1: META lacks vote_type"}},
}

func TestBrokenFilesNameEveryErrorAndLine(t *testing.T) {
	t.Parallel()
	for _, c := range broken {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(small, c.from, c.to, 1)
			if text == small {
				t.Fatal("the case changes nothing")
			}
			e, err := pabulib.Read(strings.NewReader(text))
			errs, ok := err.(pabulib.Errors)
			if !ok || e != nil {
				t.Fatalf("want errors and no election, got %v and %v", err, e)
			}
			rest := append(pabulib.Errors{}, errs...)
			for _, want := range c.want {
				at := -1
				for i, f := range rest {
					if strings.HasPrefix(f.String(), want) {
						at = i
						break
					}
				}
				if at < 0 {
					t.Fatalf("no finding %q in:\n%v", want, errs)
				}
				rest = append(rest[:at], rest[at+1:]...)
			}
			if len(rest) > 0 {
				t.Errorf("also found:\n%v", rest)
			}
		})
	}
}

const points = `META
key;value
num_projects;2
num_votes;2
budget;10
vote_type;cumulative
max_sum_points;5
max_length;1
PROJECTS
project_id;cost;votes
a;1;2
b;1;7
VOTES
voter_id;vote;points
1;a,b;3,2.5
2;a;1
`

func TestPointsAndWarnings(t *testing.T) {
	t.Parallel()
	e, err := pabulib.Read(strings.NewReader(points))
	if err != nil {
		t.Fatal(err)
	}
	if e.Votes[0].Points[1] != (pabulib.Decimal{Units: 25, Scale: 1}) {
		t.Errorf("points: %+v", e.Votes[0])
	}
	var got []string
	for _, w := range e.Warnings {
		got = append(got, strings.SplitN(w.String(), " ·", 2)[0])
	}
	want := []string{
		"line 15: the ballot names 2 projects, META allows 1",
		"line 15: the sum of points, 11/2, is above 5",
		"project b: the column votes says 7, the ballots name it 1 times",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for from, to := range map[string]string{"3,2.5": "3", "a,b;3": "a,a;3", ";points": ";score"} {
		if _, err := pabulib.Read(strings.NewReader(strings.Replace(points, from, to, 1))); err == nil {
			t.Errorf("%s -> %s was accepted", from, to)
		}
	}
}

// Bounds by category are read, one for each or one for all, and a ballot outside them is told.
func TestBoundsByCategory(t *testing.T) {
	t.Parallel()
	with := func(rows string) string { return strings.Replace(small, "comment;", rows+"comment;", 1) }
	e, err := pabulib.Read(strings.NewReader(with("max_length_per_category;1\nmax_sum_cost_per_category;9,30.25\n")))
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Meta.MaxLengthPerCategory; len(got) != 2 || got[1].String() != "1" {
		t.Errorf("one number for both: %v", got)
	}
	var got []string
	for _, w := range e.Warnings {
		got = append(got, strings.SplitN(w.String(), " ·", 2)[0])
	}
	want := []string{
		"line 21: the sum of costs in green, 10, is above 9",
		"line 21: the number of projects of paths, 2, is above 1",
		"line 21: the sum of costs in paths, 61/2, is above 30.25",
		"line 22: the sum of costs in green, 10, is above 9",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for rows, finding := range map[string]string{
		"min_length_per_category;1,2,3\n":    "line 11: min_length_per_category has 3 entries, categories has 2",
		"min_sum_cost_per_category;1,many\n": `line 11: min_sum_cost_per_category: "many" is not a number`,
	} {
		if _, err := pabulib.Read(strings.NewReader(with(rows))); err == nil || !strings.HasPrefix(err.Error(), finding) {
			t.Errorf("%s: %v", rows, err)
		}
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0": "0", "007": "7", "4000.0": "4000", "1437562.51": "1437562.51", "-0.50": "-0.5", "0.001": "0.001",
		"": "", ".5": "", "5.": "", "1,5": "", "+1": "", "1e3": "", "--1": "", "1.2.3": "", " 1": "", "0x10": "",
	} {
		d, ok := pabulib.ParseDecimal(text)
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%q: %v %v", text, d, ok)
		}
	}
}

// FuzzRead: whatever comes, Read returns an election or errors, never both and never a panic; and what it read, Write
// writes so that it reads the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(points))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(small, "\n", "\r\n")))
	for _, c := range broken {
		f.Add([]byte(strings.Replace(small, c.from, c.to, 1)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := pabulib.Read(bytes.NewReader(text))
		if (e == nil) == (err == nil) {
			t.Fatalf("election %v and error %v", e, err)
		}
		if err != nil {
			_ = err.Error()
			return
		}
		var b bytes.Buffer
		if err := pabulib.Write(&b, e); err != nil {
			t.Fatal(err)
		}
		again, err := pabulib.Read(&b)
		if err != nil {
			t.Fatalf("written file is refused: %v", err)
		}
		e.Warnings, again.Warnings = nil, nil // lines move where a field had line breaks in it
		if diff := cmp.Diff(e, again); diff != "" {
			t.Error(diff)
		}
	})
}

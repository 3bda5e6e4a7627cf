package archive

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var everyType = []Column{{"i", Int}, {"t", Text}, {"y", Bool}, {"f", Float}, {"b", Bytes}}

// Every row comes back as it was, from a line that is JSON and the only one of that row.
func TestRowsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	null := func(g *rapid.Generator[any]) *rapid.Generator[any] { return rapid.OneOf(g, rapid.Just[any](nil)) }
	rapid.Check(t, func(t *rapid.T) {
		row := []any{
			null(rapid.Int64().AsAny()).Draw(t, "i"),
			null(rapid.OneOf(rapid.String().AsAny(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }).AsAny())).Draw(t, "t"),
			null(rapid.Bool().AsAny()).Draw(t, "y"),
			null(rapid.Float64().AsAny()).Draw(t, "f"),
			null(rapid.SliceOf(rapid.Byte()).AsAny()).Draw(t, "b"),
		}
		line, err := appendRow(nil, everyType, row)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(line) || bytes.IndexByte(line, '\n') != len(line)-1 {
			t.Fatalf("%q is no line of JSON", line)
		}
		got := make([]any, len(row))
		if err := parseRow(line[:len(line)-1], everyType, got); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if diff := cmp.Diff(row, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOddValues(t *testing.T) {
	t.Parallel()
	for want, row := range map[string][]any{
		`[9223372036854775807,"",true,-0,{"b":""}]`:                {int64(math.MaxInt64), "", true, math.Copysign(0, -1), []byte{}},
		`[-9223372036854775808,"𠮷\u000a\"\\邻里",false,1e+300,null]`: {int64(math.MinInt64), "𠮷\n\"\\邻里", false, 1e300, nil},
		`[null,{"t":"/w=="},null,null,{"b":"AA=="}]`:               {nil, "\xff", nil, nil, []byte{0}},
		`[0,{"t":"AA=="},null,0.1,null]`:                           {int64(0), "\x00", nil, 0.1, nil},
		`[1,"null,]",true,5e-324,{"b":"` + "3q2+7w==" + `"}]`:      {int64(1), "null,]", true, math.SmallestNonzeroFloat64, []byte{0xde, 0xad, 0xbe, 0xef}},
	} {
		line, err := appendRow(nil, everyType, row)
		if err != nil || string(line) != want+"\n" {
			t.Errorf("%q, %v; want %q", line, err, want)
		}
	}
	for name, row := range map[string][]any{
		"text in a column of numbers": {"1", "", true, 0.0, nil},
		"a number in a text":          {int64(1), int64(1), true, 0.0, nil},
		"no number":                   {int64(1), "", true, math.NaN(), nil},
		"without end":                 {int64(1), "", true, math.Inf(1), nil},
	} {
		if line, err := appendRow(nil, everyType, row); err == nil {
			t.Errorf("%s was written as %q", name, line)
		}
	}
}

// A line that is spelt in another way is none of ours: the hash of a table would not be that of its rows.
func FuzzParseRow(f *testing.F) {
	for _, s := range []string{
		`[1,"a",true,0.5,{"b":"AA=="}]`, `[null,null,null,null,null]`, `[01,"",true,1,null]`, `[1,"\n",true,1,null]`,
		`[1,"\u0041",true,1,null]`, `[1,{"t":"YQ=="},true,1,null]`, `[1,"a",true,1.0,{"b":"AB=="}]`, `[1,"\ud800",true,1,null]`, `[1,"a",true`, `[`, ``,
		`[1,"` + "\xff" + `",true,1,null]`, `[1,"\u0000",true,1,null]`, `[+1,"",true,1,null]`, `[1,"",true,Inf,null]`, `[1,"",true,1,{"b":"AA=="}]]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		row := make([]any, len(everyType))
		if parseRow(line, everyType, row) != nil {
			return
		}
		again, err := appendRow(nil, everyType, row)
		if err != nil || string(again) != string(line)+"\n" {
			t.Fatalf("%q was read as %v, which is written %q (%v)", line, row, again, err)
		}
	})
}

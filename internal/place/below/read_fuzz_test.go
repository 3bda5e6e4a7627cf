package below

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"linli/internal/errs"
	"linli/internal/place"
)

// FuzzRead: a file is refused as Invalid, or each of its rows is taken or named with its line; and what was taken, written
// again, is taken as the same.
func FuzzRead(f *testing.F) {
	const head = "community,name,number,building\n"
	for _, s := range []string{
		"", head, "\ufeff" + head, "name\n", "community,name,name\n",
		head + "320613007005,花半里,1,1幢\n320613007005,花半里,,2幢\n320613007005,秀水苑,2,\n",
		head + "320613007005,花半里,1,\"1幢\n2\"\n320613007005,秀水苑,1,\n\n,,,\n",
		head + "320613007005,\xff,1,\n320613,x,+1,\n320613007005,a\"b,1\n",
		"NAME,Community,extra\nx,320613007005,1,2,3\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := read(bytes.NewReader(file))
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatal(err)
			}
			return
		}
		lines := bytes.Count(file, []byte("\n")) + 1
		for _, p := range b.problems {
			if p.Line < 1 || p.Line > lines || p.Key == "" {
				t.Fatalf("a problem in line %d of %d: %+v", p.Line, lines, p)
			}
		}
		if len(b.problems) > 0 {
			return
		}
		again, err := read(strings.NewReader(written(t, b)))
		if err != nil || len(again.problems) > 0 {
			t.Fatalf("written again it is refused: %v, %+v", err, again)
		}
		if written(t, again) != written(t, b) {
			t.Fatalf("read as %s, then as %s", written(t, b), written(t, again))
		}
	})
}

// written is a list as a file.
func written(t *testing.T, b *list) string {
	t.Helper()
	var out strings.Builder
	w := csv.NewWriter(&out)
	row := func(cells ...string) {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	row(colCommunity, colName, colNumber, colBuilding)
	for _, l := range b.lots {
		if code, err := place.Parse(l.community); err != nil || code != l.community || l.number < 0 || l.number > 999 {
			t.Fatalf("taken: %+v", l)
		}
		number := ""
		if l.number > 0 {
			number = strconv.Itoa(l.number)
		}
		if l.bare {
			row(l.community, l.name, number, "")
		}
		for _, h := range l.houses {
			row(l.community, l.name, number, h.name)
		}
	}
	w.Flush()
	return out.String()
}

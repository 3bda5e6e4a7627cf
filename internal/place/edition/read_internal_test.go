package edition

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"linli/internal/place"
)

func FuzzRead(f *testing.F) {
	const head = "code,name,parent_code,level,urban_rural_type,alias,old_code\n"
	for _, seed := range []string{
		"", head, "\ufeff" + head, "\x1f\x8b", "\x1f\x8b\x08\x00\x00", "code\n", "code,alias\n320602001001,城北;城南|x\n",
		head + "320600000000,南通市,320000000000,2,,,\n320602000000,\"崇川\n区\",320600000000,3,111,,320611;320699\n",
		head + "320600000000,\"南通市,320000000000,2\n320602000000,x\"y,320600000000,3\n",
		head + "441900000000,东莞市,440000000000,2,,,\r\n441900003000,东城街道,441900000000,4,,,\r\n441900003000,东城街道,441900000000,4,,,\r\n",
		head + "000000000000,\xff,000000000000,0,000,;;,-\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := read(context.Background(), strings.NewReader(string(file)), func(Progress) {})
		if err != nil {
			return
		}
		l.check()
		bad := map[int]bool{}
		for _, p := range l.problems {
			bad[p.Line] = true
		}
		for i, r := range l.rows {
			if i > 0 && l.rows[i-1].code >= r.code {
				t.Fatalf("rows %d and %d are out of order", i-1, i)
			}
			if r.bad != bad[int(r.line)] && l.rows[i].bad {
				t.Fatalf("line %d is bad without a problem", r.line)
			}
			if r.bad {
				continue
			}
			code, err := place.Parse(r.code)
			if err != nil || code != r.code || place.LevelOf(code) > place.Community {
				t.Fatalf("line %d has the code %q", r.line, r.code)
			}
			if l.tree && (r.name == "" || !utf8.ValidString(r.name) || r.parent != "" && !strings.HasPrefix(r.code, r.parent)) {
				t.Fatalf("line %d was taken: %+v", r.line, r)
			}
			if r.up >= 0 && (l.rows[r.up].code != r.parent || !l.rows[r.up].children) {
				t.Fatalf("line %d hangs under %+v", r.line, l.rows[r.up])
			}
		}
		if l.hopeless && len(l.problems) == 0 {
			t.Fatal("refused without a reason")
		}
	})
}

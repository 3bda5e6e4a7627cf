package known_test

import (
	"os"
	"path/filepath"
	"testing"

	"linli/solve/visit/known"
)

// FuzzRead: a table of days of visits has a case with a positive value for each row, or is refused.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"set,instance,patients,cost\nown,a.json,2,15\n", "cost,set,instance,patients\n,own,a,\n", "set,instance,patients\na,b,1\n", "", "set,instance,patients,cost\na,b,x,1\n", "set,instance,patients,cost\na,b,1,-1\n"} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "cases.csv")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		cases, err := known.Read(path)
		if err != nil && cases != nil {
			t.Fatalf("%v with %v", err, cases)
		}
		for _, k := range cases {
			if !(k.Best > 0) {
				t.Fatalf("%+v", k)
			}
		}
	})
}

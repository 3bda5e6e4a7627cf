package main

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzPlace: a place on the command line is on the earth, or refused.
func FuzzPlace(f *testing.F) {
	for _, s := range []string{"31.98,120.89", " 31.98 , 120.89 ", "91,0", "NaN,0", "0,Inf", ",", "1e400,0", "0x1p2,1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := parsePlace(s); err == nil && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
			t.Fatalf("%q is read as %+v", s, p)
		}
	})
}

// FuzzSitingCases: a table of siting questions has a case for each row, or is refused.
func FuzzSitingCases(f *testing.F) {
	for _, s := range []string{"file,p,known\na.txt,3,12.5\n", "file,radius,known\nb.tsp,1.5,7\n", "known\n", "", "file,p\na,1\n", "file,p,known\na,x,1\n", "file,known\n\"a\n,1"} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "cases.csv")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		cases, err := readSitingCases(path, "known")
		if err != nil && cases != nil {
			t.Fatalf("%v with %v", err, cases)
		}
	})
}

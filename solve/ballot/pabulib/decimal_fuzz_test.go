package pabulib_test

import (
	"math/big"
	"testing"

	"linli/solve/ballot/pabulib"
)

// FuzzParseDecimal: what is taken is exactly the number that was written, and is written the same when it is read again.
func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"0", "-12.50", "1e3", "999999999999999999", "0.000000000000000001", "+1", ".5", "5.", "-0", "--1", "00012.3400"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := pabulib.ParseDecimal(s)
		if !ok {
			return
		}
		want, known := new(big.Rat).SetString(s)
		if !known || d.Rat().Cmp(want) != 0 {
			t.Fatalf("%q is read as %s", s, d)
		}
		if again, ok := pabulib.ParseDecimal(d.String()); !ok || again != d {
			t.Fatalf("%q is %s, which is %s", s, d, again)
		}
	})
}

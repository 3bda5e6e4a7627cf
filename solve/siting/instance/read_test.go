package instance_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"linli/solve/siting/instance"
)

// TestPmedTheLastOfADoubledEdgeCounts: OR-Library's trap. Nodes 1 and 2 are joined twice, first by 3, then by 8.
func TestPmedTheLastOfADoubledEdgeCounts(t *testing.T) {
	t.Parallel()
	d, p, err := instance.ReadPmed(strings.NewReader("4 4 2\r\n1 2 3\n2 3 4\n 2 1 8\n3 3 1\n"))
	if err != nil || p != 2 {
		t.Fatalf("p %d: %v", p, err)
	}
	inf := math.Inf(1)
	for i, want := range [][]float64{{0, 8, 12, inf}, {8, 0, 4, inf}, {12, 4, 0, inf}, {inf, inf, inf, 0}} {
		for j, x := range want {
			if d[i][j] != x {
				t.Errorf("%d to %d: %v, not %v", i+1, j+1, d[i][j], x)
			}
		}
	}
}

// TestThreeDistanceConventions: one pair of points, three distances.
func TestThreeDistanceConventions(t *testing.T) {
	t.Parallel()
	pts, err := instance.ReadPoints(strings.NewReader("NAME : x\nCOMMENT : of two: points\nTYPE: TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n" +
		"NODE_COORD_SECTION\n1 0 0\n2 1e0 2.5\nEOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	for r, want := range map[instance.Rounding]float64{instance.Floor: 2, instance.Nearest: 3, instance.Exact: math.Sqrt(7.25)} {
		if d := instance.Distances(pts, pts, r); d[0][1] != want || d[1][0] != want || d[0][0] != 0 {
			t.Errorf("%s: %v", r, d)
		}
	}
}

var pmedBroken = []string{
	"", "x", "2 1", "2 1 1\n1 3 1\n", "2 1 1\n1 2 -1\n", "2 1 1\n1 2 NaN\n", "2 2 1\n1 2 1\n", "2 1 1\n1 2 1\n7", "0 0 0", "2 1 3\n1 2 1\n",
	"50000 0 1", "2 1 1\n1 2 650\rx",
}

var pointsBroken = []string{
	"", "DIMENSION : 2", "NODE_COORD_SECTION\n1 0 0\n", "DIMENSION : 0\nNODE_COORD_SECTION\n", "DIMENSION : 1\nEDGE_WEIGHT_TYPE : GEO\nNODE_COORD_SECTION\n1 0 0\n",
	"DIMENSION : 2\nNODE_COORD_SECTION\n1 0 0\n3 1 1\nEOF\n", "DIMENSION : 1\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n", "DIMENSION : 1\nNODE_COORD_SECTION\n1 0 inf\n",
}

// TestBrokenFilesAreRefused: every error says that the file is at fault, and none is passed over.
func TestBrokenFilesAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range pmedBroken {
		if _, _, err := instance.ReadPmed(strings.NewReader(text)); !errors.Is(err, instance.ErrFormat) {
			t.Errorf("p-median file %q: %v", text, err)
		}
	}
	for _, text := range pointsBroken {
		if _, err := instance.ReadPoints(strings.NewReader(text)); !errors.Is(err, instance.ErrFormat) {
			t.Errorf("points %q: %v", text, err)
		}
	}
	for _, text := range []string{"", "1", "1\n2\n3\n", "1\n-2\n", "1\nx\n"} {
		if _, err := instance.ReadWeights(strings.NewReader(text), 2); !errors.Is(err, instance.ErrFormat) {
			t.Errorf("weights %q: %v", text, err)
		}
	}
	if w, err := instance.ReadWeights(strings.NewReader("1\r\n2.5\r\n"), 2); err != nil || w[0] != 1 || w[1] != 2.5 {
		t.Errorf("%v %v", w, err)
	}
}

// FuzzPmed: whatever comes, there is a matrix of distances or an error of the file; distances keep the triangle inequality.
func FuzzPmed(f *testing.F) {
	f.Add([]byte("3 3 1\n1 2 3\n2 3 4\n2 1 8\n"))
	for _, text := range pmedBroken {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if big(text) {
			t.Skip("a header that asks for much memory")
		}
		d, p, err := instance.ReadPmed(bytes.NewReader(text))
		if err != nil {
			if !errors.Is(err, instance.ErrFormat) || d != nil {
				t.Fatalf("%v with %v", err, d)
			}
			return
		}
		if p < 0 || p > len(d) {
			t.Fatalf("p %d of %d", p, len(d))
		}
		for i := range d {
			for j := range d {
				if d[i][i] != 0 || d[i][j] != d[j][i] || d[0][j] > (d[0][i]+d[i][j])*(1+1e-12) {
					t.Fatalf("%d to %d: %v", i, j, d)
				}
			}
		}
	})
}

// big reports whether a file begins with a number of more than three digits.
func big(text []byte) bool {
	f := bytes.Fields(text)
	return len(f) > 0 && len(bytes.TrimLeft(f[0], "+0")) > 3
}

// FuzzPoints: as many finite points as the header says, or an error.
func FuzzPoints(f *testing.F) {
	f.Add([]byte("DIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nEOF\n"))
	for _, text := range pointsBroken {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		pts, err := instance.ReadPoints(bytes.NewReader(text))
		if (err == nil) == (len(pts) == 0) {
			t.Fatalf("%d points and error %v", len(pts), err)
		}
		for _, p := range pts {
			if math.IsNaN(p.X+p.Y) || math.IsInf(p.X, 0) || math.IsInf(p.Y, 0) {
				t.Fatalf("%v", p)
			}
		}
	})
}

// FuzzWeights: three numbers that are not negative, or an error.
func FuzzWeights(f *testing.F) {
	for _, text := range []string{"1\n2\n3\n", "1 2", "1 2 3 4", "-1 0 0", "1e400 0 0", "1e3 .5 0x1p4", "NaN 1 2"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := instance.ReadWeights(bytes.NewReader(text), 3)
		if (err == nil) != (len(w) == 3) {
			t.Fatalf("%v and error %v", w, err)
		}
		for _, x := range w {
			if !(x >= 0) || math.IsInf(x, 1) {
				t.Fatalf("%v", w)
			}
		}
	})
}

// Package instance reads the public files that siting is measured on, OR-Library p-median networks and TSPLIB coordinates, and makes matrices of them.
package instance

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// ErrFormat is wrapped by every error about the content of a file.
var ErrFormat = errors.New("siting: file")

// Rounding says how the distance between two points becomes a number. The three give three different optima for one file.
type Rounding string

// The three conventions.
const (
	Floor   Rounding = "floor"   // rounded down: the p-median literature on TSPLIB points
	Nearest Rounding = "nearest" // to the nearest whole number: TSPLIB's EUC_2D
	Exact   Rounding = "exact"   // as it is
)

// Point is a place in the plane.
type Point struct{ X, Y float64 }

// Distances is the matrix of Euclidean distances between demand points and sites.
func Distances(from, to []Point, r Rounding) [][]float64 {
	out := make([][]float64, len(from))
	cells := make([]float64, len(from)*len(to))
	for i, a := range from {
		out[i] = cells[i*len(to) : (i+1)*len(to) : (i+1)*len(to)]
		for j, b := range to {
			d := math.Sqrt((a.X-b.X)*(a.X-b.X) + (a.Y-b.Y)*(a.Y-b.Y))
			switch r {
			case Floor:
				d = math.Floor(d)
			case Nearest:
				d = math.Floor(d + 0.5)
			}
			out[i][j] = d
		}
	}
	return out
}

// words reads numbers separated by white space and knows where it is.
type words struct {
	sc *bufio.Scanner
	n  int
}

func newWords(r io.Reader) *words {
	sc := bufio.NewScanner(r)
	sc.Split(bufio.ScanWords)
	return &words{sc: sc}
}

func (w *words) next() (string, error) {
	if !w.sc.Scan() {
		if err := w.err(); err != nil {
			return "", err
		}
		return "", fmt.Errorf("%w: ends after %d numbers", ErrFormat, w.n)
	}
	w.n++
	return w.sc.Text(), nil
}

func (w *words) int(lo, hi int) (int, error) {
	t, err := w.next()
	if err != nil {
		return 0, err
	}
	v, err := strconv.Atoi(t)
	if err != nil || v < lo || v > hi {
		return 0, fmt.Errorf("%w: number %d is %q, expected a whole number from %d to %d", ErrFormat, w.n, t, lo, hi)
	}
	return v, nil
}

func (w *words) float() (float64, error) {
	t, err := w.next()
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%w: number %d is %q, expected a number", ErrFormat, w.n, t)
	}
	return v, nil
}

func (w *words) end() error {
	if w.sc.Scan() {
		return fmt.Errorf("%w: %q after the last number", ErrFormat, w.sc.Text())
	}
	return w.err()
}

// err is what reading failed with; a word too long to be a number is the file's fault.
func (w *words) err() error {
	if err := w.sc.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%w: number %d is too long", ErrFormat, w.n+1)
	} else if err != nil {
		return err
	}
	return nil
}

// maxNodes keeps a malformed header from asking for more memory than any real file needs.
const maxNodes = 40_000

// ReadPmed reads an OR-Library p-median file: "nodes edges p", then one undirected edge "i j cost" a line, nodes from 1. Of an edge given twice the
// last cost counts, as Beasley's note on the format says. Every node is demand point and site; the distances are shortest paths, +Inf without a way.
func ReadPmed(r io.Reader) (dist [][]float64, p int, err error) {
	w := newWords(r)
	n, err := w.int(1, maxNodes)
	if err != nil {
		return nil, 0, err
	}
	edges, err := w.int(0, math.MaxInt32)
	if err != nil {
		return nil, 0, err
	}
	if p, err = w.int(0, n); err != nil {
		return nil, 0, err
	}
	cost := map[[2]int]float64{}
	for range edges {
		i, err := w.int(1, n)
		if err != nil {
			return nil, 0, err
		}
		j, err := w.int(1, n)
		if err != nil {
			return nil, 0, err
		}
		c, err := w.float()
		if err != nil {
			return nil, 0, err
		}
		if c < 0 {
			return nil, 0, fmt.Errorf("%w: edge %d to %d costs %v", ErrFormat, i, j, c)
		}
		cost[[2]int{min(i, j) - 1, max(i, j) - 1}] = c
	}
	if err := w.end(); err != nil {
		return nil, 0, err
	}
	return shortestPaths(n, cost), p, nil
}

// ReadPoints reads a coordinate file of TSPLIB: a header of "KEY : VALUE" lines, NODE_COORD_SECTION, then "number x y" a line up to EOF.
// Only planar coordinates (EUC_2D) are accepted; other types of distance are an error, not a guess.
func ReadPoints(r io.Reader) ([]Point, error) {
	br := bufio.NewReader(r)
	n := -1
	for {
		line, err := br.ReadString('\n')
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch key {
		case "DIMENSION":
			if n, err = strconv.Atoi(value); err != nil || n < 1 || n > maxNodes {
				return nil, fmt.Errorf("%w: DIMENSION %q", ErrFormat, value)
			}
		case "EDGE_WEIGHT_TYPE":
			if value != "EUC_2D" {
				return nil, fmt.Errorf("%w: EDGE_WEIGHT_TYPE %q is not EUC_2D", ErrFormat, value)
			}
		case "NODE_COORD_SECTION":
			if n < 0 {
				return nil, fmt.Errorf("%w: no DIMENSION before the coordinates", ErrFormat)
			}
			return readCoordinates(br, n)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: no NODE_COORD_SECTION", ErrFormat)
		}
	}
}

func readCoordinates(r io.Reader, n int) ([]Point, error) {
	w := newWords(r)
	out := make([]Point, 0, min(n, 4096))
	for i := range n {
		if _, err := w.int(i+1, i+1); err != nil {
			return nil, err
		}
		x, err := w.float()
		if err != nil {
			return nil, err
		}
		y, err := w.float()
		if err != nil {
			return nil, err
		}
		out = append(out, Point{x, y})
	}
	if w.sc.Scan() && w.sc.Text() != "EOF" {
		return nil, fmt.Errorf("%w: %q after %d points", ErrFormat, w.sc.Text(), n)
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// ReadWeights reads n weights, one a line, in the order of the demand points.
func ReadWeights(r io.Reader, n int) ([]float64, error) {
	w := newWords(r)
	out := make([]float64, n)
	for i := range out {
		v, err := w.float()
		if err != nil {
			return nil, err
		}
		if v < 0 {
			return nil, fmt.Errorf("%w: weight %d is %v", ErrFormat, i+1, v)
		}
		out[i] = v
	}
	if err := w.end(); err != nil {
		return nil, err
	}
	return out, nil
}

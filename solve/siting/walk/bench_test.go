//go:build unix

package walk_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"linli/solve/siting/walk"
)

// town is an invented town on a hill: a net of side × side crossings 24 m apart, drawn as footpaths with heights.
func town(tb testing.TB, side int) *walk.Network {
	tb.Helper()
	const step = 24 / 111_194.93
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for k := range 2 * side {
		if k > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[`)
		for i := range side {
			x, y := i, k
			if k >= side {
				x, y = k-side, i
			}
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "[%.7f,%.7f,%.1f]", float64(x)*step, float64(y)*step, 40*math.Sin(float64(x)/25)*math.Cos(float64(y)/30))
		}
		b.WriteString("]}}")
	}
	b.WriteString("]}")
	n, err := walk.Read(context.Background(), strings.NewReader(b.String()))
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// some are k places of the town, spread by a rule.
func some(k, side, salt int) []walk.Place {
	const step = 24 / 111_194.93
	out := make([]walk.Place, k)
	for i := range out {
		x := uint64(i+1)*2654435761 + uint64(salt)*40503
		out[i] = walk.Place{Lat: float64(x%uint64(side*10)) / 10 * step, Lon: float64(x/7919%uint64(side*10)) / 10 * step}
	}
	return out
}

// BenchmarkMatrix is the aim of the package: 100,000 nodes, 1,000 × 1,000 places, within 2 km below 2 s and without limit below 15 s on 2 cores.
// cpu-s is processor time over the cores used, for machines that others use too.
func BenchmarkMatrix(b *testing.B) {
	const side = 316
	n := town(b, side)
	r := n.Router(walk.Old())
	from, to := some(1000, side, 1), some(1000, side, 2)
	for name, reach := range map[string]float64{"within 2 km": 2000, "unlimited": 0} {
		b.Run(name, func(b *testing.B) {
			begin := cpu()
			for b.Loop() {
				if _, err := r.Matrix(context.Background(), from, to, reach); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpu()-begin)/float64(b.N)/float64(min(2, runtime.GOMAXPROCS(0))), "cpu-s/core")
			b.ReportMetric(float64(n.Nodes()), "nodes")
		})
	}
}

func cpu() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

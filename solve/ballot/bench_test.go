//go:build unix

package ballot_test

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
)

// BenchmarkAddOne is the aim of the package: 100,000 voters, 200 projects, equal shares with add-one, below a second
// on one core. cpu-s is processor time, for machines that others use too.
func BenchmarkAddOne(b *testing.B) {
	e := city(100_000, 200)
	for _, rule := range []string{"mes_cost_add1", "mes_card_add1", "mes_cost", "phragmen"} {
		measure(b, rule, e, rule)
	}
	measure(b, "dear/mes_cost_add1", dearCity(100_000, 200), "mes_cost_add1")
}

func measure(b *testing.B, name string, e *pabulib.Election, rule string) {
	b.Run(name, func(b *testing.B) {
		var rounds int64
		begin := cpu()
		for b.Loop() {
			res, err := ballot.Count(context.Background(), e, rule, ballot.Options{})
			if err != nil {
				b.Fatal(err)
			}
			rounds = res.Round
		}
		b.ReportMetric((cpu()-begin).Seconds()/float64(b.N), "cpu-s/op")
		b.ReportMetric(float64(rounds), "rounds")
	})
}

func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRepeated is the same town ten times over: ballots that repeat cost no more than their reading.
func BenchmarkRepeated(b *testing.B) {
	e := city(10_000, 200)
	for _, times := range []int{1, 10} {
		big := *e
		big.Votes = slices.Repeat(e.Votes, times)
		big.Meta.Budget.Units = e.Meta.Budget.Units * int64(times)
		big.Projects = slices.Clone(e.Projects)
		for i := range big.Projects {
			big.Projects[i].Cost.Units *= int64(times)
		}
		b.Run(fmt.Sprintf("mes_cost_add1/voters=%d", len(big.Votes)), func(b *testing.B) {
			begin := cpu()
			for b.Loop() {
				if _, err := ballot.Count(context.Background(), &big, "mes_cost_add1", ballot.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpu()-begin).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// Times are quantiles of how long something took.
type Times struct {
	Count         int
	P50, P95, P99 time.Duration
}

func timesOf(all []time.Duration) Times {
	slices.Sort(all)
	at := func(q float64) time.Duration {
		if len(all) == 0 {
			return 0
		}
		return all[min(len(all)-1, int(q*float64(len(all))))]
	}
	return Times{Count: len(all), P50: at(0.50), P95: at(0.95), P99: at(0.99)}
}

// Result is what Lifecycle has measured.
type Result struct {
	Engine      string
	Stored      int // wishes before the clock started
	Clients     int
	CPUs        int
	FillSeconds float64 // zero for a kept store
	Seconds     float64 // measured

	Lifecycles int
	PerSecond  float64 // lifecycles
	Errors     int     // in warm-up and measured time
	Complaints []string

	Lifecycle Times
	Request   Times
	Each      []Times // by request, in the order of a lifecycle

	CPU    time.Duration // of this process: server and clients; PostgreSQL's own is not in it
	Memory Memory
	Limits Limits
}

// sum puts together what the workers have measured.
func (r *Result) sum(workers []*worker, d, cpu time.Duration) {
	var whole, all []time.Duration
	each := make([][]time.Duration, requests)
	for _, w := range workers {
		whole = append(whole, w.whole...)
		for k := range each {
			each[k] = append(each[k], w.took[k]...)
			all = append(all, w.took[k]...)
		}
		r.Errors += w.errors
		if w.complaint != nil && len(r.Complaints) < 3 && !slices.Contains(r.Complaints, w.complaint.Error()) {
			r.Complaints = append(r.Complaints, w.complaint.Error())
		}
	}
	r.Seconds, r.CPU = d.Seconds(), cpu
	r.Lifecycles = len(whole)
	r.PerSecond = float64(r.Lifecycles) / r.Seconds
	r.Lifecycle, r.Request = timesOf(whole), timesOf(all)
	for _, e := range each {
		r.Each = append(r.Each, timesOf(e))
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// perRequest is processor time, in microseconds.
func (r Result) perRequest() float64 {
	if r.Request.Count == 0 {
		return 0
	}
	return float64(r.CPU.Microseconds()) / float64(r.Request.Count)
}

// write prints the lines of a table that tell what the machine gives.
func (l Limits) write(line func(format string, args ...any), clients int) {
	line("this machine at most\ta second")
	line("empty handler, %d clients\t%.0f\t(%d µs of processor time each)", clients, l.EmptyHandler, l.EmptyCPU.Microseconds())
	line("durable commit, alone\t%.0f", l.CommitAlone)
	line("durable commit, %d callers\t%.0f", clients, l.CommitMany)
}

// WriteText prints the result as tables.
func (r Result) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\t\n", args...) }
	line("engine\t%s", r.Engine)
	line("wishes stored before\t%d", r.Stored)
	line("clients\t%d", r.Clients)
	line("processors\t%d", r.CPUs)
	line("measured\t%.1f s", r.Seconds)
	line("lifecycles a second\t%.1f", r.PerSecond)
	line("errors\t%d", r.Errors)
	line("processor time a request\t%.0f µs", r.perRequest())
	line("memory without mapped files\t%.1f MiB", float64(r.Memory.Own)/(1<<20))
	line("memory, all resident pages\t%.1f MiB", float64(r.Memory.Resident)/(1<<20))
	if r.FillSeconds > 0 {
		line("filled in\t%.1f s", r.FillSeconds)
	}
	line("\t")
	line("\tcount\tp50 ms\tp95 ms\tp99 ms")
	row := func(name string, x Times) {
		line("%s\t%d\t%.2f\t%.2f\t%.2f", name, x.Count, ms(x.P50), ms(x.P95), ms(x.P99))
	}
	row("lifecycle", r.Lifecycle)
	row("request", r.Request)
	for i, x := range r.Each {
		row(requestNames()[i], x)
	}
	line("\t")
	r.Limits.write(line, r.Clients)
	if err := t.Flush(); err != nil {
		return err
	}
	for _, c := range r.Complaints {
		if _, err := fmt.Fprintln(out, "error:", c); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON prints the result as one JSON object. p50_ms, p95_ms and p99_ms are those of a request; rss_bytes leaves
// mapped files out.
func (r Result) WriteJSON(out io.Writer) error {
	steps := map[string]any{}
	for i, x := range r.Each {
		steps[requestNames()[i]] = map[string]float64{"p50_ms": ms(x.P50), "p95_ms": ms(x.P95), "p99_ms": ms(x.P99)}
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{
		"engine": r.Engine, "wishes": r.Stored, "clients": r.Clients, "processors": r.CPUs, "seconds": r.Seconds, "fill_seconds": r.FillSeconds,
		"lifecycles": r.Lifecycles, "lifecycles_per_second": r.PerSecond, "requests": r.Request.Count, "errors": r.Errors, "complaints": r.Complaints,
		"p50_ms": ms(r.Request.P50), "p95_ms": ms(r.Request.P95), "p99_ms": ms(r.Request.P99),
		"lifecycle_p50_ms": ms(r.Lifecycle.P50), "lifecycle_p95_ms": ms(r.Lifecycle.P95), "lifecycle_p99_ms": ms(r.Lifecycle.P99),
		"by_request": steps, "cpu_us_per_request": r.perRequest(), "rss_bytes": r.Memory.Own, "rss_with_mapped_files_bytes": r.Memory.Resident,
		"limits": map[string]float64{
			"empty_handler_per_second": r.Limits.EmptyHandler, "empty_handler_cpu_us": float64(r.Limits.EmptyCPU.Nanoseconds()) / 1000, "commit_alone_per_second": r.Limits.CommitAlone, "commit_many_per_second": r.Limits.CommitMany,
		},
	})
}

package app

import (
	"context"
	"net/http"
	"time"

	"linli/internal/app/meter"
	"linli/internal/job"
	"linli/internal/journal/tlog"
)

// Metrics answers Prometheus on /metrics; nobody else should reach it. Only with Config.Metrics.
func (a *App) Metrics() http.Handler { return a.meter.Handler() }

// measure has the meter told of everything it counts. A new number is one more line.
func (a *App) measure(m *meter.Meter) {
	a.jobs.Watch(m.Worked)
	m.Watch("linli_write_queue", "Writes that wait for their turn (SQLite).", func() float64 { return float64(a.DB.Stats().Queue) })
	m.Watch("linli_connections_busy", "Connections to the database in use: readers on SQLite, the pool on PostgreSQL.", func() float64 { return float64(a.DB.Stats().Busy) })
	m.Watch("linli_connections_max", "The most there may be.", func() float64 { return float64(a.DB.Stats().Max) })
	m.Watch("linli_connections_waited_seconds", "Time waited for a connection since the start.", func() float64 { return a.DB.Stats().Waited.Seconds() })
	m.Watch("linli_writable", "1 when writing works as far as is known, 0 when it does not or the database is gone.", a.writable)
	m.Watch("linli_journal_unproved_seconds", "Age of the oldest act that is not in the journal's log yet; 0: all are.", func() float64 { return a.behind().unproved })
	m.Watch("linli_journal_strange", "Rows of the journal that linli does not write, which were set aside: linli verify names them.", func() float64 { return a.behind().strange })
	m.Table("linli_jobs", "Jobs in the table, by kind and state.", [2]string{"kind", "state"}, a.jobRows)
}

// scrapeWithin is how long one question of Prometheus may ask the database.
const scrapeWithin = 2 * time.Second

func (a *App) writable() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	if why, err := a.DB.Trouble(ctx); err != nil || why != "" {
		return 0
	}
	if a.DB.Ping(ctx) != nil {
		return 0
	}
	return 1
}

// behind is how far the journal's log is behind, in seconds, and how many rows it has set aside.
func (a *App) behind() (out struct{ unproved, strange float64 }) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	b, err := tlog.Behind(ctx, a.DB)
	if err != nil {
		return out // linli_writable says that the database is gone
	}
	if !b.Oldest.IsZero() {
		out.unproved = max(0, a.DB.Now().Sub(b.Oldest).Seconds())
	}
	out.strange = float64(b.Strange)
	return out
}

func (a *App) jobRows() map[[2]string]float64 {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	rows, err := job.Counts(ctx, a.DB)
	if err != nil {
		return nil // linli_writable says that the database is gone
	}
	out := make(map[[2]string]float64, len(rows))
	for _, r := range rows {
		out[[2]string{r.Kind, r.State}] = float64(r.N)
	}
	return out
}

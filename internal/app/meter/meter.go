// Package meter counts what an operator watches, for Prometheus. No label holds anything about a person, an address or a
// path: routes are patterns, kinds and outcomes are words of the program, so that the number of series is bounded by it.
package meter

import (
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Meter is every metric of one process. It is safe for concurrent use.
type Meter struct {
	all      *prometheus.Registry
	requests *prometheus.HistogramVec
	inFlight prometheus.Gauge
	refused  *prometheus.CounterVec
	signIns  *prometheus.CounterVec
	calls    prometheus.Histogram
	commit   prometheus.Histogram
	jobs     *prometheus.HistogramVec
}

// New is a meter that has measured nothing yet.
func New(version string) *Meter {
	m := &Meter{
		all: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "linli_request_seconds", Help: "Requests answered, by route and class of status.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 5, 15},
		}, []string{"route", "class"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "linli_requests_in_flight", Help: "Requests being answered."}),
		refused:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "linli_refused_total", Help: "Requests refused because one address sends too many (rate) or too many at once (concurrent)."}, []string{"limit"}),
		signIns:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "linli_sign_in_total", Help: "Tries to sign in, by outcome: in, refused, held, failed."}, []string{"outcome"}),
		calls: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "linli_commit_calls", Help: "Writes made durable by one commit.", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
		}),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "linli_commit_seconds", Help: "How long a commit takes.", Buckets: prometheus.ExponentialBuckets(.0005, 2, 13),
		}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "linli_job_seconds", Help: "Jobs worked, by kind and outcome: done or failed.", Buckets: []float64{.01, .1, 1, 10, 60, 600},
		}, []string{"kind", "outcome"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "linli_build_info", Help: "The release and what it was built with; always 1."}, []string{"version", "revision", "go"})
	build.WithLabelValues(version, revision(), goVersion()).Set(1)
	m.all.MustRegister(m.requests, m.inFlight, m.refused, m.signIns, m.calls, m.commit, m.jobs, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func revision() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}

func goVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.GoVersion
	}
	return "unknown"
}

// Handler answers Prometheus on /metrics and nothing else.
func (m *Meter) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.all, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second}))
	return mux
}

// Around counts the requests that are being answered.
func (m *Meter) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.inFlight.Inc()
		defer m.inFlight.Dec()
		next.ServeHTTP(w, r)
	})
}

// Answered counts a request. The route is the pattern that it was answered under; what nobody answers is one route.
func (m *Meter) Answered(route string, status int, took time.Duration) {
	if route == "" || route == "/" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
	if route == "POST /sign-in" {
		m.signIns.WithLabelValues(outcome(status)).Inc()
	}
}

// outcome is how a try to sign in ended.
func outcome(status int) string {
	switch {
	case status == http.StatusTooManyRequests:
		return "held"
	case status < 400:
		return "in"
	case status < 500:
		return "refused"
	}
	return "failed"
}

// Refused counts a request that was refused by a limit.
func (m *Meter) Refused(limit string) { m.refused.WithLabelValues(limit).Inc() }

// Committed counts a commit of so many writes.
func (m *Meter) Committed(calls int, took time.Duration) {
	m.calls.Observe(float64(calls))
	m.commit.Observe(took.Seconds())
}

// Worked counts a job.
func (m *Meter) Worked(kind string, took time.Duration, err error) {
	how := "done"
	if err != nil {
		how = "failed"
	}
	m.jobs.WithLabelValues(kind, how).Observe(took.Seconds())
}

// Watch adds a number that is asked for whenever Prometheus asks: one line is all a new number needs.
func (m *Meter) Watch(name, help string, value func() float64) {
	m.all.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// Table adds numbers by two words, asked for whenever Prometheus asks. When they cannot be told they are left out.
func (m *Meter) Table(name, help string, labels [2]string, rows func() map[[2]string]float64) {
	m.all.MustRegister(&table{prometheus.NewDesc(name, help, labels[:], nil), rows})
}

type table struct {
	desc *prometheus.Desc
	rows func() map[[2]string]float64
}

// Describe is what a collector tells of itself.
func (t *table) Describe(out chan<- *prometheus.Desc) { out <- t.desc }

// Collect asks for the rows.
func (t *table) Collect(out chan<- prometheus.Metric) {
	for words, n := range t.rows() {
		out <- prometheus.MustNewConstMetric(t.desc, prometheus.GaugeValue, n, words[:]...)
	}
}

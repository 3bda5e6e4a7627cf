package bulkweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

// many is how many wishes BenchmarkExport writes out.
const many = 100_000

// counted is an answer of which only the length is kept.
type counted struct {
	head   http.Header
	status int
	bytes  int64
}

func (c *counted) Header() http.Header  { return c.head }
func (c *counted) WriteHeader(code int) { c.status = code }
func (c *counted) Write(b []byte) (int, error) {
	c.bytes += int64(len(b))
	return len(b), nil
}

// BenchmarkExport writes a list of a hundred thousand wishes out, through the router, as each form. heap-MB is the largest heap seen
// while it ran above what there was before.
func BenchmarkExport(b *testing.B) {
	w := wishwebtest.New(b)
	first := w.Bring(w.Filed("tan", wish.Public), wish.InProgress)
	columns, err := db.All(b.Context(), w.DB, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT name FROM pragma_table_info('wish') ORDER BY cid")
	w.Must(err)
	from := strings.NewReplacer("|id|", "|printf('0192f3a0-0000-7000-8000-%012x', n)|", "|number|", "|printf('320613007005-2025-%06d', n)|").Replace("|" + strings.Join(columns, "|, |") + "|")
	w.Must(w.DB.Write(b.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO wish ("+strings.Join(columns, ", ")+") WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $2) SELECT "+
			strings.ReplaceAll(from, "|", "")+" FROM wish, c WHERE id = $1", first.ID, many)
		return err
	}))
	for _, form := range []string{"csv", "xlsx"} {
		b.Run(form, func(b *testing.B) {
			for range b.N {
				writeOut(b, w, form)
			}
		})
	}
}

func writeOut(b *testing.B, w *wishwebtest.Hood, form string) {
	var peak atomic.Uint64
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, done := m.HeapAlloc, make(chan struct{})
	go func() {
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapAlloc))
			}
		}
	}()
	sent := url.Values{"purpose": {"report"}, "as": {form}, "key": {id.New()}, "list": {"wishes"}, "state": {"in_progress"}}
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/wishes/export", strings.NewReader(sent.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "who=ji")
	out := &counted{head: http.Header{}}
	w.Pages.ServeHTTP(out, r)
	close(done)
	if out.status > http.StatusOK || out.bytes < 1_000_000 {
		b.Fatalf("%d, %d bytes", out.status, out.bytes)
	}
	b.ReportMetric(float64(max(peak.Load(), before)-before)/1e6, "heap-MB")
	b.ReportMetric(float64(out.bytes)/1e6, "file-MB")
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"linli/internal/web/api"
)

// Pages is what Figures has measured: each page asked for again and again on one connection, as who may see the district.
type Pages struct {
	Engine string
	Stored int
	Each   []PageTimes
}

// PageTimes is one page.
type PageTimes struct {
	Name string
	Times
	CPU time.Duration // processor time of one, server and client; PostgreSQL's own is not in it
}

// Figures fills a store as Lifecycle does and asks for the pages of figures of a district, a street and a community, and
// for the lists behind their numbers, each for its share of c.Duration.
func Figures(ctx context.Context, c Config) (res Pages, err error) {
	if err := c.check(); err != nil {
		return res, err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, s.close(context.WithoutCancel(ctx), c.Keep && err == nil)) }()
	res = Pages{Engine: string(s.app.DB.Engine()), Stored: c.Wishes}
	w, err := s.populate(ctx, c)
	if err != nil {
		return res, err
	}
	if _, err := s.fill(ctx, c, w); err != nil {
		return res, err
	}
	commander, err := s.commander(ctx)
	if err != nil {
		return res, err
	}
	cookie, err := s.app.Sessions.Open(ctx, commander)
	if err != nil {
		return res, err
	}
	base, stop, err := serve(s.app.Handler())
	if err != nil {
		return res, err
	}
	defer stop()
	for _, p := range figurePages(w, s.app.DB.Now()) {
		one, err := ask(ctx, base+p[1], cookie, c.Duration/time.Duration(len(figurePages(w, time.Time{}))))
		if err != nil {
			return res, fmt.Errorf("%s: %w", p[0], err)
		}
		one.Name = p[0]
		res.Each = append(res.Each, one)
	}
	return res, nil
}

// figurePages are the pages that are asked for, by name.
func figurePages(w *world, now time.Time) [][2]string {
	street, community := w.communities[0][:9], w.communities[0]
	return [][2]string{
		{"district", "/figures?place=" + district},
		{"street", "/figures?place=" + street},
		{"community", "/figures?place=" + community},
		{"district, one month", "/figures?place=" + district + "&period=" + now.AddDate(0, -3, 0).Format("2006-01")},
		{"list, district", "/figures/list?of=satisfied&place=" + district},
		{"list, street", "/figures/list?of=answered_in_time&place=" + street},
		{"list, community", "/figures/list?of=judged&place=" + community},
	}
}

// ask asks for one page again and again; the first answers, which prepare the statements, do not count.
func ask(ctx context.Context, url, cookie string, each time.Duration) (p PageTimes, err error) {
	h := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	var took []time.Duration
	var began time.Time
	var before time.Duration
	for i := 0; i < 10 || time.Since(began) < each; i++ {
		if i == 5 {
			began, before = time.Now(), cpu()
		}
		at := time.Now()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return p, err
		}
		req.AddCookie(&http.Cookie{Name: api.SessionCookie, Value: cookie})
		resp, err := h.Do(req)
		if err != nil {
			return p, err
		}
		body, err := io.ReadAll(resp.Body)
		if err = errors.Join(err, resp.Body.Close()); err != nil {
			return p, err
		}
		if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), "</html>") {
			return p, fmt.Errorf("status %d", resp.StatusCode)
		}
		if i >= 5 {
			took = append(took, time.Since(at))
		}
	}
	p.CPU = (cpu() - before) / time.Duration(len(took))
	p.Times = timesOf(took)
	return p, nil
}

// WriteText prints the result as a table.
func (r Pages) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\t\n", args...) }
	line("engine\t%s", r.Engine)
	line("wishes stored\t%d", r.Stored)
	line("\t")
	line("\tcount\tp50 ms\tp95 ms\tp99 ms\tprocessor ms")
	for _, x := range r.Each {
		line("%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f", x.Name, x.Count, ms(x.P50), ms(x.P95), ms(x.P99), ms(x.CPU))
	}
	return t.Flush()
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"text/tabwriter"
	"time"

	"linli/internal/actor"
	"linli/internal/org"
)

// Searches are times of the page of the search, one after the other on one connection.
type Searches struct {
	Engine  string
	Stored  int
	Written float64 // seconds in which the index was written, 0 of a kept store
	Each    []PageTimes
	Limits  Limits
}

// AllSearches fills a store as Lifecycle does, writes its index and asks the page of the search for words, common and rare,
// for whom little is there to be found and for whom much, each for its share of c.Duration.
func AllSearches(ctx context.Context, c Config) (res Searches, err error) {
	if err := c.check(); err != nil {
		return res, err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, s.close(context.WithoutCancel(ctx), c.Keep && s.full >= 0)) }()
	res = Searches{Engine: string(s.app.DB.Engine()), Stored: c.Wishes}
	w, err := s.populate(ctx, c)
	if err != nil {
		return res, err
	}
	if _, err := s.fill(ctx, c, w); err != nil {
		return res, err
	}
	res.Written = s.indexed
	words, err := s.searches(ctx, c, w)
	if err != nil {
		return res, err
	}
	base, stop, err := serve(s.app.Handler())
	if err != nil {
		return res, err
	}
	defer stop()
	for _, x := range words {
		one, err := ask(ctx, base, x, c.Duration/time.Duration(len(words)))
		if err != nil {
			return res, fmt.Errorf("%s: %w", x.name, err)
		}
		one.Name = x.name
		res.Each = append(res.Each, one)
	}
	res.Limits, err = s.limits(ctx, c)
	return res, err
}

// searches are who looks for what: words of two characters and one, a whole sentence, two words, one that nowhere stands
// although its pairs do, a number, initials.
func (s *store) searches(ctx context.Context, c Config, w *world) (out []asked, err error) {
	pairs, err := s.sessions(ctx, c, w)
	if err != nil {
		return nil, err
	}
	centre, err := s.unit(ctx, org.District, district, "测量指挥中心")
	if err != nil {
		return nil, err
	}
	over, err := s.post(ctx, actor.Post{Org: centre, Role: actor.CommandCentre, Title: "值班主任"}, district)
	if err != nil {
		return nil, err
	}
	for _, who := range []struct{ name, cookie string }{{"visitor", ""}, {"resident", pairs[0].resident}, {"community", pairs[0].leader}, {"district", over}} {
		for _, x := range []struct{ name, q string }{
			{"two characters", "路灯"},
			{"one character", "水"},
			{"a clause", "无障碍坡道太陡"},
			{"two words", "垃圾桶 楼上漏水"},
			{"not there", "水漏上楼"},
			{"a number", "2026-000123"},
			{"initials", "cs"},
		} {
			out = append(out, asked{x.name + ", " + who.name, "/search?" + url.Values{"q": {x.q}}.Encode(), who.cookie, nil})
		}
	}
	return out, nil
}

// WriteText prints the result as a table.
func (r Searches) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\t\n", args...) }
	line("engine\t%s", r.Engine)
	line("wishes stored\t%d", r.Stored)
	if r.Written > 0 {
		line("index written\t%.1f s\t%.0f/s", r.Written, float64(r.Stored)/r.Written)
	}
	line("\t")
	line("\tcount\tp50 ms\tp95 ms\tp99 ms\tprocessor ms")
	for _, x := range r.Each {
		line("%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f", x.Name, x.Count, ms(x.P50), ms(x.P95), ms(x.P99), ms(x.CPU))
	}
	line("\t")
	line("empty handler, one client\t%.0f/s\t(%d µs of processor time each)", r.Limits.EmptyHandler, r.Limits.EmptyCPU.Microseconds())
	return t.Flush()
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/org"
	"linli/internal/web/api"
	"linli/internal/wish"
)

// Times of pages, one after the other on one connection.
type Pages struct {
	Engine string
	Stored int
	Each   []PageTimes
	Limits Limits
}

// PageTimes is one page.
type PageTimes struct {
	Name string
	Times
	CPU time.Duration // processor time of one, server and client; PostgreSQL's own is not in it
}

// AllPages fills a store as Lifecycle does and asks for the pages of the loop, each for its share of c.Duration: a visitor's,
// a resident's, a community's desk, and the views of a street and the district with the lists behind their numbers.
func AllPages(ctx context.Context, c Config) (res Pages, err error) {
	if err := c.check(); err != nil {
		return res, err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, s.close(context.WithoutCancel(ctx), c.Keep && s.full >= 0)) }()
	res = Pages{Engine: string(s.app.DB.Engine()), Stored: c.Wishes}
	w, err := s.populate(ctx, c)
	if err != nil {
		return res, err
	}
	if _, err := s.fill(ctx, c, w); err != nil {
		return res, err
	}
	pages, err := s.pages(ctx, c, w)
	if err != nil {
		return res, err
	}
	base, stop, err := serve(s.app.Handler())
	if err != nil {
		return res, err
	}
	defer stop()
	for _, p := range pages {
		one, err := ask(ctx, base, p, c.Duration/time.Duration(len(pages)))
		if err != nil {
			return res, fmt.Errorf("%s: %w", p.name, err)
		}
		one.Name = p.name
		res.Each = append(res.Each, one)
	}
	res.Limits, err = s.limits(ctx, c)
	return res, err
}

// asked is a page and who asks for it, by what form; without a form by its address alone.
type asked struct {
	name, path, cookie string
	form               url.Values
}

// pages are what is asked for.
func (s *store) pages(ctx context.Context, c Config, w *world) ([]asked, error) {
	pairs, err := s.sessions(ctx, c, w)
	if err != nil {
		return nil, err
	}
	newest, err := s.newest(ctx, pairs[0])
	if err != nil {
		return nil, err
	}
	out := append(visited(pairs[0], newest), worked(pairs[0], newest)...)
	at, err := s.post(ctx, actor.Post{Org: w.offices[street(0)], Role: actor.StreetLeader, Title: "街道主任"}, street(0))
	if err != nil {
		return nil, err
	}
	out = append(out, overseen("street", street(0), "answered_in_time", w.offices[street(0)], "yellow/"+w.offices[street(0)], at, s.app.DB.Now())...)
	centre, err := s.unit(ctx, org.District, district, "测量指挥中心")
	if err != nil {
		return nil, err
	}
	if at, err = s.post(ctx, actor.Post{Org: centre, Role: actor.CommandCentre, Title: "值班主任"}, district); err != nil {
		return nil, err
	}
	out = append(out, overseen("district", district, "satisfied", w.group, "red/"+w.group, at, s.app.DB.Now())...)
	at, err = s.post(ctx, actor.Post{Org: centre, Role: actor.CallBackOfficer, Title: "回访员"}, district)
	return append(out, asked{"to be called", "/calls", at, nil}), err
}

// post is the session of somebody who holds the post.
func (s *store) post(ctx context.Context, p actor.Post, at string) (cookie string, err error) {
	acc, err := s.officer(ctx, p, at)
	if err != nil {
		return "", err
	}
	return s.app.Sessions.Open(ctx, acc)
}

// newest is the newest wish of the community that everybody may read.
func (s *store) newest(ctx context.Context, p pair) (wishID string, err error) {
	return db.Value[string](ctx, s.app.DB, "SELECT MAX(id) FROM wish WHERE community = $1 AND "+wish.OpenToAll, p.community)
}

// visited are the pages of visitors and residents.
func visited(p pair, newest string) []asked {
	return []asked{
		{"community, public", "/linli/" + p.community, "", nil},
		{"邻里, public", "/linli/" + p.home, "", nil},
		{"being handled, public", "/linli/" + p.community + "/wishes", "", nil},
		{"feed", "/linli/" + p.community + "/feed.atom", "", nil},
		{"choice of a place", "/linli", "", nil},
		{"wish, public", "/wishes/" + newest, "", nil},
		{"teas", "/receptions?place=" + p.community, "", nil},
		{"home", "/", p.resident, nil},
		{"my wishes", "/wishes", p.resident, nil},
		{"make a wish", "/wishes/new", p.resident, nil},
		{"wish, neighbour", "/wishes/" + newest, p.resident, nil},
		{"notices", "/notices", p.resident, nil},
		{"alike, while writing", "/wishes/alike", p.resident, url.Values{"place": {p.home}, "text": {"楼道的灯坏了两天，老人晚上看不见路"}}},
	}
}

// worked are the pages of a community's desk.
func worked(p pair, newest string) []asked {
	return []asked{
		{"inbox, community", "/inbox", p.leader, nil},
		{"inbox, answered", "/inbox?stage=answered", p.leader, nil},
		{"board", "/board", p.leader, nil},
		{"wish, staff", "/wishes/" + newest, p.leader, nil},
		{"register a wish", "/wishes/register", p.leader, nil},
		{"to be published", "/publications", p.leader, nil},
		{"notices, desk", "/notices", p.leader, nil},
		{"teas, desk", "/receptions", p.leader, nil},
		{"figures, community", "/figures?place=" + p.community, p.leader, nil},
		{"list, community", "/figures/list?of=judged&place=" + p.community, p.leader, nil},
	}
}

// overseen are the pages of somebody who oversees a street or the district.
func overseen(who, at, listed, unit, to, cookie string, now time.Time) []asked {
	month := "?place=" + at + "&period=" + now.AddDate(0, -3, 0).Format("2006-01")
	preview := url.Values{"do": {"preview"}, "place": {at}, "for": {at + "/repair"}, "topic": {"repair"}, "to": {to}}
	return []asked{
		{"supervision, " + who, "/supervision", cookie, nil},
		{"precedents, " + who, "/precedents", cookie, nil},
		{"catalogue, " + who, "/dispatch", cookie, nil},
		{"entry of the catalogue with its preview, " + who, "/dispatch", cookie, preview},
		{"inbox, " + who, "/inbox", cookie, nil},
		{"figures, " + who, "/figures?place=" + at, cookie, nil},
		{"figures of a month, " + who, "/figures" + month, cookie, nil},
		{"rates of units, " + who, "/figures/rates" + month, cookie, nil},
		{"rates of one unit, " + who, "/figures/rates/unit" + month + "&unit=" + unit, cookie, nil},
		{"list of a unit, " + who, "/figures/rates/list" + month + "&of=late&unit=" + unit, cookie, nil},
		{"topics, " + who, "/figures/topics" + month, cookie, nil},
		{"list of a topic, " + who, "/figures/topics/list" + month + "&topic=repair", cookie, nil},
		{"times, " + who, "/figures/times" + month, cookie, nil},
		{"list of a span, " + who, "/figures/times/list" + month + "&of=done&days=0", cookie, nil},
		{"list of a rare span, " + who, "/figures/times/list" + month + "&of=done&days=6", cookie, nil},
		{"returns and moves, " + who, "/figures/units?place=" + at, cookie, nil},
		{"bulletin, " + who, "/figures/bulletin" + month, cookie, nil},
		{"list, " + who, "/figures/list?of=" + listed + "&place=" + at, cookie, nil},
		{"list of a month, " + who, "/figures/list" + month + "&of=" + listed, cookie, nil},
	}
}

// request is one request for the page.
func (p asked) request(ctx context.Context, base string) (*http.Request, error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if p.form != nil {
		method, body = http.MethodPost, strings.NewReader(p.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, base+p.path, body)
	if err != nil {
		return nil, err
	}
	if p.form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if p.cookie != "" {
		req.AddCookie(&http.Cookie{Name: api.SessionCookie, Value: p.cookie})
	}
	return req, nil
}

// ask asks for one page again and again; the first answers, which prepare the statements, do not count.
func ask(ctx context.Context, base string, page asked, each time.Duration) (p PageTimes, err error) {
	h := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	var took []time.Duration
	var began time.Time
	var before time.Duration
	for i := 0; i < 10 || time.Since(began) < each; i++ {
		if i == 5 {
			began, before = time.Now(), cpu()
		}
		at := time.Now()
		req, err := page.request(ctx, base)
		if err != nil {
			return p, err
		}
		resp, err := h.Do(req)
		if err != nil {
			return p, err
		}
		body, err := io.ReadAll(resp.Body)
		if err = errors.Join(err, resp.Body.Close()); err != nil {
			return p, err
		}
		whole := page.form != nil || strings.Contains(string(body[max(0, len(body)-10):]), ">") // a part of a form may be empty
		if resp.StatusCode != http.StatusOK || !whole {
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
	line("\t")
	line("this machine at most\ta second")
	line("empty handler, one client\t%.0f\t(%d µs of processor time each)", r.Limits.EmptyHandler, r.Limits.EmptyCPU.Microseconds())
	line("durable commit, alone\t%.0f", r.Limits.CommitAlone)
	return t.Flush()
}

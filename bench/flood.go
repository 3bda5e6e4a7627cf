package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"linli/client"
	"linli/internal/db"
)

// What a flood is: as many reports as ten of each of a district's 1,074 邻里, each with a photo; every so many requests the
// connection is cut before the answer.
const (
	reports   = 1074 * 10
	photoSize = 200 << 10 // bytes, about
	cutEvery  = 5
	tries     = 30 // of one request
)

// Inundation is what Flood has measured.
type Inundation struct {
	Engine          string
	Stored, Clients int
	Reports         int
	Planned, Took   time.Duration
	Requests, Cut   int // requests sent, and of those whose connection was cut
	Refused         int // answers that asked to come again later
	Lost, Doubled   int // reports that are not there, or there twice
	Bare            int // reports without their photo, or with more than one
	Filing          Times
	Memory          Memory
	Limits          Limits
}

// Flood files 10,740 reports with a photo of 200 kB each, evenly over c.Duration. Every fifth connection is cut when the request
// has been sent, half of them before anything of the answer has come; the same request is sent again until it is answered. In the
// end each report must be there once, with its photo.
func Flood(ctx context.Context, c Config) (res Inundation, err error) {
	if err := c.check(); err != nil {
		return res, err
	}
	res = Inundation{Stored: c.Wishes, Clients: c.Clients, Planned: c.Duration, Reports: reports}
	if c.Wishes < 10000 {
		res.Reports = 10 * max(1, c.Wishes/10) // a small one for a test
	}
	err = c.serving(ctx, func(r running) (err error) {
		res.Engine = string(r.app.DB.Engine())
		f := &flood{res: &res, base: r.base, began: time.Now(), ids: map[string]bool{}}
		if f.photo, err = photo(); err != nil {
			return err
		}
		memory := watchMemory(f.began.Add(c.Duration))
		if err := f.pour(ctx, c, r.pairs); err != nil {
			return err
		}
		res.Took, res.Memory = time.Since(f.began), <-memory
		if err := f.count(ctx, r.app.DB); err != nil {
			return err
		}
		res.Limits, err = r.limits(ctx, c)
		return err
	})
	return res, err
}

// flood is one run.
type flood struct {
	res   *Inundation
	base  string
	began time.Time
	photo []byte
	sent  atomic.Int64
	cut   atomic.Int64
	mu    sync.Mutex
	took  []time.Duration
	ids   map[string]bool // of the wishes as they were answered
}

// pour files all reports when they are due.
func (f *flood) pour(ctx context.Context, c Config, pairs []pair) error {
	free := make(chan reporter, len(pairs))
	for _, p := range pairs {
		h := &http.Client{Transport: &cutting{f: f, whole: &http.Transport{MaxIdleConnsPerHost: 2}}}
		free <- reporter{p, client.New(f.base, client.Options{HTTP: h, Session: p.resident})}
	}
	words, failed := phrases(), make(chan error, f.res.Reports)
	var wg sync.WaitGroup
	for n := range f.res.Reports {
		due := f.began.Add(c.Duration * time.Duration(n) / time.Duration(f.res.Reports))
		select {
		case <-ctx.Done():
			wg.Wait()
			return ctx.Err()
		case <-time.After(time.Until(due)):
		}
		if n%1000 == 999 {
			c.say("%d of %d reports", n+1, f.res.Reports)
		}
		wg.Go(func() {
			w := <-free
			defer func() { free <- w }()
			text := textOf(rand.New(rand.NewPCG(7, uint64(n))), words) //nolint:gosec // a mixture, no secret
			if err := f.report(ctx, w, n, text); err != nil {
				failed <- fmt.Errorf("report %d: %w", n, err)
				return
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			f.took = append(f.took, time.Since(due))
		})
	}
	wg.Wait()
	close(failed)
	f.res.Requests, f.res.Cut, f.res.Filing = int(f.sent.Load()), int(f.cut.Load()), timesOf(f.took)
	return <-failed
}

// reporter is a resident with a telephone.
type reporter struct {
	at pair
	c  *client.Client
}

// report sends a photo and the wish that goes with it, each until it is answered.
func (f *flood) report(ctx context.Context, w reporter, n int, text string) error {
	draft := fmt.Sprintf("flood-%d-%d", f.began.UnixNano(), n)
	err := f.until(ctx, func() error {
		_, err := w.c.AddFile(ctx, draft, client.Photo, f.photo)
		return err
	})
	if err != nil {
		return err
	}
	return f.until(ctx, func() error {
		filed, err := w.c.File(ctx, client.Filing{
			Text: text, Place: w.at.home, Visibility: client.Private, Topic: "repair", Draft: draft, Key: draft,
		})
		if err == nil {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.ids[filed.Wish.ID] = true
		}
		return err
	})
}

// until sends a request again as long as its connection breaks or the house asks to come later.
func (f *flood) until(ctx context.Context, send func() error) error {
	for try := 0; ; try++ {
		err := send()
		var p *client.Problem
		if err == nil || ctx.Err() != nil || try == tries || errors.As(err, &p) && p.Status != http.StatusServiceUnavailable {
			return err
		}
		if p != nil {
			f.mu.Lock()
			f.res.Refused++
			f.mu.Unlock()
			time.Sleep(time.Second)
		}
	}
}

// count finds what was lost, doubled or came without its photo.
func (f *flood) count(ctx context.Context, d *db.DB) error {
	f.res.Lost = f.res.Reports - len(f.ids) // two were answered with one wish
	there := map[string]bool{}
	err := db.Each(ctx, d, func(r db.Row) error {
		var id string
		var photos int
		err := r.Scan(&id, &photos)
		if there[id] = true; !f.ids[id] {
			f.res.Doubled++
		}
		if photos != 1 {
			f.res.Bare++
		}
		return err
	}, `SELECT id, (SELECT COUNT(*) FROM file WHERE subject_kind = 'wish' AND subject_id = wish.id AND role = 'request' AND original IS NULL)
		FROM wish WHERE filed_at >= $1`, f.began.UnixMicro())
	for id := range f.ids {
		if !there[id] {
			f.res.Lost++
		}
	}
	return err
}

// cutting sends requests and cuts every fifth connection before its answer.
type cutting struct {
	f     *flood
	whole *http.Transport
}

// errCut is a connection that was cut.
var errCut = errors.New("the connection was cut")

// RoundTrip is http.RoundTripper.
func (t *cutting) RoundTrip(req *http.Request) (*http.Response, error) {
	n := t.f.sent.Add(1)
	if n%cutEvery != 0 {
		return t.whole.RoundTrip(req)
	}
	t.f.cut.Add(1)
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &cutConn{c, n%(2*cutEvery) == 0}, err
	}
	once := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	defer once.CloseIdleConnections()
	res, err := once.RoundTrip(req)
	if err == nil { // never: nothing is read
		return nil, errors.Join(errCut, res.Body.Close())
	}
	return nil, err
}

// cutConn reads nothing: it ends at once, or when the answer has come.
type cutConn struct {
	net.Conn
	late bool
}

// Read ends the connection.
func (c *cutConn) Read(p []byte) (int, error) {
	if c.late {
		_, _ = c.Conn.Read(p) // the answer is there, and is not passed on
	} else {
		time.Sleep(time.Millisecond) // the transport reads from the first moment on: let it write
	}
	return 0, errors.Join(errCut, c.Close())
}

// photo is a JPEG of about 200 kB: noise, as a telephone's picture of a wall.
func photo() ([]byte, error) {
	r := rand.New(rand.NewPCG(5, 5)) //nolint:gosec // a picture
	img := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range img.Pix {
		img.Pix[i] = uint8(96 + r.IntN(64))
	}
	for quality := 95; ; quality -= 5 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil || b.Len() <= photoSize || quality <= 30 {
			return b.Bytes(), err
		}
	}
}

// WriteText prints the result as a table.
func (r Inundation) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\t\n", args...) }
	line("engine\t%s", r.Engine)
	line("wishes stored before\t%d", r.Stored)
	line("reports with a photo\t%d", r.Reports)
	line("planned in\t%.0f s", r.Planned.Seconds())
	line("answered in\t%.1f s", r.Took.Seconds())
	line("requests\t%d", r.Requests)
	line("connections cut\t%d", r.Cut)
	line("asked to come later\t%d", r.Refused)
	line("lost\t%d", r.Lost)
	line("doubled\t%d", r.Doubled)
	line("without their one photo\t%d", r.Bare)
	line("memory without mapped files\t%.1f MiB", float64(r.Memory.Own)/(1<<20))
	line("\t")
	line("\tcount\tp50 ms\tp95 ms\tp99 ms")
	line("a report, from when it was due\t%d\t%.1f\t%.1f\t%.1f", r.Filing.Count, ms(r.Filing.P50), ms(r.Filing.P95), ms(r.Filing.P99))
	line("\t")
	r.Limits.write(line, r.Clients)
	return t.Flush()
}

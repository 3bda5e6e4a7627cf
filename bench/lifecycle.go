package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"

	"linli/internal/app"
	"linli/internal/app/door"
)

// Config says what Lifecycle measures.
type Config struct {
	DSN      string        // sqlite:FILE, a new file or one kept from before; or postgres://…, where the schema linli_bench is used
	Wishes   int           // stored before the clock starts
	Clients  int           // residents at work at the same time, each with the staff of the community beside
	Duration time.Duration // measured; a short warm-up comes before
	Keep     bool          // leave the filled store for another run with the same Wishes
	Progress io.Writer     // what is being done, line by line; nothing when nil
}

func (c Config) check() error {
	switch {
	case c.Wishes < 0:
		return errors.New("the number of stored wishes cannot be negative")
	case c.Clients < 1:
		return errors.New("at least one client is needed")
	case c.Duration < 100*time.Millisecond:
		return errors.New("a measurement lasts at least 100 ms")
	}
	return nil
}

func (c Config) say(format string, args ...any) {
	if c.Progress != nil {
		fmt.Fprintf(c.Progress, format+"\n", args...)
	}
}

// Lifecycle fills a store, opens sessions, and drives clients through whole lifecycles: file, accept, classify, take up and
// answer in one request, rate, find in the list by place and state, find by number. It removes what it made unless
// c.Keep and the store is filled, also when it fails or ctx ends. A database that holds anything else is refused untouched.
func Lifecycle(ctx context.Context, c Config) (res Result, err error) {
	if err := c.check(); err != nil {
		return res, err
	}
	res = Result{Stored: c.Wishes, Clients: c.Clients, CPUs: runtime.GOMAXPROCS(0)}
	err = c.serving(ctx, func(r running) (err error) {
		res.Engine, res.FillSeconds = string(r.app.DB.Engine()), r.filledIn
		c.say("%d clients, %v", c.Clients, c.Duration)
		if err := drive(ctx, c, r.base, r.pairs, &res); err != nil {
			return err
		}
		res.Limits, err = r.limits(ctx, c)
		return err
	})
	return res, err
}

// running is a filled store that answers at an address, with sessions for every client.
type running struct {
	*store
	base     string
	pairs    []pair
	filledIn float64 // seconds; zero for a kept store
}

// serving fills a store, opens sessions, starts what runs beside the pages and lets something be measured.
func (c Config) serving(ctx context.Context, measure func(running) error) (err error) {
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close(context.WithoutCancel(ctx), c.Keep && s.full >= 0)) }()
	w, err := s.populate(ctx, c)
	if err != nil {
		return err
	}
	r := running{store: s}
	if r.filledIn, err = s.fill(ctx, c, w); err != nil {
		return err
	}
	if r.pairs, err = s.sessions(ctx, c, w); err != nil {
		return err
	}
	base, stop, err := serve(s.app.Handler())
	if err != nil {
		return err
	}
	defer stop()
	c.say("limits per address are set aside: all clients share one")
	if err := s.app.Start(ctx); err != nil {
		return err
	}
	r.base = base
	return measure(r)
}

// build makes the server as `linli serve` does, with its access log written to nowhere, and no limit per address.
func build(ctx context.Context, dsn, files string) (*app.App, error) {
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	return app.New(ctx, app.Config{DSN: dsn, Files: files, Log: log, Keys: app.Throwaway, NoLimits: true})
}

// serve answers on a loopback port of its own until stop.
func serve(h http.Handler) (base string, stop func(), err error) {
	door.Memory()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(l) }() // ends with Close
	return "http://" + l.Addr().String(), func() { _ = srv.Close() }, nil
}

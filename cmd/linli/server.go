package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"linli/internal/app"
	"linli/internal/app/door"
)

// server is a built house and the addresses it answers at: the first is the public one, which speaks HTTPS when there is a
// certificate.
type server struct {
	app         *app.App
	certificate *door.Certificate
	log         *slog.Logger
	grace       time.Duration

	doors []doorway
}

type doorway struct {
	l   net.Listener
	srv *http.Server
}

// listen takes an address.
func (s *server) listen(addr string, h http.Handler) (net.Addr, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen: %w", err)
	}
	s.add(l, h)
	return l.Addr(), nil
}

func (s *server) add(l net.Listener, h http.Handler) {
	c := s.certificate
	if len(s.doors) > 0 {
		c = nil
	}
	s.doors = append(s.doors, doorway{l, door.NewServer(h, c, s.log)})
}

// serve runs jobs and requests, and ends both in order: no new request, running ones, jobs, database.
func (s *server) serve(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, s.close()) }()
	door.Memory()
	if err := s.app.Start(ctx); err != nil {
		return err
	}
	failed := make(chan error, len(s.doors))
	for _, d := range s.doors {
		go func() {
			if d.srv.TLSConfig != nil {
				failed <- d.srv.ServeTLS(d.l, "", "")
				return
			}
			failed <- d.srv.Serve(d.l)
		}()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.grace)
	defer cancel()
	for _, d := range s.doors {
		one := d.srv.Shutdown(grace)
		if errors.Is(one, context.DeadlineExceeded) {
			one = d.srv.Close() // the grace is over; what was acknowledged is on disk
		}
		err = errors.Join(err, one)
	}
	return errors.Join(err, s.app.Stop(grace))
}

// close gives the addresses and the database back.
func (s *server) close() error {
	for _, d := range s.doors {
		_ = d.srv.Close() // served or not, nobody comes any more
		_ = d.l.Close()
	}
	return s.app.Close()
}

package dbtest

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
)

// Server is a PostgreSQL of one test alone, which the test may stop and start.
type Server struct {
	t testing.TB
	c *cluster
}

// Own starts a Server with one migrated, empty database. As with Postgres the test is skipped where there is none.
func Own(t testing.TB) *Server {
	t.Helper()
	c, err := startCluster()
	missing(t, c, err)
	s := &Server{t, c}
	t.Cleanup(func() { _ = c.admin.Close(); s.Stop() })
	return s
}

// DSN is its database.
func (s *Server) DSN() string { return s.c.dsn("migrated") }

// Socket is the path of the socket it listens at while it runs.
func (s *Server) Socket() string { return filepath.Join(s.c.dir, fmt.Sprintf(".s.PGSQL.%d", s.c.port)) }

// Exec runs a statement as its administrator, outside of the database.
func (s *Server) Exec(text string) {
	s.t.Helper()
	if err := s.c.exec(text); err != nil {
		s.t.Fatal(err)
	}
}

// Stop ends it at once, as a loss of power does but for the disk; connections break. Stopped already, it does nothing.
func (s *Server) Stop() {
	s.t.Helper()
	if s.c.proc == nil {
		return
	}
	if err := s.c.proc.Process.Signal(syscall.SIGQUIT); err != nil {
		s.t.Fatal(err)
	}
	_ = s.c.proc.Wait() // it tells that it was made to stop
	s.c.proc = nil
}

// Start starts it again and returns when it takes connections.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.c.run(); err != nil {
		s.t.Fatal(err)
	}
}

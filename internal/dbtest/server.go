package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
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

// Hang stops all its processes where they are, as a machine does whose disk does not answer: connections stay open and
// nothing comes back. The function that is returned, which the end of the test calls too, lets it go on.
func (s *Server) Hang() (goOn func()) {
	s.t.Helper()
	pid := s.c.proc.Process.Pid
	var stopped []int
	for _, p := range append(children(pid), pid) {
		if syscall.Kill(p, syscall.SIGSTOP) == nil {
			stopped = append(stopped, p)
		}
	}
	goOn = sync.OnceFunc(func() {
		for _, p := range stopped {
			_ = syscall.Kill(p, syscall.SIGCONT) // one that has ended needs nothing
		}
	})
	s.t.Cleanup(goOn)
	return goOn
}

// children are the processes that a process has started.
func children(pid int) (out []int) {
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // where there is no /proc the one that accepts is stopped alone
	for _, f := range strings.Fields(string(list)) {
		if p, err := strconv.Atoi(f); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Start starts it again and returns when it takes connections.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.c.run(); err != nil {
		s.t.Fatal(err)
	}
}

package app_test

import (
	"bytes"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"linli/internal/dbtest"
	"linli/internal/id"
)

// snoop stands between the program and PostgreSQL. Armed, it lets the next COMMIT through and keeps the answer.
type snoop struct {
	net.Listener
	socket string
	armed  atomic.Bool
	cut    atomic.Int64
}

func newSnoop(t *testing.T, socket string) *snoop {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &snoop{Listener: l, socket: socket}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.carry(c)
		}
	}()
	return s
}

func (s *snoop) carry(c net.Conn) {
	defer func() { _ = c.Close() }()
	up, err := net.Dial("unix", s.socket)
	if err != nil {
		return
	}
	defer func() { _ = up.Close() }()
	var mute atomic.Bool
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := up.Read(buf)
			if err != nil || mute.Load() {
				_ = c.Close() // PostgreSQL has answered the COMMIT, and nobody hears it
				return
			}
			if _, err := c.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 64<<10)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		if bytes.Contains(bytes.ToLower(buf[:n]), []byte("commit\x00")) && s.armed.CompareAndSwap(true, false) {
			mute.Store(true)
			s.cut.Add(1)
		}
		if _, err := up.Write(buf[:n]); err != nil {
			return
		}
	}
}

// COMMIT is sent and its answer lost: who sent it is told that it is not known to be kept, and the same key finds out.
func TestALostAnswerToCommit(t *testing.T) {
	t.Parallel()
	srv := dbtest.Own(t)
	s := newSnoop(t, srv.Socket())
	h := newHouse(t, "postgres://linli@"+s.Addr().String()+"/migrated?sslmode=disable")
	before := h.wishes()
	for range 3 {
		key := id.New()
		s.armed.Store(true)
		status, page, wait := h.press(key)
		if status != 503 || wait == "" || !strings.Contains(page, key) {
			t.Fatalf("the answer is lost: %d, %q, its key for another try: %v", status, wait, strings.Contains(page, key))
		}
		before++
		if n := h.wishes(); n != before {
			t.Fatalf("%d wishes; the COMMIT has taken place: want %d", n, before)
		}
		if status, page, _ = h.press(key); status != 200 {
			t.Fatalf("sent again: %d %s", status, page)
		}
		if n := h.wishes(); n != before {
			t.Fatalf("kept twice: %d, want %d", n, before)
		}
	}
	if s.cut.Load() != 3 {
		t.Errorf("%d answers were kept back", s.cut.Load())
	}
}

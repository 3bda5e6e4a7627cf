package account

import (
	"strconv"
	"testing"
	"time"
)

func TestCache(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	c := &cache[int]{ttl: 5 * time.Second, max: 3}
	_, ok, epoch := c.get("a", now)
	if ok {
		t.Fatal("it remembers what it was never told")
	}
	c.put("a", 1, now, epoch)
	if v, ok, _ := c.get("a", now.Add(5*time.Second-1)); !ok || v != 1 {
		t.Error("it remembers for five seconds")
	}
	if _, ok, _ := c.get("a", now.Add(5*time.Second)); ok {
		t.Error("and no longer")
	}

	_, _, epoch = c.get("b", now)
	c.drop("b") // while b is being read, it ends
	c.put("b", 1, now, epoch)
	if _, ok, _ := c.get("b", now); ok {
		t.Error("what was read before a drop is not remembered after it")
	}

	for i := range 100 {
		_, _, epoch = c.get(strconv.Itoa(i), now)
		c.put(strconv.Itoa(i), i, now, epoch)
		if len(c.m) > 3 {
			t.Fatalf("%d values remembered", len(c.m))
		}
	}
	c.clear()
	if _, ok, _ := c.get("99", now); ok {
		t.Error("cleared")
	}
}

func TestSessionText(t *testing.T) {
	t.Parallel()
	ends := time.Date(2026, 3, 2, 13, 0, 0, 123000, time.UTC)
	for name, s := range map[string]Session{
		"staff":   {Account: "a", Ends: ends, Idle: 2 * time.Hour},
		"visitor": {Ends: ends, Idle: time.Hour, Grant: "w"},
	} {
		b, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := DecodeSession(b); err != nil || got != s {
			t.Errorf("%s: %s reads as %+v, %v", name, b, got, err)
		}
	}
	if _, err := DecodeSession([]byte("{")); err == nil {
		t.Error("what is no session is taken for one")
	}
}

package remember

import (
	"strconv"
	"testing"
	"time"
)

func TestCache(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	c := New[int](5*time.Second, 3)
	_, ok, epoch := c.Get("a", now)
	if ok {
		t.Fatal("it remembers what it was never told")
	}
	c.Put("a", 1, now, epoch)
	if v, ok, _ := c.Get("a", now.Add(5*time.Second-1)); !ok || v != 1 {
		t.Error("it remembers for five seconds")
	}
	if _, ok, _ := c.Get("a", now.Add(5*time.Second)); ok {
		t.Error("and no longer")
	}

	_, _, epoch = c.Get("b", now)
	c.Drop("b") // while b is being read, it ends
	c.Put("b", 1, now, epoch)
	if _, ok, _ := c.Get("b", now); ok {
		t.Error("what was read before a drop is not remembered after it")
	}

	for i := range 100 {
		_, _, epoch = c.Get(strconv.Itoa(i), now)
		c.Put(strconv.Itoa(i), i, now, epoch)
		if len(c.m) > 3 {
			t.Fatalf("%d values remembered", len(c.m))
		}
	}
	c.Clear()
	if _, ok, _ := c.Get("99", now); ok {
		t.Error("cleared")
	}
}

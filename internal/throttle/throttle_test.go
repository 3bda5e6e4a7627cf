package throttle_test

import (
	"strconv"
	"testing"
	"time"

	"linli/internal/throttle"
)

func TestTake(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	x := throttle.New(100)
	at := func(d time.Duration) time.Time { return start.Add(d) }
	for i := range 5 {
		if w := x.Take("a", 5, 15*time.Minute, start); w != 0 {
			t.Fatalf("try %d waits %v", i+1, w)
		}
	}
	if w := x.Take("a", 5, 15*time.Minute, start); w != 3*time.Minute {
		t.Errorf("the sixth waits %v, want a fifth of the window", w)
	}
	if w := x.Take("b", 5, 15*time.Minute, start); w != 0 {
		t.Errorf("another key waits %v", w)
	}
	if w := x.Take("a", 5, 15*time.Minute, at(3*time.Minute)); w != 0 {
		t.Errorf("one has come back after a fifth of the window: %v", w)
	}
	if w := x.Take("a", 5, 15*time.Minute, at(3*time.Minute)); w == 0 {
		t.Error("only one has come back")
	}
	if w := x.Take("a", 7, 15*time.Minute, at(3*time.Minute)); w != 0 {
		t.Errorf("the number was raised: %v", w)
	}
}

func TestItIsBounded(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	x := throttle.New(10)
	for i := range 10 {
		if x.Take(strconv.Itoa(i), 2, time.Hour, start) != 0 {
			t.Fatal("there is room")
		}
	}
	if x.Take("new", 2, time.Hour, start) == 0 {
		t.Error("nobody has recovered, and somebody new is let in")
	}
	if x.Take("3", 2, time.Hour, start) != 0 {
		t.Error("who is known keeps the second time")
	}
	if x.Take("new", 2, time.Hour, start.Add(2*time.Hour)) != 0 {
		t.Error("all have recovered, and nobody is let in")
	}
}

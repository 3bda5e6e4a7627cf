package stranger

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	failures = 5
	length   = 10 * time.Minute
)

// A login is locked after its last try, for the length of a lock, and begins anew afterwards.
func TestALoginIsLockedAsAnAccountIs(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	s := New()
	for want := 1; want <= failures; want++ {
		if got, _ := s.Begin("nobody", failures, length, now); got != want {
			t.Fatalf("try %d counts as %d", want, got)
		}
	}
	if got, last := s.Begin("nobody", failures, length, now.Add(length-time.Second)); got != 0 || !last.Equal(now) {
		t.Errorf("it is not locked: %d, %v", got, last)
	}
	if got, _ := s.Begin("nobody", failures, length, now.Add(length)); got != 1 {
		t.Errorf("after the lock a try counts as %d", got)
	}
}

// Whoever fills the memory ends nobody's lock but the oldest one's.
func TestFillingTheMemoryEndsNoLock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	s := New()
	lock := func(name string) {
		for range failures {
			s.Begin(name, failures, length, now)
		}
	}
	lock("first")
	lock("second")
	for i := range most - 1 { // one more than there is room for
		s.Begin(fmt.Sprint("other", i), failures, length, now.Add(time.Second))
	}
	if got, _ := s.Begin("second", failures, length, now.Add(2*time.Second)); got != 0 {
		t.Error("the lock of the second has ended")
	}
	if len(s.by) != most || s.order.Len() != most {
		t.Errorf("%d and %d are remembered, want %d", len(s.by), s.order.Len(), most)
	}
	if got, _ := s.Begin("first", failures, length, now.Add(2*time.Second)); got != 1 {
		t.Error("the oldest was not the one that had to go")
	}
}

// As long as there is room it answers as a map without bounds does.
func TestItCountsAsAMapWould(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type count struct {
			tries int
			last  time.Time
		}
		s, model, now := limited(20), map[string]count{}, time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 200).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 200).Draw(rt, "seconds")) * time.Second)
			name := fmt.Sprint(rapid.IntRange(0, 19).Draw(rt, "name"))
			c := model[name]
			if !c.last.After(now.Add(-length)) {
				c = count{}
			}
			want := 0
			if c.tries < failures {
				c.tries, c.last = c.tries+1, now
				want = c.tries
			}
			model[name] = c
			if got, last := s.Begin(name, failures, length, now); got != want || !last.Equal(c.last) {
				rt.Fatalf("%d at %v, want %d at %v", got, last, want, c.last)
			}
		}
	})
}

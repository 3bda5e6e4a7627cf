package seal

import (
	"log/slog"
	"strings"
	"time"
)

// How often a ring looks whether its source has changed, file or command. A key that comes into use must have been there
// for longer, so that no process makes values which another cannot find.
const (
	lookEvery = 5 * time.Second
	Lead      = time.Minute

	// askFor is how long a command may take; with lookEvery it stays below Lead.
	askFor = 30 * time.Second
	// slow is when the log is told that a command takes long.
	slow = 5 * time.Second
	// waitFor is how long somebody waits for a command who needs a key that is missing here, or comes after a pause in
	// which nobody asked.
	waitFor = 2 * time.Second
)

// Tell names the log that hears when the source cannot be read while the ring is in use, and when it can be read again.
func (r *Ring) Tell(log *slog.Logger) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = log
}

// read takes the keys of the source as they are now.
func (r *Ring) read() error {
	began := time.Now()
	body, mark, err := fetch(r.source)
	if err == nil {
		err = r.take(body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen, r.failing = time.Now(), err != nil
	r.tell(err, r.seen.Sub(began))
	if err == nil {
		r.mark, r.known = mark, began
	}
	return err
}

// tell logs a change in how the source answers: each trouble once, not at every look.
func (r *Ring) tell(err error, took time.Duration) {
	why := ""
	switch {
	case err != nil:
		why = err.Error()
	case took > slow:
		why = "slow"
	}
	if r.log == nil || why == r.said {
		return
	}
	r.said = why
	switch {
	case err != nil:
		r.log.Error("keys: the source cannot be read; the keys in memory serve on", "why", why)
	case why != "":
		r.log.Warn("keys: the command takes long; a change of keys is noticed late", "took", took.Round(time.Second).String())
	default:
		r.log.Info("keys: the source is read again")
	}
}

// fresh reads the keys again when they may have changed. What cannot be read now leaves the old ones in use.
func (r *Ring) fresh(missing bool) {
	if r.source == "" {
		return
	}
	if strings.HasPrefix(r.source, "command:") {
		r.ask(missing)
		return
	}
	r.mu.Lock()
	due := r.due(missing)
	if due {
		r.seen = time.Now()
	}
	before := r.mark
	r.mu.Unlock()
	if !due {
		return
	}
	if m, err := stat(strings.TrimPrefix(r.source, "file:")); err == nil && m == before && !missing {
		return
	}
	_ = r.read() // the log was told; a key that is still missing is reported by who needs it
}

// due tells whether it is time to look at the source, with the lock held.
func (r *Ring) due(missing bool) bool {
	since := time.Since(r.seen)
	return since > lookEvery || missing && since > time.Second
}

// ask asks the command again, one at a time and beside the work: nobody waits for it, but for who misses a key, or comes
// after so long a pause that a change of keys may have been missed.
func (r *Ring) ask(missing bool) {
	r.mu.Lock()
	if r.asking == nil && r.due(missing) {
		done := make(chan struct{})
		r.asking = done
		go func() {
			_ = r.read() // the log was told
			r.mu.Lock()
			r.asking = nil
			r.mu.Unlock()
			close(done)
		}()
	}
	answer, paused := r.asking, !r.failing && time.Since(r.known) > Lead
	r.mu.Unlock()
	if answer == nil || !missing && !paused {
		return
	}
	select {
	case <-answer:
	case <-time.After(waitFor):
	}
}

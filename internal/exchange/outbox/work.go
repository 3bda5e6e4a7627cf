package outbox

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/seal"
)

// Limits of sending.
const (
	leaseFor  = time.Minute // longer than any carrier may take
	abreast   = 4           // rows of one target at a time, each of another lane
	patient   = 3           // failures in a row after which a target is asked less and less often
	slowest   = 8           // the longest pause between two tries is this part of the time in which it is tried
	sweepEach = time.Hour
)

// Work carries what is due, to all targets beside each other, so that a slow one holds up none. It is for the job outbox.work and may
// run in several processes at once; in one process the first call stays until nothing is at work, and others leave their targets to it,
// so that slow targets never take more than one worker of the job runner. It tells how many rows were taken meanwhile.
func (s *Service) Work(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "outbox.Work")
	if err := s.sweep(ctx); err != nil {
		return 0, err
	}
	due, err := s.due(ctx)
	if err != nil {
		return 0, err
	}
	return s.crew.work(ctx, due, s.serve)
}

// crew is who is at work in this process, by target.
type crew struct {
	mu      sync.Mutex
	idle    *sync.Cond
	running map[string]bool // true: to be looked at once more
	ctx     context.Context // of the call that stays; nil: none does
	done    int
	err     error
}

// work serves targets, each by one at a time.
func (c *crew) work(ctx context.Context, targets []string, serve func(context.Context, string) (int, error)) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stays := c.ctx == nil
	if stays {
		c.ctx, c.running, c.done, c.err = ctx, map[string]bool{}, 0, nil
	}
	for _, t := range targets {
		_, there := c.running[t]
		c.running[t] = there
		if !there {
			go c.serve(c.ctx, t, serve)
		}
	}
	if !stays {
		return 0, nil
	}
	for len(c.running) > 0 {
		c.idle.Wait()
	}
	c.ctx = nil
	return c.done, c.err
}

func (c *crew) serve(ctx context.Context, target string, serve func(context.Context, string) (int, error)) {
	for {
		n, err := serve(ctx, target)
		c.mu.Lock()
		c.done, c.err = c.done+n, errors.Join(c.err, err)
		again := c.running[target] && err == nil && ctx.Err() == nil
		if again {
			c.running[target] = false
		} else {
			delete(c.running, target)
			c.idle.Broadcast()
		}
		c.mu.Unlock()
		if !again {
			return
		}
	}
}

// serve carries what is due to one target until nothing is.
func (s *Service) serve(ctx context.Context, targetID string) (n int, err error) {
	for ctx.Err() == nil {
		t, rows, err := s.claim(ctx, targetID)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		door, err := s.door(t)
		if err != nil {
			return n, errors.Join(err, s.release(ctx, t, rows))
		}
		some, err := s.carry(context.WithoutCancel(ctx), t, door, rows) // what was begun is brought to its end
		if n += some; err != nil {
			return n, err
		}
	}
	return n, nil
}

// carry carries some rows of different lanes beside each other, and marks each as soon as its answer is there.
func (s *Service) carry(ctx context.Context, t Target, door Door, rows []Row) (n int, err error) {
	carrier := s.Carriers[t.Class]
	if carrier == nil {
		return 0, errors.New("outbox: nothing carries the class " + t.Class)
	}
	var mu sync.Mutex
	var each sync.WaitGroup
	for _, r := range rows {
		each.Go(func() {
			o := carrier(ctx, door, r.Message, s.DB.Now())
			markErr := s.mark(ctx, t, r, o)
			mu.Lock()
			defer mu.Unlock()
			if err = errors.Join(err, markErr); o.Taken {
				n++
			}
		})
	}
	each.Wait()
	return n, err
}

// door opens what a carrier needs. Unavailable: there is no key for it; the rows wait.
func (s *Service) door(t Target) (d Door, err error) {
	if s.Ring == nil {
		return d, errs.New(errs.Unavailable, "notice.no_keys")
	}
	if d.Address, err = s.Ring.Open(t.address, addressField(t.ID)); err != nil {
		return d, err
	}
	secret, err := s.Ring.Open(t.secret, secretField(t.ID))
	if err != nil {
		return d, err
	}
	d.Secrets = []seal.Value{secret}
	if t.former != "" && s.DB.Now().Before(t.FormerUntil) {
		former, err := s.Ring.Open(t.former, formerField(t.ID))
		if err != nil {
			return d, err
		}
		d.Secrets = append(d.Secrets, former)
	}
	return d, nil
}

// limits are the rules of today.
type limits struct {
	tries int           // of one row, while the target takes others
	span  time.Duration // for so long
}

func (s *Service) limits(ctx context.Context) (l limits, err error) {
	book, err := s.Rules.Book(ctx)
	if err != nil {
		return l, err
	}
	now := s.DB.Now()
	return limits{book.Int("exchange.outbox.tries", "", now), day * time.Duration(book.Int("exchange.outbox.days", "", now))}, nil
}

const day = 24 * time.Hour

// backoff is how long after its nth failure something is tried again: twice as long each time, up to an eighth of the time in which it is
// tried, and a fifth more or less by chance, so that what fell over together does not come back together.
func (l limits) backoff(n int, first time.Duration) time.Duration {
	most, d := l.span/slowest, first
	for i := 1; i < n && d < most; i++ {
		d *= 2
	}
	d = min(d, most)
	return d*4/5 + rand.N(d*2/5+1)
}

// mark writes down what came of a row. Who has lost its lease meanwhile marks nothing: another has carried it again.
func (s *Service) mark(ctx context.Context, t Target, r Row, o Outcome) error {
	l, err := s.limits(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		mine, err := heldTx(ctx, tx, r)
		if err != nil || !mine {
			return err
		}
		if o.Taken {
			return s.takenTx(ctx, tx, t, r, o)
		}
		return s.failedTx(ctx, tx, t, r, o, l)
	})
}

// takenTx: the row is delivered. A target that took nothing before is asked for everything else at once.
func (s *Service) takenTx(ctx context.Context, tx *db.Tx, t Target, r Row, o Outcome) error {
	if err := endTx(ctx, tx, r, Delivered, o.Said); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE outbox_target SET good_at = $2, failures = 0, down_since = NULL, next_at = 0 WHERE id = $1", t.ID, tx.Now.UnixMicro()); err != nil {
		return err
	}
	if t.Failures < patient {
		return nil
	}
	_, err := tx.Exec(ctx, "UPDATE outbox_delivery SET due = $2 WHERE target = $1 AND state = 'waiting' AND due > $2", t.ID, tx.Now.UnixMicro())
	return err
}

// failedTx: the row waits for its next try, or is dead where its target takes others; the target is left alone for a while, or paused.
func (s *Service) failedTx(ctx context.Context, tx *db.Tx, t Target, r Row, o Outcome, l limits) error {
	now, err := faredTx(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	over := tx.Now.Sub(r.began) >= l.span || r.Tries >= l.tries
	if over && !now.GoodAt.Before(r.began) && !o.Gone {
		return endTx(ctx, tx, r, Dead, o.Said)
	}
	asked := min(o.Wait, l.span)
	wait := max(asked, l.backoff(r.Tries, s.first))
	if err := laterTx(ctx, tx, r, tx.Now.Add(wait), o.Said); err != nil {
		return err
	}
	switch {
	case now.State != Open:
		return nil
	case o.Gone:
		return s.pausedTx(ctx, tx, t.ID, Gone)
	case tx.Now.Sub(now.DownSince) >= l.span:
		return s.pausedTx(ctx, tx, t.ID, Silent)
	case now.Failures >= patient:
		asked = max(asked, l.backoff(now.Failures-patient+1, s.first))
	}
	tx.AfterCommit(func() { s.again(max(wait, asked)) })
	_, err = tx.Exec(ctx, "UPDATE outbox_target SET next_at = $2 WHERE id = $1 AND next_at < $2", t.ID, tx.Now.Add(asked).UnixMicro())
	return err
}

// again asks for the job when a next try is due, where that is sooner than the regular job.
func (s *Service) again(wait time.Duration) {
	if wait < time.Minute {
		time.AfterFunc(wait, s.wake)
	}
}

// pausedTx pauses a target by itself and tells who looks after it.
func (s *Service) pausedTx(ctx context.Context, tx *db.Tx, targetID, why string) error {
	if _, err := tx.Exec(ctx, "UPDATE outbox_target SET state = 'paused', why = $2, state_at = $3 WHERE id = $1", targetID, why, tx.Now.UnixMicro()); err != nil || s.Paused == nil {
		return err
	}
	return s.Paused(ctx, tx, targetID)
}

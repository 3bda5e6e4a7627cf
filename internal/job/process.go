package job

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"linli/internal/db"
	"linli/internal/errs"
)

// A process that works jobs says so every beat; one that has not for silence is taken for dead, and what it was at runs
// again. A process of a release that did not say so yet has quiet to end what it is at. All by the clock of the machine, as
// the runner's own times are.
const (
	beat    = 5 * time.Second
	silence = 6 * beat
	quiet   = time.Hour
	kept    = 24 * time.Hour // how long a dead process is known
)

// live says that the process is there, and takes over what dead ones were at, until ctx ends.
func (r *Runner) live(ctx context.Context) {
	defer close(r.ended)
	for tick := time.NewTicker(beat); ; {
		n, err := r.takeOver(ctx)
		if err != nil && ctx.Err() == nil && !errs.Is(err, errs.Unavailable) {
			r.log.Error("job: the process cannot say that it is there", "error", err)
		}
		if n > 0 {
			r.log.Warn("job: what a process that is gone was at runs again", "jobs", n)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// takeOver is one beat. n is how many jobs of dead processes it has made ready to run again, or given up.
func (r *Runner) takeOver(ctx context.Context) (n int, err error) {
	defer errs.Wrap(&err, "job.takeOver")
	err = r.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0 // it may run twice
		if err := tx.Lock(ctx, "job", "process"); err != nil {
			return err
		}
		now := time.Now().UTC()
		if _, err := tx.Exec(ctx, "INSERT INTO job_process (id, seen_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at", r.id, now.UnixMicro()); err != nil {
			return err
		}
		known, err := processes(ctx, tx)
		if err != nil {
			return err
		}
		exec := driver(r.d).UnwrapExecutor(tx.SQL())
		n, err = rescue(ctx, exec, now, func(j *rivertype.JobRow) bool { return dead(j, known, now) })
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "DELETE FROM job_process WHERE seen_at < $1", now.Add(-kept).UnixMicro())
		return err
	})
	return n, err
}

// processes are when each process that is known was last there.
func processes(ctx context.Context, q db.Querier) (map[string]time.Time, error) {
	known := map[string]time.Time{}
	return known, db.Each(ctx, q, func(r db.Row) error {
		var id string
		var at time.Time
		err := r.Scan(&id, db.Time(&at))
		known[id] = at
		return err
	}, "SELECT id, seen_at FROM job_process")
}

// dead tells whether the process that runs a job is gone.
func dead(j *rivertype.JobRow, known map[string]time.Time, now time.Time) bool {
	if j.AttemptedAt == nil {
		return false
	}
	if n := len(j.AttemptedBy); n > 0 {
		if at, ok := known[j.AttemptedBy[n-1]]; ok {
			return now.Sub(at) > silence
		}
	}
	return now.Sub(*j.AttemptedAt) > quiet
}

// rescue makes running jobs ready to run again, those that have had their tries given up. River's own rescuer passes over
// jobs without a time limit.
func rescue(ctx context.Context, exec riverdriver.Executor, now time.Time, dead func(*rivertype.JobRow) bool) (int, error) {
	const most = 1000 // more than ever run at a time
	running, err := exec.JobGetStuck(ctx, &riverdriver.JobGetStuckParams{Max: most, StuckHorizon: now})
	if err != nil {
		return 0, err
	}
	p := riverdriver.JobRescueManyParams{StuckHorizon: now}
	for _, j := range slices.DeleteFunc(running, func(j *rivertype.JobRow) bool { return !dead(j) }) {
		said, err := json.Marshal(rivertype.AttemptError{At: now, Attempt: max(j.Attempt, 0), Error: "the process was gone"})
		if err != nil {
			return 0, err
		}
		state, ended := rivertype.JobStateAvailable, (*time.Time)(nil)
		if j.Attempt >= j.MaxAttempts {
			state, ended = rivertype.JobStateDiscarded, &now
		}
		p.ID, p.Error, p.State = append(p.ID, j.ID), append(p.Error, said), append(p.State, string(state))
		p.FinalizedAt, p.ScheduledAt = append(p.FinalizedAt, ended), append(p.ScheduledAt, now)
	}
	if len(p.ID) == 0 {
		return 0, nil
	}
	_, err = exec.JobRescueMany(ctx, &p)
	return len(p.ID), err
}

// leave says that the process ends in order: nothing of it is to be taken over.
func (r *Runner) leave(ctx context.Context) {
	r.end()
	<-r.ended
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	err := r.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM job_process WHERE id = $1", r.id)
		return err
	})
	if err != nil {
		r.log.Warn("job: the process could not say that it ends", slog.Any("error", err))
	}
}

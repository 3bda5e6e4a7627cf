package job_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/job"
)

// killed leaves a job as a process leaves it that is killed while it works it, some time ago: the process was last there then.
// Without a name it is a process of a release that did not say so.
func killed(t *testing.T, d *db.DB, r *job.Runner, process string, attempt int, ago time.Duration) {
	t.Helper()
	at := time.Now().Add(-ago).UTC()
	text := "UPDATE river_job SET state = 'running', attempt = $1, attempted_by = json_array($2), attempted_at = $3"
	arg := any(at.Format("2006-01-02 15:04:05.000"))
	if d.Engine() == db.Postgres {
		text, arg = "UPDATE river_job SET state = 'running', attempt = $1, attempted_by = ARRAY[$2], attempted_at = $3", at
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := r.InsertTx(ctx, tx, greetArgs{Name: "cut off"}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, text, attempt, "p"+process, arg); err != nil {
			return err
		}
		if process == "" {
			return nil
		}
		_, err := tx.Exec(ctx, "INSERT INTO job_process (id, seen_at) VALUES ($1, $2)", "p"+process, at.UnixMicro())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// state is the state of the only job.
func state(t *testing.T, d *db.DB) string {
	t.Helper()
	s, err := db.Value[string](t.Context(), d, "SELECT CAST(state AS TEXT) FROM river_job")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What a process was at when it was killed runs again once another one works, and is given up after all its tries; what a
// process is at that is there is left to it.
func TestAJobOfAKilledProcess(t *testing.T) {
	t.Parallel()
	const most = 25 // tries of a job
	for _, c := range []struct {
		name    string
		process string
		attempt int
		ago     time.Duration
		want    string
	}{
		{"killed a minute ago", "dead", 1, time.Minute, "completed"},
		{"there a second ago", "there", 1, time.Second, "running"},
		{"killed at its last try", "dead", most, time.Minute, "discarded"},
		{"of an earlier release, perhaps still at it", "", 1, time.Minute, "running"},
		{"of an earlier release, two hours ago", "", 1, 2 * time.Hour, "completed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				r := runner(t, d)
				var worked atomic.Int64
				job.Handle(r, func(context.Context, greetArgs) error { worked.Add(1); return nil })
				killed(t, d, r, c.process, c.attempt, c.ago)
				start(t, r)
				if c.want == "running" {
					time.Sleep(500 * time.Millisecond)
				}
				eventually(t, c.want, func() bool { return state(t, d) == c.want })
				if n := worked.Load(); (n == 1) != (c.want == "completed") || n > 1 {
					t.Errorf("worked %d times", n)
				}
			})
		})
	}
}

// Of several processes that see the same dead one, one takes over what it was at.
func TestAJobIsTakenOverOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var worked atomic.Int64
		var all []*job.Runner
		for range 4 {
			r := runner(t, d)
			job.Handle(r, func(context.Context, greetArgs) error { worked.Add(1); return nil })
			all = append(all, r)
		}
		killed(t, d, all[0], "dead", 1, time.Minute)
		for _, r := range all {
			start(t, r)
		}
		eventually(t, "the end of it", func() bool { return state(t, d) == "completed" })
		time.Sleep(300 * time.Millisecond)
		if n := worked.Load(); n != 1 {
			t.Errorf("worked %d times", n)
		}
	})
}

// A process that ends in order is not among those that are there any more.
func TestAProcessLeaves(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(t, d)
		job.Handle(r, func(context.Context, greetArgs) error { return nil })
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		there := func() int {
			n, err := db.Value[int](t.Context(), d, "SELECT COUNT(*) FROM job_process")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if there() != 1 {
			t.Error("it does not say that it is there")
		}
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if there() != 0 {
			t.Error("it has not left")
		}
	})
}

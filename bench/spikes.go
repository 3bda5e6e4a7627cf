package bench

import (
	"context"
	"fmt"
	"io"
	"sync"
	"text/tabwriter"
	"time"
)

// waves are the lifecycles a second that begin in one stretch after the other.
var waves = []int{10, 150, 10, 250, 20, 350, 100}

// calm is the longest that the 95th of a hundred lifecycles takes in a second that counts as quiet, unless the first wave took
// longer: a lifecycle is seven requests.
const calm = 500 * time.Millisecond

// Wave is one stretch of Spikes.
type Wave struct {
	Rate   int // lifecycles a second that were to begin
	Begun  int
	Failed int
	Times      // of a lifecycle, from the moment at which it was to begin, so that waiting for a free client counts
	Back   int // seconds after which every second of the wave is quiet again; -1: not within it
}

// Surge is what Spikes has measured.
type Surge struct {
	Engine    string
	Stored    int
	Clients   int
	Each      time.Duration // of one wave
	Waves     []Wave
	Complaint string
	Memory    Memory
	Limits    Limits
}

// begun is one lifecycle of Spikes.
type begun struct {
	due  time.Duration // since its wave began
	took time.Duration
	err  error
}

// Spikes drives lifecycles in waves of 10, 150, 10, 250, 20, 350 and 100 a second, each for c.Duration. They begin when they are
// due, however long those before them take (an open loop); c.Clients is how many are on their way at most, who comes then waits.
// What is left of a wave is done in the next.
func Spikes(ctx context.Context, c Config) (res Surge, err error) {
	if err := c.check(); err != nil {
		return res, err
	}
	res = Surge{Stored: c.Wishes, Clients: c.Clients, Each: c.Duration}
	err = c.serving(ctx, func(r running) (err error) {
		res.Engine = string(r.app.DB.Engine())
		memory := watchMemory(time.Now().Add(c.Duration * time.Duration(len(waves))))
		for i, all := range surge(ctx, c, r) {
			w := waveOf(waves[i], all, quiet(res.Waves))
			res.Waves = append(res.Waves, w)
			for _, x := range all {
				if x.err != nil && res.Complaint == "" {
					res.Complaint = x.err.Error()
				}
			}
		}
		if res.Memory = <-memory; ctx.Err() != nil {
			return ctx.Err()
		}
		res.Limits, err = r.limits(ctx, c)
		return err
	})
	return res, err
}

// surge lets the lifecycles of all waves begin when they are due and waits for the last.
func surge(ctx context.Context, c Config, r running) [][]begun {
	free := make(chan *worker, len(r.pairs))
	for i, p := range r.pairs {
		free <- newWorker(i, r.base, p)
	}
	out := make([][]begun, len(waves))
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for i, rate := range waves {
		c.say("%d a second for %v", rate, c.Duration)
		from := start.Add(time.Duration(i) * c.Duration)
		for n := range int(float64(rate) * c.Duration.Seconds()) {
			due := time.Duration(n) * time.Second / time.Duration(rate)
			select {
			case <-ctx.Done():
				wg.Wait()
				return out
			case <-time.After(time.Until(from.Add(due))):
			}
			wg.Go(func() {
				w := <-free
				err := w.lifecycle(ctx)
				free <- w
				mu.Lock()
				defer mu.Unlock()
				out[i] = append(out[i], begun{due, time.Since(from.Add(due)), err})
			})
		}
	}
	wg.Wait()
	return out
}

// quiet is below what a second counts as quiet.
func quiet(before []Wave) time.Duration {
	if len(before) == 0 {
		return calm
	}
	return max(calm, 2*before[0].P95)
}

// waveOf puts together what a wave's lifecycles took.
func waveOf(rate int, all []begun, quiet time.Duration) Wave {
	w := Wave{Rate: rate, Begun: len(all)}
	var took []time.Duration
	seconds := map[int][]time.Duration{}
	for _, x := range all {
		if x.err != nil {
			w.Failed++
			continue
		}
		took = append(took, x.took)
		at := int(x.due / time.Second)
		seconds[at] = append(seconds[at], x.took)
	}
	w.Times = timesOf(took)
	last := 0
	for at := range seconds {
		last = max(last, at)
	}
	for at, some := range seconds {
		if timesOf(some).P95 > quiet {
			w.Back = max(w.Back, at+1)
		}
	}
	if w.Back > last {
		w.Back = -1
	}
	return w
}

// WriteText prints the result as a table.
func (r Surge) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\t\n", args...) }
	line("engine\t%s", r.Engine)
	line("wishes stored before\t%d", r.Stored)
	line("clients at most\t%d", r.Clients)
	line("each wave\t%.0f s", r.Each.Seconds())
	line("memory without mapped files\t%.1f MiB", float64(r.Memory.Own)/(1<<20))
	line("\t")
	line("lifecycles a second\tbegun\tfailed\tp50 ms\tp95 ms\tp99 ms\tquiet after")
	for _, w := range r.Waves {
		back := fmt.Sprintf("%d s", w.Back)
		if w.Back < 0 {
			back = "not in it"
		}
		line("%d\t%d\t%d\t%.1f\t%.1f\t%.1f\t%s", w.Rate, w.Begun, w.Failed, ms(w.P50), ms(w.P95), ms(w.P99), back)
	}
	line("\t")
	r.Limits.write(line, r.Clients)
	if r.Complaint != "" {
		line("the first failure\t%s", r.Complaint)
	}
	return t.Flush()
}

package bench

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"linli/internal/db"
)

// Memory is what the process held at most while it was measured: server and clients together.
type Memory struct {
	Resident int64 // all resident pages
	Own      int64 // without mapped files
}

// watchMemory looks twice a second until a moment and then sends the most that it saw.
func watchMemory(until time.Time) <-chan Memory {
	out := make(chan Memory, 1)
	go func() {
		most := memory()
		for time.Now().Before(until) {
			time.Sleep(min(500*time.Millisecond, time.Until(until)+time.Millisecond))
			m := memory()
			most = Memory{max(most.Resident, m.Resident), max(most.Own, m.Own)}
		}
		out <- most
	}()
	return out
}

// memoryUntil looks ten times a second until something is done and gives the most that it saw.
func memoryUntil(done <-chan struct{}) (most Memory) {
	for {
		m := memory()
		most = Memory{max(most.Resident, m.Resident), max(most.Own, m.Own)}
		select {
		case <-done:
			return most
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// memory reads /proc; elsewhere than on Linux what the runtime has taken from the system stands for both.
func memory() Memory {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
		metrics.Read(s)
		n := int64(s[0].Value.Uint64()) //nolint:gosec // bytes of one process
		return Memory{n, n}
	}
	defer func() { _ = f.Close() }() // only read
	var m Memory
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err != nil {
			continue
		}
		switch name {
		case "VmRSS":
			m.Resident = kb << 10
		case "RssAnon", "RssShmem":
			m.Own += kb << 10
		}
	}
	return m
}

// cpuBetween sends the processor time that the process used between two moments.
func cpuBetween(from, to time.Time) <-chan time.Duration {
	out := make(chan time.Duration, 1)
	go func() {
		time.Sleep(time.Until(from))
		before := cpu()
		time.Sleep(time.Until(to))
		out <- cpu() - before
	}()
	return out
}

func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Limits are what the machine can do at most.
type Limits struct {
	EmptyHandler float64       // requests a second that do nothing, over the same path, with as many clients
	EmptyCPU     time.Duration // processor time of such a request, server and client
	CommitAlone  float64       // durable commits a second of one tiny row, one caller
	CommitMany   float64       // the same with as many callers as clients
}

// limitTime is how long each limit is measured.
const limitTime = 2 * time.Second

// limits measures the machine on the store that was just driven.
func (s *store) limits(ctx context.Context, c Config) (l Limits, err error) {
	each := min(limitTime, c.Duration)
	before := cpu()
	if l.EmptyHandler, err = emptyHandler(ctx, c.Clients, each); err != nil {
		return l, err
	}
	l.EmptyCPU = time.Duration(float64(cpu()-before) / max(1, l.EmptyHandler*each.Seconds()))
	commit := func(ctx context.Context) error {
		return s.app.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO bench_commit (at) VALUES ($1)", tx.Now.UnixMicro())
			return err
		})
	}
	if l.CommitAlone, err = rate(ctx, 1, each, commit); err != nil {
		return l, err
	}
	l.CommitMany, err = rate(ctx, c.Clients, each, commit)
	return l, err
}

func emptyHandler(ctx context.Context, clients int, each time.Duration) (float64, error) {
	base, stop, err := serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}\n")
	}))
	if err != nil {
		return 0, err
	}
	defer stop()
	h := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}
	return rate(ctx, clients, each, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, base, strings.NewReader("{}"))
		if err != nil {
			return err
		}
		res, err := h.Do(req)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		return err
	})
}

// rate is how often a second so many callers can do something.
func rate(ctx context.Context, callers int, each time.Duration, do func(context.Context) error) (float64, error) {
	var n atomic.Int64
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	began := time.Now()
	for range callers {
		wg.Go(func() {
			for time.Since(began) < each {
				if err := do(ctx); err != nil {
					once.Do(func() { failed = err })
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(n.Load()) / time.Since(began).Seconds(), failed
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"linli/client"
)

// The requests of a lifecycle, in their order.
const (
	reqFile = iota
	reqAccept
	reqClassify
	reqAnswer
	reqRate
	reqFind
	reqNumber
	requests
)

func requestNames() []string {
	return []string{"file", "accept", "classify", "answer", "rate", "find in list", "find by number"}
}

// listed is how many rows the search by place and state asks for.
const listed = 10

// worker is one client at work: a resident and the secretary of the resident's community, on one connection.
type worker struct {
	id               int
	at               pair
	resident, leader *client.Client
	r                *rand.Rand
	words            []string
	n                int // lifecycles begun

	from, to  time.Time // what ends between counts
	took      [requests][]time.Duration
	whole     []time.Duration
	errors    int
	complaint error
}

func newWorker(i int, base string, p pair) *worker {
	h := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2, DisableCompression: true}}
	return &worker{
		id: i, at: p, r: rand.New(rand.NewPCG(3, uint64(i))), words: phrases(), //nolint:gosec // a mixture, no secret
		resident: client.New(base, client.Options{HTTP: h, Session: p.resident}),
		leader:   client.New(base, client.Options{HTTP: h, Session: p.leader}),
	}
}

// drive lets every worker go through lifecycles for the warm-up and the measured time.
func drive(ctx context.Context, c Config, base string, pairs []pair, res *Result) error {
	workers := make([]*worker, len(pairs))
	for i, p := range pairs {
		workers[i] = newWorker(i, base, p)
	}
	from := time.Now().Add(min(c.Duration/5, 2*time.Second))
	to := from.Add(c.Duration)
	var wg sync.WaitGroup
	for _, w := range workers {
		w.from, w.to = from, to
		wg.Go(func() { w.work(ctx) })
	}
	memory := watchMemory(to)
	used := cpuBetween(from, to)
	wg.Wait()
	res.Memory = <-memory
	res.sum(workers, c.Duration, <-used)
	if err := ctx.Err(); err != nil {
		return err
	}
	if res.Lifecycles == 0 && res.Errors > 0 {
		return fmt.Errorf("no lifecycle was completed: %s", res.Complaints[0])
	}
	return nil
}

func (w *worker) work(ctx context.Context) {
	for ctx.Err() == nil && time.Now().Before(w.to) {
		began := time.Now()
		err := w.lifecycle(ctx)
		if end := time.Now(); err == nil && w.counts(end) {
			w.whole = append(w.whole, end.Sub(began))
		}
		if err != nil && ctx.Err() == nil {
			w.errors++
			w.complaint = err
			time.Sleep(10 * time.Millisecond) // a broken server is not to be asked ten thousand times a second
		}
	}
}

func (w *worker) counts(end time.Time) bool { return end.After(w.from) && end.Before(w.to) }

// timed measures one request.
func (w *worker) timed(kind int, err error, began time.Time) error {
	if end := time.Now(); err == nil && w.counts(end) {
		w.took[kind] = append(w.took[kind], end.Sub(began))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", requestNames()[kind], err)
	}
	return nil
}

// lifecycle is one wish from filing to finding it again. Its answers are checked: what is not as it must be is an error.
func (w *worker) lifecycle(ctx context.Context) error {
	w.n++
	began := time.Now()
	filed, err := w.resident.File(ctx, client.Filing{
		Text: textOf(w.r, w.words), Place: w.at.home, Visibility: client.Public, Topic: "repair",
		Key: fmt.Sprintf("%d-%d-%d", began.UnixNano(), w.id, w.n),
	})
	if err := w.timed(reqFile, err, began); err != nil {
		return err
	}
	if err := w.handle(ctx, filed.Wish.ID); err != nil {
		return err
	}
	began = time.Now()
	page, err := w.leader.List(ctx, client.Filter{Place: w.at.home, State: client.Closed, Limit: listed})
	if err == nil && !slices.ContainsFunc(page.Wishes, func(x client.Wish) bool { return x.ID == filed.Wish.ID }) {
		err = errors.New("the wish is not in the list")
	}
	if err := w.timed(reqFind, err, began); err != nil {
		return err
	}
	began = time.Now()
	seen, err := w.resident.SeeNumber(ctx, filed.Wish.Number)
	if err == nil && (seen.Wish.ID != filed.Wish.ID || seen.Wish.State != client.Closed || len(seen.Events) != 5) {
		err = fmt.Errorf("the number leads to a wish in state %s with %d entries", seen.Wish.State, len(seen.Events))
	}
	return w.timed(reqNumber, err, began)
}

// handle is what the desk and then the submitter do.
func (w *worker) handle(ctx context.Context, id string) error {
	began := time.Now()
	_, err := w.leader.Accept(ctx, id, client.Acceptance{Urgency: client.Normal})
	if err := w.timed(reqAccept, err, began); err != nil {
		return err
	}
	began = time.Now()
	_, err = w.leader.Classify(ctx, id, client.Classification{Colour: client.Blue})
	if err := w.timed(reqClassify, err, began); err != nil {
		return err
	}
	began = time.Now()
	_, err = w.leader.Answer(ctx, id, client.Words{Text: "已经安排，本周内办好，请您再看看。"})
	if err := w.timed(reqAnswer, err, began); err != nil {
		return err
	}
	began = time.Now()
	_, err = w.resident.Evaluate(ctx, id, client.Evaluation{Solved: true, Rating: client.Satisfied})
	return w.timed(reqRate, err, began)
}

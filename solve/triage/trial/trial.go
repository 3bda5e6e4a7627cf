// Package trial judges how well texts are sorted: package triage beside naive Bayes, each text by what was learnt from others, in
// repeated cross-validation. It makes the table of docs/benchmarks.md.
package trial

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"linli/solve/triage"
)

// Trial is how the texts are tried.
type Trial struct {
	Repeats, Parts int                  // how often the texts are put into new parts, and into how many
	CPU            func() time.Duration // processor time so far
	Tell           func(part int)       // each part as it begins, from 1; nil: nobody listens
}

// Result is what came of it.
type Result struct {
	Trial
	texts       int
	bayes, ours way
}

// Run learns from all parts but one and judges by that one, in turn.
func (c Trial) Run(ctx context.Context, examples []triage.Example) (Result, error) {
	r := Result{Trial: c, texts: len(examples), bayes: way{name: "character-bigram naive Bayes", cpu: c.CPU}, ours: way{name: "linli", cpu: c.CPU}}
	for n := range c.Repeats {
		fold := triage.Folds(examples, c.Parts, uint64(n+1))
		for k := range c.Parts {
			if c.Tell != nil {
				c.Tell(n*c.Parts + k + 1)
			}
			if err := r.part(ctx, examples, fold, k); err != nil {
				return r, err
			}
		}
		r.bayes.turn()
		r.ours.turn()
	}
	return r, nil
}

// part judges one part by what the others teach.
func (r *Result) part(ctx context.Context, examples []triage.Example, fold []int, k int) error {
	var learn, judge []triage.Example
	for i, e := range examples {
		if fold[i] == k {
			judge = append(judge, e)
		} else {
			learn = append(learn, e)
		}
	}
	if err := r.bayes.part(judge, func() (guesser, error) { return newBayes(learn), nil }); err != nil {
		return err
	}
	return r.ours.part(judge, func() (guesser, error) { return r.ours.learnt(ctx, learn) })
}

// WriteText prints it as the tables of docs/benchmarks.md.
func (r Result) WriteText(o io.Writer) error {
	bayes, ours := r.bayes, r.ours
	fmt.Fprintf(o, "%d texts, %d labels; %d × %d parts; ± is the standard deviation over the %[3]d repeats, in brackets that over all %[5]d parts.\n\n",
		r.texts, len(ours.all.Labels), r.Repeats, r.Parts, r.Repeats*r.Parts)
	fmt.Fprintln(o, "| | accuracy | macro-F1 | learning, CPU s | an answer, CPU ms |\n| --- | --- | --- | --- | --- |")
	for _, t := range []way{bayes, ours} {
		a, as := triage.Spread(t.accuracy)
		f, fs := triage.Spread(t.f1)
		_, ap := triage.Spread(t.partAccuracy)
		_, fp := triage.Spread(t.partF1)
		n := float64(r.Repeats * r.Parts)
		fmt.Fprintf(o, "| %s | %.3f ± %.3f (%.3f) | %.3f ± %.3f (%.3f) | %.2f | %.2f |\n", t.name, a, as, ap, f, fs, fp, t.learning/n, 1000*t.answering/float64(t.all.N))
	}
	fmt.Fprintln(o, "\n| label | texts | F1, naive Bayes | F1, linli |\n| --- | --- | --- | --- |")
	for _, l := range ours.all.Names() {
		fmt.Fprintf(o, "| %s | %d | %.3f | %.3f |\n", l, ours.all.Labels[l].Given/r.Repeats, bayes.all.Labels[l].F1(), ours.all.Labels[l].F1())
	}
	fmt.Fprintln(o, "\n| how sure, linli | answers | right |\n| --- | --- | --- |")
	for i, b := range ours.sure {
		if b.N > 0 {
			fmt.Fprintf(o, "| %.1f – %.1f | %.1f %% | %.1f %% |\n", float64(i)/10, float64(i+1)/10, 100*float64(b.N)/float64(ours.all.N), 100*b.Accuracy())
		}
	}
	_, err := fmt.Fprintf(o, "\nA stored model: %d features, %d KiB.\n", ours.features, ours.bytes>>10)
	return err
}

// guesser answers a text, with how sure it is.
type guesser interface {
	guess(triage.Text) triage.Answer
}

// way is one way of answering, tried.
type way struct {
	name                 string
	cpu                  func() time.Duration
	all, now             triage.Sheet
	accuracy, f1         []float64 // of each repeat
	partAccuracy, partF1 []float64 // of each part
	sure                 [10]triage.Sheet
	learning, answering  float64 // CPU s
	features, bytes      int
}

// part learns and judges one part.
func (t *way) part(judge []triage.Example, learn func() (guesser, error)) error {
	began := t.cpu()
	g, err := learn()
	if err != nil {
		return err
	}
	t.learning += (t.cpu() - began).Seconds()
	began = t.cpu()
	answers := make([]triage.Answer, len(judge))
	for i, e := range judge {
		answers[i] = g.guess(e.Text)
	}
	t.answering += (t.cpu() - began).Seconds()
	var sheet triage.Sheet
	for i, e := range judge {
		for _, s := range []*triage.Sheet{&sheet, &t.now, &t.all, &t.sure[min(int(answers[i].Sure*10), 9)]} {
			s.Add(e.Label, answers[i].Label)
		}
	}
	t.partAccuracy, t.partF1 = append(t.partAccuracy, sheet.Accuracy()), append(t.partF1, sheet.MacroF1())
	return nil
}

// turn ends a repeat.
func (t *way) turn() {
	t.accuracy, t.f1 = append(t.accuracy, t.now.Accuracy()), append(t.f1, t.now.MacroF1())
	t.now = triage.Sheet{}
}

// learnt is a model as it comes back from where it is stored.
func (t *way) learnt(ctx context.Context, learn []triage.Example) (guesser, error) {
	m, err := triage.Train(ctx, learn, triage.Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	stored, err := m.Encode()
	if err != nil {
		return nil, err
	}
	t.features, t.bytes = m.Features(), len(stored)
	m, err = triage.Decode(stored)
	return linear{m}, err
}

type linear struct{ *triage.Model }

func (l linear) guess(t triage.Text) triage.Answer { return l.Predict(t)[0] }

// bayes is what a suggestion must be better than: multinomial naive Bayes over pairs of characters, add-one smoothed.
type bayes struct {
	log   map[string]map[string]float64
	none  map[string]float64
	prior map[string]float64
	names []string
}

func pairs(t triage.Text) (out []string) {
	for _, s := range []string{t.Title, t.Body} {
		r := []rune(s)
		for i := 0; i+2 <= len(r); i++ {
			out = append(out, string(r[i:i+2]))
		}
	}
	return out
}

func newBayes(learn []triage.Example) *bayes {
	n, sum, all := map[string]map[string]float64{}, map[string]float64{}, map[string]bool{}
	b := &bayes{log: map[string]map[string]float64{}, none: map[string]float64{}, prior: map[string]float64{}}
	for _, e := range learn {
		if n[e.Label] == nil {
			n[e.Label] = map[string]float64{}
			b.names = append(b.names, e.Label)
		}
		b.prior[e.Label]++
		for _, p := range pairs(e.Text) {
			n[e.Label][p]++
			sum[e.Label]++
			all[p] = true
		}
	}
	slices.Sort(b.names)
	for l, counts := range n {
		b.log[l], b.prior[l] = map[string]float64{}, math.Log(b.prior[l]/float64(len(learn)))
		below := sum[l] + float64(len(all))
		b.none[l] = math.Log(1 / below)
		for p, x := range counts {
			b.log[l][p] = math.Log((x + 1) / below)
		}
	}
	return b
}

func (b *bayes) guess(t triage.Text) (best triage.Answer) {
	top := math.Inf(-1)
	known := pairs(t)
	for _, l := range b.names {
		s := b.prior[l]
		for _, p := range known {
			if x, ok := b.log[l][p]; ok {
				s += x
			} else {
				s += b.none[l]
			}
		}
		if s > top {
			top, best.Label = s, l
		}
	}
	return best
}

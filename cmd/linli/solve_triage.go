package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"

	"linli/solve/triage"
)

// solveTriageCmd prints the table of docs/benchmarks.md.
type solveTriageCmd struct {
	File    string `arg:"" type:"existingfile" help:"Sorted texts: tab-separated with a heading that names subject, body and label."`
	Repeats int    `default:"5" help:"How often the texts are put into new parts." placeholder:"N"`
	Parts   int    `default:"5" help:"Into how many." placeholder:"K"`
}

// Run learns from all parts but one and judges by that one, in turn, on one core.
func (c *solveTriageCmd) Run(ctx context.Context, o out) error {
	examples, err := readMessages(c.File)
	if err != nil {
		return err
	}
	if c.Repeats < 1 || c.Parts < 2 || c.Parts > len(examples) {
		return fmt.Errorf("--repeats must be 1 or more, --parts between 2 and %d", len(examples))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	show := terminalProgress(os.Stderr)
	defer show.clear()
	bayes, ours := trial{name: "character-bigram naive Bayes"}, trial{name: "linli"}
	for n := range c.Repeats {
		fold := triage.Folds(examples, c.Parts, uint64(n+1))
		for k := range c.Parts {
			show.tell("part · 第 %d 份", int64(n*c.Parts+k+1))
			var learn, judge []triage.Example
			for i, e := range examples {
				if fold[i] == k {
					judge = append(judge, e)
				} else {
					learn = append(learn, e)
				}
			}
			if err := bayes.part(judge, func() (guesser, error) { return newBayes(learn), nil }); err != nil {
				return err
			}
			if err := ours.part(judge, func() (guesser, error) { return ours.learnt(ctx, learn) }); err != nil {
				return err
			}
		}
		bayes.turn()
		ours.turn()
	}
	show.wipe()
	return c.print(o, examples, bayes, ours)
}

func (c *solveTriageCmd) print(o io.Writer, examples []triage.Example, bayes, ours trial) error {
	fmt.Fprintf(o, "%d texts, %d labels; %d × %d parts; ± is the standard deviation over the %[3]d repeats, in brackets that over all %[5]d parts.\n\n",
		len(examples), len(ours.all.Labels), c.Repeats, c.Parts, c.Repeats*c.Parts)
	fmt.Fprintln(o, "| | accuracy | macro-F1 | learning, CPU s | an answer, CPU ms |\n| --- | --- | --- | --- | --- |")
	for _, t := range []trial{bayes, ours} {
		a, as := triage.Spread(t.accuracy)
		f, fs := triage.Spread(t.f1)
		_, ap := triage.Spread(t.partAccuracy)
		_, fp := triage.Spread(t.partF1)
		n := float64(c.Repeats * c.Parts)
		fmt.Fprintf(o, "| %s | %.3f ± %.3f (%.3f) | %.3f ± %.3f (%.3f) | %.2f | %.2f |\n", t.name, a, as, ap, f, fs, fp, t.learning/n, 1000*t.answering/float64(t.all.N))
	}
	fmt.Fprintln(o, "\n| label | texts | F1, naive Bayes | F1, linli |\n| --- | --- | --- | --- |")
	for _, l := range ours.all.Names() {
		fmt.Fprintf(o, "| %s | %d | %.3f | %.3f |\n", l, ours.all.Labels[l].Given/c.Repeats, bayes.all.Labels[l].F1(), ours.all.Labels[l].F1())
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

// trial is one way of answering, tried.
type trial struct {
	name                 string
	all, now             triage.Sheet
	accuracy, f1         []float64 // of each repeat
	partAccuracy, partF1 []float64 // of each part
	sure                 [10]triage.Sheet
	learning, answering  float64 // CPU s
	features, bytes      int
}

// part learns and judges one part.
func (t *trial) part(judge []triage.Example, learn func() (guesser, error)) error {
	began := cpuTime()
	g, err := learn()
	if err != nil {
		return err
	}
	t.learning += (cpuTime() - began).Seconds()
	began = cpuTime()
	answers := make([]triage.Answer, len(judge))
	for i, e := range judge {
		answers[i] = g.guess(e.Text)
	}
	t.answering += (cpuTime() - began).Seconds()
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
func (t *trial) turn() {
	t.accuracy, t.f1 = append(t.accuracy, t.now.Accuracy()), append(t.f1, t.now.MacroF1())
	t.now = triage.Sheet{}
}

// learnt is a model as it comes back from where it is stored.
func (t *trial) learnt(ctx context.Context, learn []triage.Example) (guesser, error) {
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

// readMessages reads sorted texts; each is somebody else's.
func readMessages(path string) ([]triage.Example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	var column [3]int
	var out []triage.Example
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(strings.TrimSuffix(lines.Text(), "\r"), "\t")
		if n == 1 {
			for i, name := range []string{"subject", "body", "label"} {
				if column[i] = slices.Index(cells, name); column[i] < 0 {
					return nil, fmt.Errorf("%s: the heading names no %s", path, name)
				}
			}
			continue
		}
		if len(cells) <= max(column[0], column[1], column[2]) {
			return nil, fmt.Errorf("%s, line %d: %d columns are too few", path, n, len(cells))
		}
		out = append(out, triage.Example{
			Text: triage.Text{Title: cells[column[0]], Body: cells[column[1]]}, Label: cells[column[2]], From: fmt.Sprint(n),
		})
	}
	return out, lines.Err()
}

package triage

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
)

// Example is a text with the label that people gave it.
type Example struct {
	Text
	Label string
	From  string // whose it is; what is equal counts as one person
}

// Options of training. The zero value of each but Seed is its default.
type Options struct {
	Least    int                // people who must have written a run, and examples that a label must have; 5
	Most     int                // features; 50,000
	Seed     uint64             // the same examples in the same order and the same seed give the same model
	Progress func(done float64) // told of the part that is done, 0 to 1, now and then
}

// ErrFew is the answer to examples of which nothing can be learnt: fewer than two labels have enough of them.
var ErrFew = errors.New("triage: fewer than two labels have enough examples")

// Train learns a model. It ends with the context's error when that ends. ErrFew.
func Train(ctx context.Context, examples []Example, opt Options) (*Model, error) {
	opt.Least, opt.Most = cmp.Or(opt.Least, 5), cmp.Or(opt.Most, 50_000)
	if opt.Progress == nil {
		opt.Progress = func(float64) {}
	}
	m := &Model{}
	used := m.labelled(examples, opt.Least)
	if len(m.Labels) < 2 {
		return nil, ErrFew
	}
	l := learner{ctx: ctx, seed: opt.Seed, k: len(m.Labels), progress: opt.Progress, rounds: float64((1 + folds) * len(m.Labels))}
	texts, who := make([]parsed, len(used)), make([]int, len(used))
	for i, e := range used {
		texts[i] = parse(e.Text)
		if i > 0 {
			who[i] = who[i-1]
			if e.From != used[i-1].From {
				who[i]++
			}
		}
		label, _ := slices.BinarySearch(m.Labels, e.Label)
		l.labels = append(l.labels, label)
	}
	counts, err := choose(ctx, texts, who, opt.Least)
	if err != nil {
		return nil, err
	}
	names := strongest(texts, l.labels, l.k, counts, opt.Most)
	rare := make([]float64, len(names))
	for i, f := range names {
		rare[i] = float64(float32(rarity(counts[f], len(texts))))
	}
	m.known = newVocabulary(names, rare)
	for _, p := range texts {
		l.texts = append(l.texts, m.known.vector(p))
	}
	return m, l.learn(m)
}

// labelled takes the labels that have enough examples, and gives these, grouped by people.
func (m *Model) labelled(examples []Example, least int) (used []Example) {
	n := map[string]int{}
	for _, e := range examples {
		n[e.Label]++
	}
	for label, have := range n {
		if have >= least {
			m.Labels = append(m.Labels, label)
		}
	}
	slices.Sort(m.Labels)
	for _, e := range examples {
		if n[e.Label] >= least {
			used = append(used, e)
		}
	}
	slices.SortStableFunc(used, func(a, b Example) int { return cmp.Compare(a.From, b.From) })
	m.Examples = len(used)
	return used
}

// learner trains the linear models of one vocabulary.
type learner struct {
	ctx      context.Context
	seed     uint64
	k        int // labels
	texts    []vector
	labels   []int
	progress func(float64)
	done     int
	rounds   float64
}

// folds is in how many parts the examples are put to learn how sure a score is.
const folds = 3

// learn fills a model: its weights, and its temperature from scores of examples that were left out.
func (l *learner) learn(m *Model) error {
	fold := l.split()
	var scores [][]float64
	var truth []int
	for f := range folds {
		part := make([]int, 0, len(l.texts))
		for i := range l.texts {
			if fold[i] != f {
				part = append(part, i)
			}
		}
		w, bias, err := l.fit(part, len(m.known.names))
		if err != nil {
			return err
		}
		for i, x := range l.texts {
			if fold[i] == f {
				scores, truth = append(scores, score(w, bias, x)), append(truth, l.labels[i])
			}
		}
	}
	all := make([]int, len(l.texts))
	for i := range all {
		all[i] = i
	}
	w, bias, err := l.fit(all, len(m.known.names))
	if err != nil {
		return err
	}
	m.pack(w, bias)
	m.sharp = temperature(scores, truth)
	return nil
}

// split gives each example its part, every label evenly.
func (l *learner) split() []int {
	order := rand.New(rand.NewPCG(l.seed, 1)).Perm(len(l.texts))
	next, fold := make([]int, l.k), make([]int, len(l.texts))
	for _, i := range order {
		fold[i] = next[l.labels[i]] % folds
		next[l.labels[i]]++
	}
	return fold
}

// fit learns the weights of every label from some of the examples.
func (l *learner) fit(part []int, features int) (w [][]float64, bias []float64, err error) {
	w, bias = make([][]float64, l.k), make([]float64, l.k)
	for c := range l.k {
		if w[c], bias[c], err = l.against(part, features, c); err != nil {
			return nil, nil, err
		}
		l.done++
		l.progress(float64(l.done) / l.rounds)
	}
	return w, bias, nil
}

// Of the support vector machine: the cost of an error, by how seldom the label is to which power, when to stop, after how many
// passes at the latest; added to each count of naive Bayes. Accuracy hardly depends on them (docs/benchmarks.md).
const (
	cost   = 1.0
	seldom = 0.5
	enough = 0.01
	passes = 60
	smooth = 1.0
)

// against learns one label against all others.
func (l *learner) against(part []int, features, label int) ([]float64, float64, error) {
	ratio, own := l.ratios(part, features, label)
	d := dual{l: l, part: part, label: label, ratio: ratio, w: make([]float64, features), alpha: make([]float64, len(part)), length: make([]float64, len(part))}
	d.dear = cost * math.Pow(float64(len(part)-own)/float64(max(own, 1)), seldom)
	for k, i := range part {
		d.length[k] = 1
		for j, f := range l.texts[i].at {
			v := l.texts[i].value[j] * ratio[f]
			d.length[k] += v * v
		}
	}
	order := make([]int, len(part))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(l.seed, uint64(label)+2))
	for range passes {
		if l.ctx.Err() != nil {
			return nil, 0, l.ctx.Err()
		}
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		worst := 0.0
		for _, k := range order {
			worst = max(worst, d.step(k))
		}
		if worst < enough {
			break
		}
	}
	for f := range d.w {
		d.w[f] *= ratio[f]
	}
	return d.w, d.bias, nil
}

// dual is the solver's state for one label: the weights, and how much each example counts.
type dual struct {
	l             *learner
	part          []int
	label         int
	dear          float64 // cost of an error about the label itself
	ratio, w      []float64
	bias          float64
	alpha, length []float64
}

// step puts one example right and tells how wrong it was.
func (d *dual) step(k int) float64 {
	x, y, c := d.l.texts[d.part[k]], -1.0, cost
	if d.l.labels[d.part[k]] == d.label {
		y, c = 1, d.dear
	}
	s := d.bias
	for j, f := range x.at {
		s += d.w[f] * d.ratio[f] * x.value[j]
	}
	gradient := y*s - 1 + d.alpha[k]/(2*c)
	if d.alpha[k] == 0 && gradient > 0 {
		return 0
	}
	was := d.alpha[k]
	d.alpha[k] = max(was-gradient/(d.length[k]+1/(2*c)), 0)
	move := (d.alpha[k] - was) * y
	d.bias += move
	for j, f := range x.at {
		d.w[f] += move * d.ratio[f] * x.value[j]
	}
	return math.Abs(gradient)
}

// ratios are the naive Bayes log-count ratios of the features for a label, and how many of the examples have it.
func (l *learner) ratios(part []int, features, label int) (ratio []float64, own int) {
	with, without := make([]float64, features), make([]float64, features)
	for _, i := range part {
		to := without
		if l.labels[i] == label {
			to = with
			own++
		}
		for _, f := range l.texts[i].at {
			to[f]++
		}
	}
	var sumWith, sumWithout float64
	for f := range with {
		sumWith += with[f] + smooth
		sumWithout += without[f] + smooth
	}
	for f := range with {
		with[f] = math.Log((with[f]+smooth)/sumWith) - math.Log((without[f]+smooth)/sumWithout)
	}
	return with, own
}

func score(w [][]float64, bias []float64, x vector) []float64 {
	s := slices.Clone(bias)
	for c := range s {
		for j, f := range x.at {
			s[c] += w[c][f] * x.value[j]
		}
	}
	return s
}

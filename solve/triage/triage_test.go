package triage_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/solve/triage"
)

// said are what people write about each of three matters, and besides.
var said = map[string][]string{
	"light":   {"路灯不亮", "楼道灯坏了", "灯泡一闪一闪"},
	"parking": {"电动车乱停", "消防通道停了汽车", "停车位不够"},
	"meals":   {"老人吃饭没人送", "助餐点太远", "送餐总是迟到"},
}

var besides = []string{"好几天了", "希望早点处理", "大家都在说", "去年也提过", "麻烦看一看"}

// examples are invented texts, each of somebody else.
func examples(n int, seed uint64) (out []triage.Example) {
	rng := rand.New(rand.NewPCG(seed, 1))
	labels := []string{"light", "meals", "parking"}
	for i := range n {
		l := labels[rng.IntN(3)]
		out = append(out, triage.Example{Label: l, From: fmt.Sprint(i), Text: triage.Text{
			Title: said[l][rng.IntN(3)], Body: said[l][rng.IntN(3)] + "，" + besides[rng.IntN(5)] + "。",
		}})
	}
	return out
}

func trained(t testing.TB, n int, opt triage.Options) *triage.Model {
	t.Helper()
	m, err := triage.Train(t.Context(), examples(n, 1), opt)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLearnsWhatTellsLabelsApart(t *testing.T) {
	t.Parallel()
	m := trained(t, 120, triage.Options{Seed: 1})
	var s triage.Sheet
	for _, e := range examples(60, 2) {
		s.Add(e.Label, m.Predict(e.Text)[0].Label)
	}
	if s.N != 60 || s.Accuracy() < 0.95 || s.MacroF1() < 0.95 {
		t.Errorf("%d of %d right, macro-F1 %.2f", s.Right, s.N, s.MacroF1())
	}
	text := triage.Text{Title: "请看一看", Body: "我家楼下的路灯不亮，去年也提过。"}
	if got := m.Predict(text)[0]; got.Label != "light" || got.Sure < 0.8 {
		t.Errorf("%+v", got)
	}
	words := m.Words(text, "light", 3)
	if len(words) == 0 || !strings.Contains("路灯不亮", words[0]) {
		t.Errorf("the words that decided: %q", words)
	}
	if got := m.Words(text, "nothing", 3); got != nil {
		t.Errorf("of no label: %q", got)
	}
	nothing := m.Predict(triage.Text{Title: "嗯嗯", Body: "……"})
	if math.Abs(nothing[0].Sure-1.0/3) > 1e-9 {
		t.Errorf("of a text that says nothing: %+v", nothing)
	}
}

// The same examples and seed give the same bytes, and a model that comes back from them answers the same.
func TestTheSameAgain(t *testing.T) {
	t.Parallel()
	m := trained(t, 90, triage.Options{Seed: 7})
	a, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := trained(t, 90, triage.Options{Seed: 7}).Encode()
	if err != nil || !slices.Equal(a, b) {
		t.Fatalf("another model, %v", err)
	}
	back, err := triage.Decode(a)
	if err != nil || back.Examples != m.Examples || back.Features() != m.Features() {
		t.Fatalf("%+v, %v", back, err)
	}
	for _, e := range examples(30, 3) {
		if x, y := m.Predict(e.Text), back.Predict(e.Text); !slices.Equal(x, y) {
			t.Fatalf("%v, after storing %v", x, y)
		}
	}
}

func TestTooFew(t *testing.T) {
	t.Parallel()
	one := examples(40, 1)
	for i := range one {
		one[i].Label = "all"
	}
	for name, e := range map[string][]triage.Example{"none": nil, "one label": one, "four of each": slices.Concat(one[:4], examples(40, 1)[:1])} {
		if _, err := triage.Train(t.Context(), e, triage.Options{}); !errors.Is(err, triage.ErrFew) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	told := 0.0
	_, err := triage.Train(ctx, examples(200, 1), triage.Options{Progress: func(done float64) {
		if done < told || done > 1 {
			t.Errorf("%v after %v", done, told)
		}
		told = done
		stop()
	}})
	if !errors.Is(err, context.Canceled) || told >= 1 {
		t.Errorf("%v, at %v", err, told)
	}
}

// Only so many features are kept, those that tell labels apart.
func TestMostFeatures(t *testing.T) {
	t.Parallel()
	m := trained(t, 120, triage.Options{Most: 12})
	if m.Features() != 12 || slices.Contains(m.Runs(), "看") {
		t.Errorf("%q", m.Runs())
	}
}

// Laws: probabilities are one together and in order; words are parts of the text, each once, none inside another; a run that fewer
// than Least people have written is in no model, however often they wrote it; no digit but 0.
func TestLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.IntRange(2, 6).Draw(t, "least")
		people := rapid.IntRange(2, 9).Draw(t, "people")
		all := examples(80, rapid.Uint64().Draw(t, "seed"))
		few := rapid.IntRange(1, least-1).Draw(t, "people with a secret")
		for i := range all {
			all[i].From = fmt.Sprint(i % people)
			if i%people < few {
				all[i].Body += "慕容槐序13812345678"
			}
		}
		m, err := triage.Train(context.Background(), all, triage.Options{Least: least, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range m.Runs() {
			if strings.ContainsAny(r, "慕容槐序123456789") {
				t.Fatalf("%q of %d people, at least %d", r, few, least)
			}
		}
		text := triage.Text{Title: rapid.String().Draw(t, "title"), Body: rapid.StringOf(rapid.SampledFrom([]rune("路灯不亮停车位老人送餐Ａb１2，。\n"))).Draw(t, "body")}
		sum, last := 0.0, 1.0
		for _, a := range m.Predict(text) {
			sum += a.Sure
			if a.Sure > last || a.Sure < 0 {
				t.Fatalf("%+v", m.Predict(text))
			}
			last = a.Sure
			words := m.Words(text, a.Label, 4)
			if len(words) > 4 {
				t.Fatalf("%d words", len(words))
			}
			for i, w := range words {
				if !strings.Contains(text.Title, w) && !strings.Contains(text.Body, w) {
					t.Fatalf("%q is no part of %q", w, text)
				}
				for _, before := range words[:i] {
					if strings.Contains(before, w) {
						t.Fatalf("%q twice", words)
					}
				}
			}
		}
		if len(m.Labels) > 0 && math.Abs(sum-1) > 1e-9 {
			t.Fatalf("together %v", sum)
		}
	})
}

func TestFolds(t *testing.T) {
	t.Parallel()
	all := examples(100, 1)
	fold := triage.Folds(all, 5, 3)
	n := map[string]int{}
	for i, e := range all {
		n[fmt.Sprint(e.Label, fold[i])]++
	}
	for _, label := range []string{"light", "meals", "parking"} {
		for k := range 5 {
			if d := n[fmt.Sprint(label, k)] - n[fmt.Sprint(label, 0)]; d > 1 || d < -1 {
				t.Errorf("%s: %v", label, n)
			}
		}
	}
	if slices.Equal(fold, triage.Folds(all, 5, 4)) || !slices.Equal(fold, triage.Folds(all, 5, 3)) {
		t.Error("the seed does not decide")
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	var s triage.Sheet
	for _, x := range [][2]string{{"a", "a"}, {"a", "a"}, {"a", "b"}, {"b", "b"}, {"c", "a"}} {
		s.Add(x[0], x[1])
	}
	// a: given 3, answered 3, both 2; b: 1, 2, 1; c: 1, 0, 0.
	if s.Accuracy() != 0.6 || math.Abs(s.MacroF1()-(2.0*2/6+2.0/3+0)/3) > 1e-12 {
		t.Errorf("%v, %v: %+v", s.Accuracy(), s.MacroF1(), s.Labels)
	}
	if l := triage.Commonest([]triage.Example{{Label: "b"}, {Label: "a"}, {Label: "b"}}); l != "b" {
		t.Errorf("%q", l)
	}
	if mean, dev := triage.Spread([]float64{1, 2, 3}); mean != 2 || dev != 1 {
		t.Errorf("%v ± %v", mean, dev)
	}
}

// A stored model, or what is none: never a panic, never more memory than a model may have, and what is taken is written and read as
// the same.
func FuzzDecode(f *testing.F) {
	for _, n := range []int{40, 90} {
		m, err := triage.Train(f.Context(), examples(n, 1), triage.Options{Seed: 1, Most: 40})
		if err != nil {
			f.Fatal(err)
		}
		b, err := m.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Add([]byte("linli triage 1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := triage.Decode(b)
		if err != nil {
			if !errors.Is(err, triage.ErrForm) {
				t.Fatal(err)
			}
			return
		}
		again, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := triage.Decode(again)
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		text := triage.Text{Title: "路灯不亮", Body: "停车位不够，老人吃饭没人送"}
		x, y := m.Predict(text), back.Predict(text)
		for i := range x {
			if x[i].Label != y[i].Label || math.IsNaN(x[i].Sure) {
				t.Fatalf("%v, after storing %v", x, y)
			}
		}
		m.Words(text, m.Labels[0], 5)
	})
}

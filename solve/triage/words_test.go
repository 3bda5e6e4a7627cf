package triage

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// The parts that are shown are what a person reads: they begin and end with words, not in the middle of one.
func TestWordsAreWhole(t *testing.T) {
	t.Parallel()
	var all []Example
	where := []string{"楼下", "花园里", "东门口", "三号楼", "河边", "活动室"}
	says := map[string][]string{
		"noise": {"音响一直响，吵得睡不着。", "装修的电钻吵得老人睡不着。", "广场舞的音响太吵了。", "一直有电钻在响。"},
		"light": {"路灯一直不亮，晚上看不见。", "路灯坏了，走路看不见台阶。", "楼道灯不亮了。", "这里的路灯闪个不停。"},
	}
	for n := range 96 {
		for label, list := range says {
			body := where[n%len(where)] + list[(n/len(where))%len(list)]
			title, _, _ := strings.Cut(body, "，")
			all = append(all, Example{Text: Text{Title: title, Body: "我家" + body}, Label: label, From: fmt.Sprint(n)})
		}
	}
	m, err := Train(t.Context(), all, Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole := []string{"音响", "音响吵", "响", "吵得睡不着", "睡不着", "装修", "电钻", "老人睡不着", "广场舞", "花园里", "楼下", "东门口", "路灯", "不亮", "晚上看不见", "坏", "走路看不见台阶", "楼道灯不亮", "闪个不停"}
	seen := 0
	for label, text := range map[string]Text{
		"noise": {Title: "花园里一直响", Body: "楼下的音响吵得睡不着，装修的电钻一直响。"},
		"light": {Title: "东门口的路灯一直不亮", Body: "晚上看不见，楼道灯不亮了。"},
	} {
		for _, w := range m.Words(text, label, 5) {
			if seen++; !slices.Contains(whole, w) && !strings.Contains(w, "一直") {
				t.Errorf("%s: %q is no whole word", label, w)
			}
			if silent(parse(Text{Body: w}).body[0]) > 0 {
				t.Errorf("%s: %q begins with what says nothing", label, w)
			}
		}
	}
	if seen < 4 {
		t.Errorf("only %d words", seen)
	}
}

// A stretch weighs what its characters weigh together; silent words part stretches and are none; what is longer than a glance is cut to
// what speaks.
func TestAStretchIsTheSumOfItsCharacters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		light []float64
		want  []word
	}{
		"parted by silent words":      {"楼下的路灯一直不亮", []float64{0, 0, 9, .4, .5, 9, 9, .3, .1}, []word{{"路灯", .9}, {"不亮", .4}}},
		"neighbours in one piece":     {"路灯不亮", []float64{.5, .1, .1, .5}, []word{{"路灯不亮", 1.2}}},
		"nothing but silent words":    {"我们的一直都是", []float64{1, 1, 1, 1, 1, 1, 1}, nil},
		"a word with a silent part":   {"被子没处晒", []float64{0, .1, .5, .5, .9}, []word{{"被子没处晒", 2}}},
		"what one cannot bear":        {"老人舍不得开空调", []float64{0, 0, .1, 0, 0, 0, .6, .6}, []word{{"老人舍不得开空调", 1.3}}},
		"parted by a number":          {"下雨积水30公分深", []float64{.1, .1, .5, .5, .9, 0, 0, .4}, []word{{"下雨积水", 1.2}, {"公分深", .4}}},
		"parted by what is counted":   {"3号楼后面有人堆垃圾", []float64{.9, .9, .9, 0, 0, 0, 0, .2, .5, .5}, []word{{"后面有人堆垃圾", 1.2}}},
		"a short clause whole":        {"会车好几次差点碰上", []float64{0, .9, 0, 0, 0, 0, 0, .1, .1}, []word{{"会车好几次差点碰上", 1.1}}},
		"a character with its piece":  {"吵得睡不着", []float64{.8, 0, .1, .1, 0}, []word{{"吵得睡不着", 1}}},
		"a character alone":           {"很吵了", []float64{0, .8, 0}, nil},
		"what speaks against it":      {"垃圾桶", []float64{.5, -.4, -.3}, nil},
		"the loud part of a long one": {"小区东门口垃圾桶满出来没人收", []float64{0, 0, 0, 0, 0, .5, .5, .2, 0, 0, 0, 0, 0, 0}, []word{{"垃圾桶", 1.2}}},
	} {
		p := parse(Text{Body: c.text}).body[0]
		if len(p) != len(c.light) {
			t.Fatalf("%s: %d characters, %d weights", name, len(p), len(c.light))
		}
		got := lit(c.text, p, c.light, .3)
		if !slices.EqualFunc(got, c.want, func(a, b word) bool { return a.text == b.text && math.Abs(a.weight-b.weight) < 1e-9 }) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

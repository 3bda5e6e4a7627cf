package triage_test

import (
	"math"
	"testing"

	"linli/solve/triage"
)

func TestHowAlikeTwoTextsAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, a, b string
		want       float64
	}{
		{"the same", "花园没有椅子", "花园没有椅子", 1},
		{"the same but for what parts it", "花园。没有椅子！", "花园， 没有椅子", 1},
		{"nothing in common", "花园没有椅子", "水管漏水", 0},
		{"half: 路灯 of 路灯 灯坏 and of 路灯 灯亮", "路灯坏", "路灯亮", 0.5},
		{"numbers are numbers", "7幢漏水", "12幢漏水", 1},
		{"one character has no run", "水", "水", 0},
		{"nothing", "", "花园", 0},
	} {
		got := triage.Like(triage.Text{Body: c.a}, triage.Text{Body: c.b})
		back := triage.Like(triage.Text{Body: c.b}, triage.Text{Title: c.a})
		if math.Abs(got-c.want) > 1e-9 || got != back {
			t.Errorf("%s: %v, and the other way round %v; want %v", c.name, got, back, c.want)
		}
	}
}

package demo

import (
	_ "embed"
	"strconv"
	"strings"
	"time"

	"linli/internal/app/demo/lines"
	"linli/internal/person"
	"linli/internal/wish"
)

//go:embed matters.tsv
var matterTable string

//go:embed people.tsv
var peopleTable string

// neighbours are those who live here besides the ones that the story names.
func neighbours() (out []resident) {
	for _, c := range lines.Of(peopleTable, 5) {
		out = append(out, resident{name: c[0], home: c[1], birth: c[2], sex: person.Sex(c[3]), phone: c[4]})
	}
	return out
}

// kind is a line of the table of matters: one thing in some variants.
type kind struct {
	matter
	unit        string
	first, last time.Month // when it may be told; zero: all the year
}

func kinds() (out []kind) {
	for _, c := range lines.Of(matterTable, 7) {
		k := kind{unit: c[2], matter: matter{topic: wish.Topic(c[0]), colour: wish.Colour(c[1]), text: c[4], note: c[5], answer: c[6]}}
		if from, until, ok := strings.Cut(c[3], "-"); ok {
			k.first, k.last = month(from), month(until)
		}
		out = append(out, k)
	}
	return out
}

func month(s string) time.Month {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("demo: a month: " + s)
	}
	return time.Month(n)
}

// in tells whether it is told in a month.
func (k kind) in(m time.Month) bool {
	if k.first <= k.last {
		return k.first == 0 || k.first <= m && m <= k.last
	}
	return m >= k.first || m <= k.last
}

// tell is the n-th variant of it in a 邻里.
func (k kind) tell(n int, where string) matter {
	m := k.matter
	for _, s := range []*string{&m.text, &m.note, &m.answer} {
		*s = lines.Variant(strings.ReplaceAll(*s, "{里}", where), n)
	}
	return m
}

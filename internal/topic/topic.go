// Package topic is the tree of topics (事项): what a wish may be about, of any depth. A topic is its code for good; its name,
// the topic above it and whether it is in use are dated, so that what was true on a day can still be asked. A topic never
// goes: it ends, and may say by which other its matters go on (merged). The short list that residents choose from is the top
// of the tree; the desk may name a topic more exactly.
//
// One tree holds for an installation. The first six topics are shipped (migration 0021); a district brings its own as a file
// (domain.md B6: import the customer's list).
//
// Events: none. Journal acts: topic.add, topic.change, topic.end, topic.import.
package topic

import (
	"slices"
	"strings"
	"time"
)

// Other is what fits nowhere else. It cannot end and stands at the top.
const Other = "other"

// Topic is one state of a topic, valid from From until To.
type Topic struct {
	Code     string // as wishes keep it: repair, 1.3.5
	Parent   string // code of the topic above; empty at the top
	Position int    // among those beside it
	Zh, En   string // En may be empty
	From, To time.Time
	Merged   string // of one that has ended: by which its matters go on; empty: by none
	id       string
}

// Holds tells whether the state is valid at a moment.
func (t Topic) Holds(at time.Time) bool {
	return !at.Before(t.From) && (t.To.IsZero() || at.Before(t.To))
}

// Name is the name in a language: in English the Chinese one where there is no other.
func (t Topic) Name(lang string) string {
	if lang == "en" && t.En != "" {
		return t.En
	}
	return t.Zh
}

// Tree is every state of every topic. It is a value that nobody changes.
type Tree struct {
	states map[string][]Topic // by code, oldest first
}

// NewTree is a tree of states.
func NewTree(states []Topic) *Tree {
	t := &Tree{states: map[string][]Topic{}}
	for _, s := range states {
		t.states[s.Code] = append(t.states[s.Code], s)
	}
	for _, list := range t.states {
		slices.SortStableFunc(list, func(x, y Topic) int { return x.From.Compare(y.From) })
	}
	return t
}

// Last is the last state of a topic, ended or not.
func (t *Tree) Last(code string) (Topic, bool) {
	list := t.states[code]
	if len(list) == 0 {
		return Topic{}, false
	}
	return list[len(list)-1], true
}

// Open is the state of a topic that is in use at a moment.
func (t *Tree) Open(code string, at time.Time) (Topic, bool) {
	for _, s := range t.states[code] {
		if s.Holds(at) {
			return s, true
		}
	}
	return Topic{}, false
}

// States are all states of a topic, the newest first.
func (t *Tree) States(code string) []Topic {
	list := slices.Clone(t.states[code])
	slices.Reverse(list)
	return list
}

// Below are the topics right below one that are in use at a moment, in their order; those of "" are the top.
func (t *Tree) Below(parent string, at time.Time) (out []Topic) {
	for code := range t.states {
		if s, ok := t.Open(code, at); ok && s.Parent == parent {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(x, y Topic) int {
		if x.Position != y.Position {
			return x.Position - y.Position
		}
		return strings.Compare(x.Code, y.Code)
	})
	return out
}

// Placed is a topic in the order of the tree.
type Placed struct {
	Topic
	Depth int // 0 at the top
	Leaf  bool
}

// All are the topics in use at a moment, each before those below it.
func (t *Tree) All(at time.Time) (out []Placed) {
	below := map[string][]Topic{}
	for code := range t.states {
		if s, ok := t.Open(code, at); ok {
			below[s.Parent] = append(below[s.Parent], s)
		}
	}
	for _, list := range below {
		slices.SortFunc(list, func(x, y Topic) int {
			if x.Position != y.Position {
				return x.Position - y.Position
			}
			return strings.Compare(x.Code, y.Code)
		})
	}
	var walk func(parent string, depth int)
	walk = func(parent string, depth int) {
		for _, s := range below[parent] {
			out = append(out, Placed{s, depth, len(below[s.Code]) == 0})
			walk(s.Code, depth+1)
		}
	}
	walk("", 0)
	return out
}

// Path is the codes from a topic up to the top, itself first, as they stood at a moment. One that has ended stays itself, and
// goes on as the one that it was merged into. An unknown code is alone.
func (t *Tree) Path(code string, at time.Time) (out []string) {
	for code != "" && !slices.Contains(out, code) {
		out = append(out, code)
		s, ok := t.at(code, at)
		switch {
		case !ok:
			return out
		case !s.Holds(at) && s.Merged != "":
			code = s.Merged
		default:
			code = s.Parent
		}
	}
	return out
}

// Current is the topic as which the matters of a topic go on at a moment: itself, or what it was merged into. ok is false where
// that is none.
func (t *Tree) Current(code string, at time.Time) (_ string, ok bool) {
	for range len(t.states) {
		s, known := t.at(code, at)
		switch {
		case !known:
			return "", false
		case s.Holds(at):
			return code, true
		}
		code = s.Merged
	}
	return "", false
}

// at is the state of a topic at a moment: the one that holds, or the last one that held before.
func (t *Tree) at(code string, at time.Time) (out Topic, ok bool) {
	for _, s := range t.states[code] {
		if !at.Before(s.From) {
			out, ok = s, true
		}
	}
	return out, ok
}

// Name is a topic's name in a language, also of one that has ended; the code itself of one that nobody knows.
func (t *Tree) Name(code, lang string) string {
	if s, ok := t.Last(code); ok {
		return s.Name(lang)
	}
	return code
}

// Full is a topic's name with those above it, from the top: 城乡建设 › 城市建设 › 园林绿化.
func (t *Tree) Full(code, lang string, at time.Time) string {
	path := t.Path(code, at)
	names := make([]string, len(path))
	for i, c := range path {
		names[len(path)-1-i] = t.Name(c, lang)
	}
	return strings.Join(names, " › ")
}

// Subtree is a topic's code with those of all that stands or stood below it, or was merged into it.
func (t *Tree) Subtree(top string, at time.Time) (out []string) {
	for code := range t.states {
		if t.under(code, top, at) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// under tells whether a topic stands below another, or is it.
func (t *Tree) under(code, top string, at time.Time) bool {
	return slices.Contains(t.Path(code, at), top)
}

// Changed is when the tree last changed before a moment: a topic came, was changed, or ended. Zero: never.
func (t *Tree) Changed(at time.Time) (last time.Time) {
	for _, list := range t.states {
		for _, s := range list {
			for _, x := range []time.Time{s.From, s.To} {
				if x.After(last) && !x.After(at) {
					last = x
				}
			}
		}
	}
	return last
}

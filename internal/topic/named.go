package topic

import (
	"strings"
	"time"
)

// Names finds topics by what files call them.
type Names struct {
	tree *Tree
	at   time.Time
	all  map[string][]string // codes by each name, in lower case
}

// Names are those of the topics in use at a moment.
func (t *Tree) Names(at time.Time) *Names {
	n := &Names{tree: t, at: at, all: map[string][]string{}}
	for _, x := range t.All(at) {
		for _, name := range distinct(x.Zh, x.En, strings.ReplaceAll(t.Full(x.Code, "zh", at), " › ", "/")) {
			n.all[name] = append(n.all[name], x.Code)
		}
	}
	return n
}

// distinct are names in lower case, each once and none empty.
func distinct(names ...string) (out []string) {
	seen := map[string]bool{"": true}
	for _, name := range names {
		if name = strings.ToLower(name); !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// Code is the topic that a cell names: by its code, by its name with those above it (A/B/C), or by its name where no other has
// that.
func (n *Names) Code(cell string) (code string, ok bool) {
	if _, ok := n.tree.Open(cell, n.at); ok {
		return cell, true
	}
	found := n.all[strings.ToLower(strings.NewReplacer(" › ", "/", "›", "/", " / ", "/").Replace(cell))]
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

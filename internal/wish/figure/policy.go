package figure

import (
	"linli/internal/actor"
	"linli/internal/wish"
)

// MaySee tells whether the actor sees the figures of a place and the lists behind them: who oversees every wish there, so
// that a list has as many rows as its figure says. Places have figures from the district down to the 邻里.
func MaySee(a actor.Actor, code string) bool {
	_, ok := wish.Oversees(a, code)
	return ok && hasFigures(code)
}

// Home is the place whose figures the actor looks at first: the widest that the actor oversees, by the order of the posts;
// empty for who oversees none.
func Home(a actor.Actor) (code string) {
	for _, p := range a.Posts {
		if MaySee(a, p.Place) && (code == "" || len(p.Place) < len(code)) {
			code = p.Place
		}
	}
	return code
}

func hasFigures(code string) bool {
	switch len(code) {
	case districtWidth, townWidth, communityWidth, neighbourhoodWidth:
		return true
	}
	return false
}

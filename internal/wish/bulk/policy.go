package bulk

import (
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// May tells who acts on many wishes: who has a post that handles them. Whether one wish goes is that wish's own policy. An
// auditor reads and changes nothing, and what goes out is written down as an act. Unauthenticated; Forbidden for who may
// look only; for anybody else there is no such page.
func May(a actor.Actor) error {
	switch {
	case !a.SignedIn():
		return errs.New(errs.Unauthenticated, "error.unauthenticated")
	case handles(a):
		return nil
	case list.HasDesk(a):
		return errs.New(errs.Forbidden, "bulk.forbidden")
	}
	return errs.New(errs.NotFound, "error.not_found")
}

func handles(a actor.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p actor.Post) bool { return wish.Handles(p.Role) })
}

// TakesOut gives the post under which the actor may print a wish or write it into a table: one that handles wishes and under
// which the actor sees all of it. What goes out is no more than what stands on the screen.
func TakesOut(a actor.Actor, w wish.Wish) (actor.Post, bool) {
	for _, p := range a.Posts {
		one := actor.Actor{Account: a.Account, Posts: []actor.Post{p}, Former: a.Former}
		if wish.Handles(p.Role) && wish.ViewOf(one, w) == wish.StaffView {
			return p, true
		}
	}
	return actor.Post{}, false
}

// taking is the actor under those posts alone that handle wishes: what they see as staff is what TakesOut lets out (a test
// holds the two together).
func taking(a actor.Actor) actor.Actor {
	var posts []actor.Post
	for _, p := range a.Posts {
		if wish.Handles(p.Role) {
			posts = append(posts, p)
		}
	}
	a.Posts = posts
	return a
}

// under is the post under which a list goes out: one that reaches the place to which it is narrowed, else the first.
func under(a actor.Actor, place string) actor.Post {
	posts := taking(a).Posts
	for _, p := range posts {
		if place != "" && strings.HasPrefix(place, p.Place) {
			return p
		}
	}
	return posts[0]
}

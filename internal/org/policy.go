package org

import "linli/internal/actor"

// MayManage gives the post under which the actor may create and change organisations at the place, their posts and who
// holds them: an administrator whose scope covers it, or a job of the system, under no post. So nobody gives a right
// that reaches further than one's own.
func MayManage(a actor.Actor, at string) (actor.Post, bool) {
	if a.System {
		return actor.Post{}, true
	}
	return a.As(at, actor.SystemAdmin)
}

// MayOverride gives the post under which the actor may let a social credit code stand that fails its check: an
// administrator or the street's leader, where the organisation lies in their scope.
func MayOverride(a actor.Actor, at string) (actor.Post, bool) {
	return a.As(at, actor.SystemAdmin, actor.StreetLeader)
}

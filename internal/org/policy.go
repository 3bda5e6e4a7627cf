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

// MayAppoint gives the post under which the actor may make a post with the role at the place, give it to somebody and end
// that. What people do for residents the system administrator gives out; who administers is the security administrator's to
// say, so that nobody makes oneself a second administrator. first: nobody administers in this role yet; then the system
// administrator may name the first one.
func MayAppoint(a actor.Actor, at string, role actor.Role, first bool) (actor.Post, bool) {
	if a.System || !role.Administers() {
		return MayManage(a, at)
	}
	if by, ok := a.As(at, actor.SecurityAdmin); ok || !first {
		return by, ok
	}
	return MayManage(a, at)
}

// Together tells whether one person may hold both roles at the same time: the three administrators are three persons, but
// where one may be all of them (single), and who administers does nothing for residents, so that who looks after the system
// sees none of their matters (GB/T 22239-2019 8.1.5; domain.md 3.6).
func Together(a, b actor.Role, single bool) bool {
	if a.Administers() != b.Administers() {
		return false
	}
	return !a.Administers() || a == b || single
}

// MayOverride gives the post under which the actor may let a social credit code stand that fails its check: an
// administrator or the street's leader, where the organisation lies in their scope.
func MayOverride(a actor.Actor, at string) (actor.Post, bool) {
	return a.As(at, actor.SystemAdmin, actor.StreetLeader)
}

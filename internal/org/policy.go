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

// MayNameStandIn gives the post under which the actor may say who stands in for the holder of a post, and end that: the
// holder, who leads the unit, an administrator of posts. All under posts of one's own: who stands in names nobody further.
// An administrator's post has no stand-in: the security administrator appoints another from day to day.
func MayNameStandIn(a actor.Actor, p actor.Post, holder string) (actor.Post, bool) {
	if p.Role.Administers() {
		return actor.Post{}, false
	}
	if a.System {
		return actor.Post{}, true
	}
	if holder != "" && a.Person == holder {
		return p, true
	}
	for _, own := range a.Posts {
		if own.Own() && leads(own, p) {
			return own, true
		}
	}
	return MayManage(a, p.Place)
}

// leads tells whether a post leads the unit of another: the one who leads the organisation; the secretary all of the
// community, the street leader all of the street, but for firms and other units that only stand there.
func leads(own, p actor.Post) bool {
	switch own.Role {
	case actor.Secretary, actor.StreetLeader:
		return own.Org == p.Org || own.Place == p.Place && p.Role != actor.Handler && p.Role != actor.Auditor && p.Role != actor.GroupLeader
	case actor.GroupLeader, actor.CommandCentre:
		return own.Org == p.Org
	}
	return false
}

// MayBeStandIn tells whether somebody with these posts may stand in for the holder of a post: a colleague of the same
// organisation, or of the same community or street. Who audits changes nothing, so only another auditor stands in there, and
// an auditor nowhere else; who administers does nothing for residents (Together).
func MayBeStandIn(p actor.Post, posts []actor.Post) bool {
	near := false
	for _, own := range posts {
		if own.Role.Administers() || (own.Role == actor.Auditor) != (p.Role == actor.Auditor) {
			return false
		}
		near = near || own.ID != p.ID && (own.Org == p.Org || own.Place == p.Place && own.Role != actor.Handler && p.Role != actor.Handler)
	}
	return near && !p.Role.Administers()
}

// MayOverride gives the post under which the actor may let a social credit code stand that fails its check: an
// administrator or the street's leader, where the organisation lies in their scope.
func MayOverride(a actor.Actor, at string) (actor.Post, bool) {
	return a.As(at, actor.SystemAdmin, actor.StreetLeader)
}

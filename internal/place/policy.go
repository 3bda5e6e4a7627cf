package place

import "linli/internal/actor"

// MayEdit gives the post under which the actor may add, rename or end the place: a 邻里 or a building, by the
// community's own staff or an administrator whose scope covers it. The tree above is nobody's to edit by hand: it
// follows the published list. A job of the system may, under no post.
func MayEdit(a actor.Actor, code string) (actor.Post, bool) {
	if LevelOf(code) <= Community {
		return actor.Post{}, false
	}
	if a.System {
		return actor.Post{}, true
	}
	return a.As(code, actor.SystemAdmin, actor.Secretary, actor.ViceSecretary, actor.SocialWorker)
}

// MayImport gives the post under which the actor may import a list that reaches down from the place: an administrator
// whose scope covers it. A job of the system may, under no post.
func MayImport(a actor.Actor, top string) (actor.Post, bool) {
	if a.System {
		return actor.Post{}, true
	}
	return a.As(top, actor.SystemAdmin)
}

// Package actor says who acts: a person under the posts held at this moment, a visitor with a receipt, or the system.
// It is a value that every use case takes explicitly; it reads nothing.
package actor

import (
	"slices"
	"strings"
)

// Role is what a post lets its holder do. The names are those of the field (domain.md 3.6).
type Role string

// Roles of the loop and of the house.
const (
	SocialWorker    Role = "social_worker"     // 社工
	Secretary       Role = "secretary"         // 社区书记
	ViceSecretary   Role = "vice_secretary"    // 社区副书记
	StreetOfficer   Role = "street_officer"    // 街道科室工作人员
	StreetLeader    Role = "street_leader"     // 街道领导
	GroupLeader     Role = "group_leader"      // 上级工作组负责人
	CommandCentre   Role = "command_centre"    // 区指挥中心
	Handler         Role = "handler"           // 承办单位 (property firm, waterworks, office): own orders only
	CallBackOfficer Role = "call_back_officer" // 回访员: asks submitters by telephone, outside the unit that handled it
	Auditor         Role = "auditor"           // 审计员: reads everything in scope, changes nothing
	SystemAdmin     Role = "system_admin"      // 系统管理员: accounts, places, organisations; sees no business data
	SecurityAdmin   Role = "security_admin"    // 安全管理员: who administers, locks, factors, rules of passwords; sees no business data
	AuditAdmin      Role = "audit_admin"       // 审计管理员: reads the journal of acts; sees no business data
)

// Administrators are the three roles that look after the house and see no business data (domain.md 3.6): three persons,
// but where the configuration says that one may hold them all.
func Administrators() []Role { return []Role{SystemAdmin, SecurityAdmin, AuditAdmin} }

// Administers tells whether a role is one of the three.
func (r Role) Administers() bool { return slices.Contains(Administrators(), r) }

// Roles lists every role once, in the order above.
func Roles() []Role {
	return []Role{SocialWorker, Secretary, ViceSecretary, StreetOfficer, StreetLeader, GroupLeader, CommandCentre, Handler, CallBackOfficer, Auditor, SystemAdmin, SecurityAdmin, AuditAdmin}
}

// Post is a post that the actor holds now. Work and rights belong to it, not to the person.
type Post struct {
	ID    string
	Org   string // organisation the post belongs to
	Place string // place code of the organisation, trimmed; the post's scope is this subtree
	Role  Role
	Title string // as printed: 社区书记

	// Whose post it is, person and name, where the actor only stands in (代班). Everything that is done under the post says
	// both: journal.WriteTx and Signed read it from here.
	For, ForName string
}

// Own tells whether the post is the actor's own, not one in which the actor stands in.
func (p Post) Own() bool { return p.For == "" }

// Actor is whoever does something.
type Actor struct {
	Account string   // account id; empty for a visitor and for the system
	Person  string   // person id
	Name    string   // full name, for journal and timeline entries of officials
	Home    string   // place code where the person lives; empty for staff accounts without a home here
	Posts   []Post   // held at this moment, and those stood in for
	Away    []Post   // held, but left alone to a stand-in these days: they give no right, and their units are still the own
	ActsFor []string // persons for whom the actor may act now, as a recorded proxy (代办)
	Grant   string   // id of the wish that number and code have opened, or of the invitation whose link was; empty otherwise
	From    string   // network address, for the journal and for limits
	System  bool     // a job of the system
	Token   Token    // by which a program acts for the actor; zero: the actor is there in person

	// Former are the codes that the posts' places had before, by the code of today: what has ended under them is the
	// posts' too.
	Former map[string][]string
}

// Token is an access token: it makes the actor behind it narrower, never wider.
type Token struct {
	ID     string   // empty: none
	Scopes []string // what it is for at the JSON interface
	Within []string // place codes beyond which nothing is seen; none: as far as the actor sees
}

// Reaches tells whether the actor may look at a place at all: always, but where a token is kept to others.
func (a Actor) Reaches(place string) bool {
	return len(a.Token.Within) == 0 || slices.ContainsFunc(a.Token.Within, func(within string) bool { return Covers(within, place) })
}

// Visitor is nobody in particular, from an address.
func Visitor(from string) Actor { return Actor{From: from} }

// Job is the system acting by itself; name says which job.
func Job(name string) Actor { return Actor{System: true, Name: name} }

// SignedIn tells whether an account stands behind the actor.
func (a Actor) SignedIn() bool { return a.Account != "" }

// Staff tells whether the actor holds any post.
func (a Actor) Staff() bool { return len(a.Posts) > 0 }

// Covers tells whether a place lies in the subtree of another: a place code is stored trimmed, so an ancestor is a prefix.
func Covers(ancestor, place string) bool { return strings.HasPrefix(place, ancestor) }

// Scope is the subtrees that a post of the actor is responsible for: its place, and what that was called before.
func (a Actor) Scope(p Post) []string { return append([]string{p.Place}, a.Former[p.Place]...) }

// As is the first post with one of the roles whose scope covers the place.
func (a Actor) As(place string, roles ...Role) (Post, bool) {
	for _, p := range a.Posts {
		for _, r := range roles {
			if p.Role == r && (Covers(p.Place, place) || a.wasAt(p, place)) {
				return p, true
			}
		}
	}
	return Post{}, false
}

// wasAt tells whether a place lies in the subtree of a code that the post's place had before.
func (a Actor) wasAt(p Post, place string) bool {
	return slices.ContainsFunc(a.Former[p.Place], func(former string) bool { return Covers(former, place) })
}

// Of is the first post with one of the roles (any role when none is named) in the organisation.
func (a Actor) Of(org string, roles ...Role) (Post, bool) {
	for _, p := range a.Posts {
		if p.Org != org {
			continue
		}
		if len(roles) == 0 {
			return p, true
		}
		for _, r := range roles {
			if p.Role == r {
				return p, true
			}
		}
	}
	return Post{}, false
}

// StandsFor is the person in whose post of this id the actor stands in; empty where it is the actor's own.
func (a Actor) StandsFor(post string) string {
	for _, p := range a.Posts {
		if p.ID == post && post != "" {
			return p.For
		}
	}
	return ""
}

// Instead tells whether the actor stands in for the person now.
func (a Actor) Instead(person string) bool {
	return person != "" && slices.ContainsFunc(a.Posts, func(p Post) bool { return p.For == person })
}

// Signed is the actor under a post as timelines keep it: 周敏 · 社区书记; of a stand-in both names, 季小舟 代 沈秋 · 社区书记.
func (a Actor) Signed(p Post) string {
	if p.Own() {
		return a.Name + " · " + p.Title
	}
	return a.Name + " 代 " + p.ForName + " · " + p.Title
}

// Is tells whether the actor is the person, or a proxy of that person now.
func (a Actor) Is(person string) bool {
	return person != "" && (a.Person == person || slices.Contains(a.ActsFor, person))
}

// Has tells whether any post has one of the roles.
func (a Actor) Has(roles ...Role) bool {
	for _, p := range a.Posts {
		for _, r := range roles {
			if p.Role == r {
				return true
			}
		}
	}
	return false
}

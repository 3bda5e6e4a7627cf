package org

import (
	"context"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
)

// Seated is how somebody came to a post.
type Seated struct {
	Post      actor.Post
	Held      bool // it was held already: nothing was done
	Inherited bool // it stood vacant, and what is open at it goes with it; else it is new
}

// Seat gives somebody the post of an organisation (p.Org) with a role and a title from now on: the one that stands vacant,
// the latest left when there are several, so that a successor inherits what is open at it; else a new one. A post that is
// promised to somebody for later does not stand vacant. Invalid: role, title, person; Forbidden; NotFound.
func (s *Service) Seat(ctx context.Context, a actor.Actor, p actor.Post, personID string) (out Seated, err error) {
	defer errs.Wrap(&err, "org.Seat")
	err = s.d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = s.SeatTx(ctx, tx, a, p, personID)
		return err
	})
	return out, err
}

// SeatTx is Seat inside the act of another feature.
func (s *Service) SeatTx(ctx context.Context, tx *db.Tx, a actor.Actor, p actor.Post, personID string) (out Seated, err error) {
	defer errs.Wrap(&err, "org.SeatTx")
	if p.Title, err = checkedPost(p); err != nil {
		return out, err
	}
	if !id.Valid(p.Org) {
		return out, unknown(db.NoRows)
	}
	if err := tx.Lock(ctx, "seat", p.Org); err != nil { // of two who come, one takes the vacant post
		return out, err
	}
	alike, err := alikeTx(ctx, tx, p)
	if err != nil {
		return out, err
	}
	held, err := PostsOf(ctx, tx, personID, tx.Now)
	if err != nil {
		return out, err
	}
	for _, x := range alike {
		if slices.Contains(held, x.Post) {
			return Seated{Post: x.Post, Held: true}, nil
		}
	}
	at := slices.IndexFunc(alike, func(x seat) bool { return x.until <= tx.Now.UnixMicro() })
	if at >= 0 {
		out = Seated{Post: alike[at].Post, Inherited: true}
	} else if out.Post, err = s.CreatePostTx(ctx, tx, a, p, ""); err != nil {
		return out, err
	}
	_, err = s.AppointTx(ctx, tx, a, Appointment{Post: out.Post.ID, Person: personID}, "")
	return out, err
}

// Title is how a post with a role is called when nobody says otherwise.
func Title(r actor.Role) string {
	return map[actor.Role]string{
		actor.SocialWorker: "社工", actor.Secretary: "社区书记", actor.ViceSecretary: "社区副书记", actor.StreetOfficer: "街道科室工作人员",
		actor.StreetLeader: "街道领导", actor.GroupLeader: "工作组负责人", actor.CommandCentre: "指挥中心值班员", actor.Handler: "承办人",
		actor.CallBackOfficer: "回访员", actor.Auditor: "审计员", actor.SystemAdmin: "系统管理员", actor.SecurityAdmin: "安全管理员", actor.AuditAdmin: "审计管理员",
	}[r]
}

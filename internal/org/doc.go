// Package org is the organisations (居委会, 党支部, 和谐促进会, 物业, 单位, 街道科室, 上级工作组 …), their posts, and who
// holds them from when until when.
//
// An organisation stands at a place and covers what lies below it. Work belongs to a post, never to a person: a post has
// at most one holder at a time, and when an appointment ends, what the post had taken up is free in the organisation's
// inbox from that moment, because being vacant is a question to the table (VacantSQL), not a job that runs later. One
// person may hold several posts; CombinedTitle prints them (社区党委书记、居委会主任).
//
// A unified social credit code follows GB 32100 (uscc.go; domain.md B2). Some issued codes do not pass, so a failed check
// is a warning, and a supervisor may let the code stand; that is journalled.
//
// A stand-in (代班) acts in a post that another one holds, from day to day: ActsIn is what an actor is made of. The post says
// for whom (actor.Post.For), so every act under it names both, in the journal and in timelines, without anybody remembering.
//
// Events: AppointmentBegun, AppointmentEnded, StandInChanged. Journal acts: org.create, org.update, org.override_uscc,
// org.create_post, org.appoint, org.end_appointment, org.stand_in, org.end_stand_in.
package org

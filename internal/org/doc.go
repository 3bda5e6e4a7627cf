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
// Events: AppointmentBegun, AppointmentEnded. Journal acts: org.create, org.update, org.override_uscc, org.create_post,
// org.appoint, org.end_appointment.
package org

// Package hook is webhooks out: other programs are told of what happens to wishes, each by a subscription for some kinds of events at
// a place and below. What is told is as little as possible: which wish, what kind of event, when, where, and where the rest is read;
// never a word of the matter and nothing of a person, so that the receiver reads with an access token of its own what that may see.
//
// The row of an event stands in the event's own transaction and goes out through package outbox, which says what order and
// at-least-once mean. Messages are signed as the Standard Webhooks specification has it (package post). docs/webhooks.md is for
// whoever receives, docs/adr/0031-webhooks.md says what was compared.
//
// Events: none. Journal acts: hook.make, hook.pause, hook.resume, hook.rotate, hook.end, hook.replay.
package hook

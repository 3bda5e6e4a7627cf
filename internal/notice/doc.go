// Package notice tells people what happened: on a page of their own, by mail, by text message, and in the group chats of an
// organisation. Tell is the one door. It is called in the transaction of what happened, leaves one row there, and nothing else:
// what is rolled back is not told, and what is committed is (ADR 24).
//
// A job then spreads each row (spread.go): to a row for each person, which is the page, and to a delivery for each channel that
// the person wants this kind on. Another part of the same job sends deliveries (deliver.go): each is claimed, the right of its
// reader is asked for again, the words are made, a server takes them, the row is marked. Until a server has taken it a delivery
// waits, however long a channel is dead; once marked it is never sent again. Between the two, if the process dies, a server may
// get the same letter twice, with the same id.
//
// No words are stored. They are made from a template (template.go) and from what the reader may see of the matter at that moment:
// a title that was withdrawn, a wish that one has no right to any more, is not told. A template knows a closed list of fields,
// none of them a sealed value, and what people have typed goes through package veil.
//
// Each person chooses by kind and channel: now, once a day, never (choice.go); messages wait for the end of the quiet hours
// (quiet.go). The page has everything. A robot's group is told as the public is: its members are not known.
//
// Events: none. Journal acts: notice.channel, notice.template, notice.mail.
package notice

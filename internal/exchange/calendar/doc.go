// Package calendar is iCalendar feeds (RFC 5545): the deadlines and teas of a person, of one post of a person, and the teas of
// a place. Whoever has the address of a feed reads it, without signing in, as calendars on telephones must; so an address is
// a secret of more than 128 random bits, stored as its hash, shown once and taken back at any time, and what a feed says is
// little: the number of a wish, its place, the step that is due. What is not seen in the house by its owner at the moment of
// asking is not in the feed either.
package calendar

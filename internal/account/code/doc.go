// Package code lets residents sign in with their telephone: a one-time code of six digits goes to a number that a person of
// the community has left, and whoever reads it back is that person, or one of those of the household who share the number.
//
// How long a code may be used, how often it may be tried and how often one may be asked for are dated rules (account.code.*).
// A number that nobody has gets the same answer by the same work, and no message goes out. Numbers are found by keyed hash,
// codes compared by keyed hash; both are sealed for the sender only, the code until it has been sent or has expired. The job
// that sends carries nothing but the row's id.
//
// Who works here signs in as staff, with password and second factor, and not this way.
//
// Journal acts: account.code when a code was asked for, account.sign_in with the way, account.sign_in_failed.
package code

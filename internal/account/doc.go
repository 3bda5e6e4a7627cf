// Package account is who may sign in: accounts, passwords, sessions, and the actor that stands behind a request.
//
// Staff sign in with a login and a password (hash.go: argon2id, RFC 9106). After some failures in a row an account is
// locked for some minutes; both numbers are dated configuration (account.lock.failures, account.lock.minutes; GB/T
// 22239-2019 8.1.4.1), and a try is counted before the password is compared, so that tries at the same moment do not
// outrun the lock. A login that nobody has costs the same time and answers with the same words.
//
// A session (session.go) has an absolute and an idle end. It is kept by the hash of its token; when it was last seen is
// written at most once in five minutes, and a found session is remembered in the process for some seconds.
//
// The first administrator is made by a one-time link, which only exists while there is none (link.go).
//
// Journal acts: account.create, account.sign_in, account.sign_in_failed (with the account when the login is one's,
// never with what was typed), account.lock, account.sign_out, account.disable, account.enable, account.invite,
// account.password, account.first.
package account

// Package account is who may sign in: accounts, passwords, sessions, and the actor that stands behind a request.
//
// Staff sign in with a login and a password (room password: argon2id, RFC 9106). After some failures in a row an account is
// locked for some minutes; both numbers are dated configuration (account.lock.failures, account.lock.minutes; GB/T
// 22239-2019 8.1.4.1), and a try is counted before the password is compared, so that tries at the same moment do not
// outrun the lock. A login that nobody has costs the same time and answers with the same words.
//
// After the password comes the second factor where there is one (second.go; room factor): a code of an authenticator, each
// accepted once, or a recovery code. The three administrators must have one; other staff where the rule account.totp.staff
// says so. Its secret is sealed. Wrong codes count to the same lock, and a right password takes none of them back. A password
// that is older than account.password.days opens nothing but the page that changes it; it is none of the last
// account.password.history, and none of the commonest.
//
// Residents sign in by a one-time code to their telephone (room code). Staff may also sign in by the district's own identity
// provider, once their account is linked with who they are there (identity.go), by nothing else than issuer and subject.
//
// A session (room session) has an absolute and an idle end; its holder sees where one is signed in and ends it (device.go).
//
// The three administrators look after accounts: the system administrator opens and shuts those of staff, the security
// administrator those of administrators, unlocks, and takes second factors back (policy.go, guard.go); who may be appointed
// by whom is org's. The first administrator is made by a one-time link, which only exists while there is none (link.go).
//
// Journal acts: account.create, account.sign_in (with the way), account.sign_in_failed (with the account when the login is
// one's, never with what was typed), account.lock, account.unlock, account.sign_out, account.session_end,
// account.sessions_end, account.disable, account.enable, account.invite, account.password, account.first, account.factor,
// account.factor_end, account.factor_reset, account.recovery, account.link, account.unlink.
package account

// Package seal keeps what must not be read by who gets hold of a database, a log or a backup: telephones, identity
// numbers, addresses, health. A sealed field is stored as an encrypted text, found by a keyed hash beside it, and carried
// in memory as a Value, which prints, logs and marshals as nothing.
//
// Two suites: sm (SM4-GCM, GB/T 32907, and HMAC-SM3, GB/T 32905), the default, and intl (AES-256-GCM, FIPS 197 and
// SP 800-38D, and HMAC-SHA-256, FIPS 198-1). Every text names its key, so that keys can be changed while the system runs.
//
// A third key, for signatures, stands in the same file: SM2 with SM3 (GB/T 32918) or Ed25519 (RFC 8032). It signs the
// checkpoints of the journal's log, and whoever checks them needs only what is public. A key file made before there were
// sign keys still loads; nothing is signed until `linli keys rotate` has added one.
//
// Keys come from a file that only its owner can read, or from the output of a command; they are never in the database.
// Both are looked at again while the ring is used. What cannot be read then leaves the keys as they are, and the log is told.
package seal

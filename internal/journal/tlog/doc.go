// Package tlog is the log over the journal that proves itself: a Merkle tree (RFC 6962, RFC 9162) whose leaves are the
// journal's rows in the order in which a sequencer took them in, and signed checkpoints of it. Whoever keeps a checkpoint
// apart from the database can tell later that no entry up to there was altered, removed or reordered. docs/journal.md says
// how an operator uses it and what it does not prove.
//
// # The sequencer
//
// Writers add a row with a salt, and nothing else. One process at a time (Tx.Lock) takes rows without a position, in the
// order of their ids and never from a mark on, because on PostgreSQL a lower id may be committed later. It looks once a
// second, and is woken by nothing. An entry's hash is computed before the write begins. A row that linli cannot have written
// (Entry.strange), or that claims a position behind the log's end, is set aside in the column aside, told, and never taken
// in: who can add rows must not be able to stop the log.
//
// # What is hashed
//
// H is SM3 (GB/T 32905) or SHA-256, as the log's checkpoints say; it is chosen by the suite of the keys when the log begins
// and does not change. pack(f1, f2, …) writes for each field the byte 0 when it is absent (NULL), else the byte 1, the
// length of its UTF-8 text in bytes as four bytes, most significant first, and the text. Numbers are written in decimal.
//
//	payload = H(0x02 ‖ pack("linli payload 1", salt, origin, before, after, key))
//	leaf    = H(0x00 ‖ pack("linli entry 1", id, at, act, kind, subject, place, account, person, post, on_behalf_of, hex(payload)))
//	leaf    = H(0x00 ‖ pack("linli entry 2", id, at, act, kind, subject, place, account, person, post, on_behalf_of, stands_for, hex(payload)))
//	node    = H(0x01 ‖ left ‖ right)
//
// The second form of a leaf is that of an entry whose person stood in for the holder of the post (stands_for); every other
// entry has the first. hex is lower case. at is microseconds UTC since 1970. The root over n > 1 leaves is the node of the root over the first k
// and that over the rest, where k is the largest power of two below n (RFC 9162, 2.1.1).
//
// The payload is what may be somebody's own: the network address (origin), what an act changed, and the key of a repeated
// request, which a client chose. With its salt it lies beside the rest and can be erased (Erase): payload_hash and erased_at
// then stand in the row instead, and an act journal.erase in the log says how many entries were erased at that moment. A
// payload that is missing without all of this counts as altered. Without the salt its hash tells nothing of what it was.
//
// # Checkpoints
//
// A checkpoint is a signed note (c2sp.org/signed-note) with the text of c2sp.org/tlog-checkpoint: the log's origin, its
// size, its root in base64, and three lines more: the hash, the moment, and the public key that signs, in base64 as the
// form of notes writes it: the byte 1 and 32 bytes for Ed25519; for SM2 the byte 255, the text "linli SM2-SM3", the byte 0
// and the point, uncompressed (65 bytes). What is signed is the text up to and with the line of the key. A signature of SM2
// is ASN.1 DER, under the user's id 1234567812345678 (GM/T 0009); its line, like any, begins with four bytes that name the
// key: the first of SHA-256(origin ‖ LF ‖ the key as above, without base64).
//
// # Vectors
//
// Three entries, as columns. Absent columns are NULL; the third is erased, and its payload_hash is 000102…1f.
//
//	1  at 1767225600000000 act wish.file kind wish subject w1 place 320613007005 person p1
//	   salt ABCDEFGHIJKLMNOPQRSTUVWXYZ origin 192.0.2.7 after {"state":"filed"}
//	2  at 1767225601000000 act wish.accept kind wish subject w1 place 320613007005 account a2 person p2 post t2
//	   salt ZYXWVUTSRQPONMLKJIHGFEDCBA origin (empty) before {"state":"filed"} after {"state":"accepted","note":"谢谢"} key a2/k
//	5  at 1767225602000000 act account.sign_out kind account subject a2 place (empty) account a2 person p2 on_behalf_of p1
//
// With SHA-256:
//
//	payload of 1  98e0db8fe9dcd396754787ed52c6cd26cc80f35d676b328d5100a95216cf7195
//	payload of 2  664f93e9f25d26f29b48eea2a1099d5568a66c57b9ef5a3d600310444e54431f
//	leaf 1        59bebc63e644fc612df8a599dbefa46b0920097774332344c50484184c4559d3
//	leaf 2        bdd041404f351f1f18fe391e554f0fea29cd35364829a52ef9ee705909fc276e
//	leaf 3        027d3164b0ba079a304d76b396cebaac69a3e822ba44c6851541790990770c3b
//	root          1f3124c4d87991142d97fc070df213439142fe6eb772744dd01e91a37b8d0211
//
// With SM3:
//
//	payload of 1  75f3d520d6c3b852386b89f3cc7e4dc0c072d68076ce8b99d0c2bbca17ecef53
//	payload of 2  7edd2f5e1d48274403ebe0d076f1737662180b00dce8bd262fa413b648bf1828
//	leaf 1        2e6a4951dd4178aaea39469611a02ea0a2ba22c7605b229a4a467f9d6e8277c0
//	leaf 2        f42afacc74a22b533b80f666b0ed001c0fd5f5e8515d4c509337d8919e9c0a9f
//	leaf 3        99a92a29ae0d9b757a01d77e7b8602400fd44bf48293bf52fb1bd038ac1acb22
//	root          69fa6021f7e61e727503f023e630b2f03c6391bf0af3c1d05adcb044ab43ae5c
//
// Had p2 stood in for p3 (stands_for p3), the second leaf would be in the second form:
//
//	SHA-256   71bd9608bbadd9d3e5792c543085caf525e245873462382a23430039e88adcf5
//	SM3       32fbde1c134bda20e1bb748b740d3727a0e947b6e4e0752fb7f5a49be8016760
//
// A checkpoint of the log linli-journal/example with these three and SHA-256, signed by the Ed25519 key whose seed is 31
// bytes 0 and one byte 1:
//
//	linli-journal/example
//	3
//	HzEkxNh5kRQtl/wHDfITQ5FC/m63cnRN0B6Ro3uNAhE=
//	hash sha256
//	time 2026-01-01T00:00:03Z
//	key AUy1q/atefv1q7zK/MJp2FzSZR7UuIW1hp8kGu3wpbop
//
//	— linli-journal/example 6X+GKhe0tosSjTm6WdeDrY378ehP/K6B3iNyKZ28f71FxytC3xzgPfOHykpRgeq+U10IFYn6ua2j8/p02CJmre+6aQM=
//
// # Exports
//
// An export is one JSON value a line: first {"linli_journal": 1, "origin", "hash", "size", "checkpoints"}, and "export", what
// the house says of the file: number, moment, kind, who, purpose, records (package export); then an entry a line in the order
// of positions, by the names of columns, with "pos" and "leaf" (its hash in the log, base64), and with "odd" where a column
// holds what linli does not write; last {"end": {"waiting", "erasures"}}: how many entries were not in the log yet, and what
// acts of erasure among those say (moment → entries), which proves nothing. A line has one way of being written, with its
// fields in this order, without spaces: another is taken for an alteration.
package tlog

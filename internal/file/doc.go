// Package file keeps the photos and voice notes that belong to records of any feature. It knows no feature: a file belongs
// to a Subject, and whoever asks for one is measured by the Standing that the feature's side (Guard) gives them there. What
// one may not see is not there.
//
// The way of a file: it is staged in a draft while a form is being filled in (Stage), goes with the record in the
// transaction that makes it (AttachTx), and is removed by hand (Remove) or when it has outlived its record
// (ExpireEnded, RemoveTx). A photo is the submitter's and the staff's. Neighbours see only a copy, and only once somebody has
// released it, with faces and number plates covered where there are any (Blur, Release); the covered copy is a content of its
// own, the original stays as it is. Voice notes are never public: a voice is a name.
//
// The bytes lie beside the database under their SHA-256 (package content), each once, however many files have them. They
// are on the disk before the row that names them is committed. A row's end is their end when no other row names them: a
// job removes them (Drop), under the same lock under which a row is added, so that no row is ever left without its bytes.
// What was cut off in the middle leaves at most a content without a row, which Sweep removes after a day. A row without
// its content is damage: Check names it.
//
// Photos are decoded and encoded anew (package photo): nothing but what can be seen survives. Voice notes are measured and
// rewritten without their tags, places and dates (package voice); their sound is not encoded anew. Contents are not sealed:
// who can read the folder can see the pictures. Its protection is that of the disk and of the backup.
package file

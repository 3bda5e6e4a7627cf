// Package intake reads files of records in (导入): wishes from another system, people, organisations, places. What a record is
// its Kind knows; this package knows the way of a file, which is the same for all of them (ADR 25):
//
//   - reading: the file lies sealed in the database; its lines are checked and compared with what is there, and staged, sealed;
//   - planned: how many lines would be added, changed, change nothing or are refused, with the first of each; nothing is in;
//   - doing: what was planned goes in, a chunk in a transaction, which also moves the mark up to which lines are in (upto);
//   - stopped: somebody has stopped it there; it can go on;
//   - done: everything is in but what is refused, with the reason beside each line in a copy of the file (Report).
//
// A line does what was shown, or nothing: what it would do is judged again in the transaction that does it, and one that would
// do something else by then is refused. The same file once more changes nothing, for every kind finds its records again. Cut
// off anywhere, a run goes on by itself: a chunk is in with its mark, or not at all.
package intake

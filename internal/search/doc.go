// Package search finds records by words inside Chinese sentences. It knows no feature: a Source of package seek says what a
// record's document is, and a query says in tokens who may find what, so that the scope is an AND inside the index.
//
// A text is indexed by its characters and its pairs of neighbouring characters (bigrams), made here, the same on both
// engines: FTS5 on SQLite, a tsvector on PostgreSQL, neither with a tokenizer, dictionary or stop word of its own. Both hold
// which documents have a token, not where it stands: whoever asks compares the records that come with what was typed
// (Query.In), in the words that the reader may see. So nothing is found that is not there or may not be seen, however old a
// document is.
//
// Every change of a record leaves a row in search_queue in its own transaction (triggers: migration 0023), whoever makes it.
// The Index takes them within a second and writes the documents anew (ADR 23).
package search

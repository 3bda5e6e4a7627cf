// Package hub is a city's hub (12345, 城运中心) on both ways: its orders become wishes, and it is told what becomes of them
// (domain.md B4, B6; docs/hub.md is for whoever speaks with it, docs/adr/0033-hub.md says what was compared).
//
// Inwards. An order is a wish exactly once, by hub and number: the same document again has the same answer. What the hub says later of an
// order (more words, urging, withdrawal) comes by a sequence: an urging or a withdrawal that is older than what was followed is
// acknowledged and changes nothing; words are never thrown away for having come late. What comes before its order waits for it. An
// order becomes a wish by the rules by which tables bring orders (package arrival); one whose type or area is not known is kept, sealed,
// until somebody says what it is about and where.
//
// Outwards. Each act on a wish that came as an order is told by package outbox, in order by order, at least once, signed; the words that
// go with it are those that the submitter may read. Nothing is told of other wishes. What is told is counted, for the score of the feed.
//
// What words of the hub mean here, and ours there, is dated data (Code).
//
// Events: none. Journal acts: hub.make, hub.pause, hub.resume, hub.rotate, hub.end, hub.replay, hub.codes, hub.code_end, hub.place.
package hub

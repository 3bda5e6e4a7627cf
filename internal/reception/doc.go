// Package reception is the secretary's afternoon tea (书记下午茶; domain.md A4.1, A4.2, A4.8): the secretary of a community
// receives residents, with whoever has to do with the matter; wishes are heard there, promises are given with owner and
// day, minutes are published, and every promise stays on the agenda until it is kept.
//
// The states and acts stand in Flow; docs/states.md is drawn from it. Whether a promise is kept, late, broken or still open
// is computed from its days (Promise.Outcome) and stored nowhere. One that was not kept when a tea begins stands on that
// tea's agenda by itself, first (Unkept): nobody puts it there, and nobody can take it off.
//
// When a tea is due is computed when somebody looks (Due), by dated configuration (package rule, reception.*): so many open
// wishes of one kind that no tea has heard yet, a red one, so many days without a tea, or one each month (domain.md A4.2).
//
// A wish that is heard is an ordinary wish of package wish, filed at the desk with channel tea; it and the tea are joined by
// a link of the chain (chain.Heard) in the transaction that files it. A promise is joined to its wish by chain.Promised.
//
// Somebody from outside, a builder, a member of the CPPCC, is invited by name and role, and may get a one-time link: the
// browser that opens it sees this one meeting as its guest, until the day after it, and nothing else (Enter).
//
// Events: Changed. Journal acts: reception.plan, reception.announce, … one for each Act.
package reception

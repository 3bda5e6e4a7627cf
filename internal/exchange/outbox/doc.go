// Package outbox is how something leaves the house for another program, in order and without loss. It knows neither what is told nor
// how it is written: a feature puts rows in (PutTx, in the transaction of what they tell), a Carrier takes each to its target.
//
// What is promised. At least once: a row is done when its target has taken it, or dead when the target has refused it for as long and
// as often as the rules say while it took others; until then it waits, however long the target is away. Between the answer of a target
// and the mark a process may die: then the same row is carried again, with the same id. In order by lane: of one target and one lane (a
// wish) no row is carried while an earlier one waits, in whichever process. Across lanes there is no order. A repeat of a row, or one
// that was asked for (Replay), may come after later rows of its lane; its Seq says where it belongs.
//
// A target that takes nothing is asked less and less often, for one row at a time; when that has lasted for the days of the rule, or
// when it says that it is gone, it is paused, and whoever looks after it is told. Its rows go on waiting.
package outbox

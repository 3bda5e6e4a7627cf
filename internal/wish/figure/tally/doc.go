// Package tally keeps counts beside wishes (ADR 28) in tables of one shape: a row for each month, community and one thing more, the
// unit that answers or the topic. What a wish counts for is one pure function of it; an act adds the difference between the wish after it
// and before it, added up at the commit, and a recount compares all of it with the wishes (package figure).
//
//   - Units (unit_result): what became of a wish, by the month of its end and the unit that answers for it: the first one, where it was
//     moved up (首办单位). All numbers of a month are of the same wishes, those that ended in it, so that the month stands still when it
//     is over, but for what is taken up again. Dispatched: it was sorted, and was taken up or answered, or the time to take it up had
//     passed; what was taken back or merged before that was nobody's. Taken in time: taken up until the end of the working day that the
//     rule metric.take names, counted from the sorting. Redone: it had been taken up again. Late: its date passed before it was
//     answered, or before it ended without an answer. Unreached: nobody judged it, and the callers did not reach the submitter. Who was
//     handed a wish has it with the moments at which it was sorted and first taken up.
//   - Topics (topic_figure): filed, by the month of filing and the topic that the wish has now.
package tally

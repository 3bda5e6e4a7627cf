// Package figure is the figures of wishes at a place, for a month, a year or the last twelve months: how many were filed, the
// three rates (三率), what was answered in time, and what waits now. Each figure is defined here once; the page “how it is
// counted” says the same, and every number has a list with exactly as many wishes.
//
// What is counted, and by which month:
//
//   - filed: every wish, by the month of its filing and the colour that it has now.
//   - response (响应率) = received in time ÷ (dispatched + still waiting past its date), by the month of filing (domain.md B6:
//     responded in time ÷ dispatched). Dispatched is accepted by the community and sorted, or ended since; received in time is
//     accepted until the end of the clock wish.clock.accept. What was turned away or taken back first was given to nobody;
//     what still has time, or is still being sorted, is not counted yet.
//   - answered in time (按期) = answered until its date ÷ (answered + past its date and unanswered), by the month in which the
//     date falls. (domain.md B5: the denominator is the cases that were due in the month.) Of the month that runs, what is
//     unanswered and not due yet is left out. What ended without an answer (turned away, taken back) is never due.
//   - solved (解决率) = solved ÷ judged; satisfied (满意率) = (satisfied + weight × basically) ÷ judged, by the month in which the
//     wish ended. Judged is judged by the submitter, by oneself or in a call-back; silence is counted apart (not judged) and never as satisfied. The weight
//     is the rule metric.weight.basically, 0.8 (domain.md B6). A wish that was taken up again counts by its last answer and
//     judgement only.
//
// A wish belongs to the place where it stands: its community and its 邻里. A recoded place has the figures of its former
// codes as its lists have (ADR 7).
//
// Figures are sums of counts that are kept in the transactions in which a wish is filed, sorted and ended (count.go, ADR 19);
// what changes between, or depends on the present moment, is read from the open wishes. Recount compares all counts with
// the wishes and puts them right.
package figure

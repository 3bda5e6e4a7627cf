// Package appraisal compares the units of a place month by month by three rates (三率考核; domain.md B6): response R (taken up in time ÷
// dispatched), solved S (solved ÷ judged) and satisfied M ((满意 + weight × 基本满意) ÷ judged). A unit's score is their weighted mean with the
// weights metric.score.* that held on the last day of the month; of the month that runs, those of today. Who was not reached is in
// neither S nor M and is shown apart.
//
// A unit is ranked when at least metric.least of its wishes were judged; below that it has no rate, no score and no rank, and is named with
// its number. Equal scores, to the hundredth, are equal ranks. The red list (红榜) is the first metric.board (five), the black list (黑榜) the
// last ones; each list is at most half of the ranked units, and who would stand on both because of equal scores stands on none.
//
// All numbers of a month are of the wishes that ended in it (package tally); the list behind each has as many.
package appraisal

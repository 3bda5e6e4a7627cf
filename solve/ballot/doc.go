// Package ballot counts votes: rules that fund projects from a budget, and rules that choose one of several designs.
//
// Every decision is exact. Where floating point is used it only skips comparisons: it carries bounds that are rounded
// outwards (package shares states the proof), and where two bounds overlap exact rational numbers decide. Money is whole
// numbers of the smallest unit in the file.
//
// The rules follow the literature, and the reference implementation where the literature leaves a choice open:
//
//   - greedy: projects by satisfaction per cost (greedy_cost: votes; greedy_card: votes per cost; greedy_cardinal,
//     greedy_borda: points per cost; greedy_score: points), each funded if it still fits.
//   - Method of Equal Shares: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive
//     Utilities", NeurIPS 2021. Each voter has budget/voters; a project is bought at the price per unit of utility,
//     the same for all its supporters, who pay price × utility or all that they have left. The cheapest goes first.
//     add1 raises every voter's money by one unit of currency until the outcome exceeds the budget (then the round
//     before counts) or, without _no_exhaustive_stop, until nothing more fits.
//   - sequential Phragmén for budgets: Los, Christoff, Grossi, "Proportional Budget Allocations: Towards a
//     Systematization", IJCAI 2022; it stops when any project with the smallest next load does not fit.
//     With caps, arXiv 2307.06077: what an envelope cannot pay for any more leaves the candidates (phragmenRun).
//   - maximin support: Aziz, Lee, Talmon, "Proportionally Representative Participatory Budgeting", AAMAS 2018.
//   - plurality, two rounds, Borda, Schulze, instant run-off.
//
// Caps bind greedy rules and Phragmén; other rules refuse them. Areas with money of their own can be counted as elections
// of their own by any rule (Areas).
//
// The package has no input or output of its own: package pabulib reads files, package recount checks a trace by
// separate code. Package profile is the election as a rule reads it; shares, evenly and design count it.
package ballot

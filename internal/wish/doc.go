// Package wish is the loop's first half: a resident raises a wish (心愿), the community accepts it and sorts it into the
// three-colour list (三色清单), the level that can solve it answers, and the submitter judges.
//
// Colour, urgency and progress are three different things: the colour is the level that can solve a wish (blue 社区,
// yellow 街道, red 上级), the urgency says how pressing it is, the progress is its state. States and acts stand in Flow
// (docs/states.md is drawn from it); what stands beside the way is rows, never states.
//
// Where the numbers come from: every clock is dated configuration (package rule, keys wish.clock.*; default values of
// domain.md 3.1, to be confirmed by the district). Working days follow the State Council's yearly notice (package
// workday). The number is gapless per community and year, given at submission. An evaluation window that ends without
// an answer closes the wish as not evaluated, never as satisfied; nobody closes by hand.
// Events: Filed, Changed. Journal acts: wish.file, wish.accept, … one for each Act.
package wish

// Package suggest suggests to whoever receives and sorts a wish its topic, its colour and its unit, from the text, as the
// district's own wishes were sorted before (ADR 22). The member of staff decides: a suggestion fills a form and does nothing.
//
//   - Learnt from: wishes of the district that have ended with an answer and are not archived, the latest 20,000: title and text
//     with what tells of a person masked (package veil), and the topic, colour and unit that they had in the end.
//   - Held out: the latest fifth of them. The model never sees these; how often it is right about them is what an administrator
//     reads, beside the commonest label. A new model takes the place of the one in use only if it is better about the same
//     wishes, which neither of them has seen.
//   - Private: a run of characters that fewer different submitters than the rule suggest.people says have written is not part of
//     a model (all wishes without a name count as one submitter), digits are all the same digit. The words that decided are
//     parts of the text of the wish at hand itself.
//   - Too few wishes (rule suggest.wishes): no model, and the page says so. Too unsure (rule suggest.sure): no suggestion.
//   - What was shown and what was decided stand in a row of the act's own transaction, and are counted by month.
package suggest

// Package arrival is how wishes come from other systems, in files: orders of the hotline, reports of the grid, what was said at
// a tea and written into a list (package intake leads the file). What they were called there is kept (wish_source), so that the
// same file twice brings nothing twice.
//
// An open one without a unit is filed with the time at which it was really raised, and its clock to be received begins with the
// reading-in: the community cannot have missed a date of which it did not know. One with a unit arrives sorted, in the unit's
// hands, with the deadline that it came with. One that has been ended elsewhere comes with its past dates and is closed at once;
// what was said of it in a call-back there counts as one, and what the table does not say no figure counts (ADR 25).
package arrival

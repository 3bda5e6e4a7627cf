// Package arrival is how wishes come from other systems, in files: orders of the hotline, reports of the grid, what was said at
// a tea and written into a list (package intake leads the file). What they were called there is kept (wish_source), so that the
// same file twice brings nothing twice.
//
// An open one is filed with the time at which it was really raised, and its clock to be received begins with the reading-in: the
// community cannot have missed a date of which it did not know. One that has been ended elsewhere comes with its past dates and
// is closed at once; nobody here has received, answered or judged it, so no figure counts it as that (ADR 25).
package arrival

// Package edition brings levels 1 to 5 of the tree to another edition of the published list, from a file (Import).
//
// An import may be half a million rows. It is checked as a whole first, then staged in short writes that nobody sees,
// and made visible by one tiny write that moves the current edition. What fails or is killed before that write leaves
// nothing visible; the next import removes its leftovers.
package edition

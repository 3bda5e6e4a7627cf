// Package place is the division tree: province, prefecture, county, town or street, village or community as the
// published list has them, and below the community the 邻里 and the building, which the community itself adds.
//
// A code is stored trimmed (2, 4, 6, 9, 12, 15 or 18 digits), so an ancestor is a prefix and the level is the width
// (code.go). The first twelve digits are the statistical-use code; the three of the 邻里 and the three of the building
// are our own.
//
// Every change is a dated version: nothing is overwritten, an ended place keeps its name for old records, and an old
// code leads to the place that replaced it (Resolve). Levels 1 to 5 change only by package edition, levels 6 and 7 only by the
// verbs of Service.
package place

// Package geo is places on the ground as values: points in whole ten-millionths of a degree, outlines, the two coordinate
// systems that maps in China use, and GeoJSON as it is read. It knows no feature and no database.
//
// Everything is stored in WGS-84; CGCS2000 differs from it by centimetres and counts as the same (domain.md B3). GCJ-02, which
// published maps in China must use, exists at the edge only: what is read in may be in it, and what goes to a map that is drawn in
// it is converted on the way out.
package geo

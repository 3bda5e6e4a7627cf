// Package open311 is the Open311 GeoReport API, version 2 (https://wiki.open311.org/GeoReport_v2), as this system speaks it: the
// documents as they go over the wire in XML and JSON, and how a request of the standard is read and a wish told in its words.
// Nothing here asks a database or a network; package open311web is the way in. What stands for what, and why, is in
// docs/open311.md and docs/adr/0030-open311.md.
package open311

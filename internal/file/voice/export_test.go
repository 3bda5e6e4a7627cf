package voice

// Checksum is checksum.
var Checksum = checksum

//go:build !linux

package doctor

import "io/fs"

// room is not known elsewhere than on Linux, where installations run.
func room(string) (d Disk, fs string, ok bool) { return d, "", false }

func openFiles() uint64 { return 0 }

func owner(fs.FileInfo) (uid uint32, ok bool) { return 0, false }

func userName(uint32) string { return "" }

func writable(_ string, mode fs.FileMode) bool { return mode&0o300 == 0o300 }

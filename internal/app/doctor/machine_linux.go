package doctor

import (
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// network are file systems on which SQLite's locks and log cannot be relied upon (sqlite.org/wal.html, 1), by the number
// that Linux gives them (linux/magic.h).
func network(magic int64) string {
	switch uint32(magic) { //nolint:gosec // the numbers are 32 bits
	case 0x6969:
		return "NFS"
	case 0xff534d42, 0xfe534d42, 0x517b:
		return "SMB"
	case 0x01021997:
		return "9P"
	case 0x65735546:
		return "FUSE"
	case 0x00c36400:
		return "Ceph"
	}
	return ""
}

// room is the space where a path is, and the network file system that it is on.
func room(path string) (d Disk, fs string, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return d, "", false
	}
	var on syscall.Stat_t
	if err := syscall.Stat(path, &on); err != nil {
		return d, "", false
	}
	unit := uint64(s.Bsize) //nolint:gosec // a size of blocks
	return Disk{Path: path, Device: on.Dev, Free: s.Bavail * unit, Total: s.Blocks * unit, FreeFiles: s.Ffree, AllFiles: s.Files}, network(s.Type), true
}

// openFiles is how many files this process may open; the Go runtime has raised it as far as it may.
func openFiles() uint64 {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return 0
	}
	return r.Max
}

// owner is the number of the user that something belongs to.
func owner(info fs.FileInfo) (uid uint32, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return s.Uid, true
}

// userName is what a user is called, or the number.
func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}

// writable tells whether we may make files in a folder. For root, who always may, its owner's right counts.
func writable(dir string, mode fs.FileMode) bool {
	const write, enter = 2, 1
	return syscall.Access(dir, write|enter) == nil && (os.Geteuid() != 0 || mode&0o300 == 0o300)
}

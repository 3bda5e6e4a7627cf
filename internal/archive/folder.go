package archive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Names of archives in a folder: they sort by the time of what they hold.
const (
	archivePrefix = "linli-"
	archiveTime   = "20060102T150405Z"
	archiveEnding = ".linli"
)

// NameIn is the name of an archive in a folder.
func NameIn(folder string, at time.Time) string {
	return filepath.Join(folder, archivePrefix+at.Format(archiveTime)+archiveEnding)
}

// Thin removes the oldest archives of a folder but the youngest few, and tells which. Other files are not touched.
func Thin(folder string, keep int) (removed []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var made []string
	for _, e := range entries {
		name, ours := strings.CutPrefix(e.Name(), archivePrefix)
		name, whole := strings.CutSuffix(name, archiveEnding)
		if _, err := time.Parse(archiveTime, name); err == nil && ours && whole && e.Type().IsRegular() {
			made = append(made, e.Name())
		}
	}
	slices.Sort(made)
	for _, name := range made[:max(0, len(made)-keep)] {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return removed, err
		}
		removed = append(removed, name)
	}
	return removed, nil
}

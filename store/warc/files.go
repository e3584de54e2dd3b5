package warc

import "path/filepath"

// Files are the paths of the files that this package wrote into a folder,
// oldest first. Torn ends, which hold no whole record, are left out.
func Files(dir string) ([]string, error) {
	all, err := list(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range all {
		if !f.torn {
			paths = append(paths, filepath.Join(dir, f.name))
		}
	}
	return paths, nil
}

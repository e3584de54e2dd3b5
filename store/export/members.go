package export

import (
	"bytes"
	"errors"
	"fmt"
)

var errMalformed = errors.New("it is not a JSON object")

// members calls fn for each member of the object that a line is, in order,
// until fn returns false. Values are passed as they stand, and are only as
// valid as needed to find their ends: exports copy lines that the store itself
// wrote, and decoding them whole would cost ten times as much.
func members(line []byte, fn func(name, value []byte) (more bool)) error {
	i := space(line, 0)
	if i == len(line) || line[i] != '{' {
		return malformed(line, i)
	}
	if i = space(line, i+1); i < len(line) && line[i] == '}' {
		return nil
	}
	for {
		end := stringEnd(line, i)
		if end < 0 {
			return malformed(line, i)
		}
		name := line[i+1 : end-1]
		if i = space(line, end); i == len(line) || line[i] != ':' {
			return malformed(line, i)
		}
		i = space(line, i+1)
		if end = valueEnd(line, i); end < 0 {
			return malformed(line, i)
		}
		if !fn(name, line[i:end]) {
			return nil
		}
		if i = space(line, end); i == len(line) {
			return malformed(line, i)
		}
		switch line[i] {
		case '}':
			return nil
		case ',':
			i = space(line, i+1)
		default:
			return malformed(line, i)
		}
	}
}

func malformed(line []byte, at int) error {
	return fmt.Errorf("the stored record cannot be read: %w (byte %d of %d)", errMalformed, at, len(line))
}

func space(line []byte, i int) int {
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == '\n') {
		i++
	}
	return i
}

// valueEnd is the end of the value that begins at i, -1 if it has none.
func valueEnd(line []byte, i int) int {
	if i >= len(line) {
		return -1
	}
	switch line[i] {
	case '"':
		return stringEnd(line, i)
	case '{', '[':
		return nestedEnd(line, i)
	case ',', '}', ']', ':':
		return -1
	}
	if n := bytes.IndexAny(line[i:], ",]} \t\r\n"); n >= 0 {
		return i + n
	}
	return -1
}

// stringEnd is the end of the string that begins at i.
func stringEnd(line []byte, i int) int {
	if i >= len(line) || line[i] != '"' {
		return -1
	}
	for at := i + 1; ; {
		n := bytes.IndexByte(line[at:], '"')
		if n < 0 {
			return -1
		}
		at += n
		slashes := 0
		for line[at-1-slashes] == '\\' {
			slashes++
		}
		at++
		if slashes%2 == 0 {
			return at
		}
	}
}

// nestedEnd is the end of the object or list that begins at i.
func nestedEnd(line []byte, i int) int {
	for depth := 0; i < len(line); {
		switch line[i] {
		case '"':
			if i = stringEnd(line, i); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1
}

// Package powercut rebuilds from a log of system calls what may be on a disk
// when the power goes, at any moment of the log.
//
// The disk keeps what was synced. Of what was written to a file since its last
// sync, any part may be there, in any order, and a write may be torn between
// sectors of 512 bytes; the same holds for a file's length. A sync covers
// writes that had returned before it began, and holds from when it returns.
// A name (of a file made, renamed or removed, of a folder) is kept when the
// folder that holds it was synced; of later changes in one folder the earlier
// ones come first, and folders do not wait for each other. That is what POSIX
// promises, and less than most file systems do.
package powercut

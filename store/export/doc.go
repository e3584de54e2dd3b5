// Package export writes stored articles out: which of them (Query, Run), in
// what form (Encoder: NDJSON, CSV, text), and to a file that is there whole
// or not at all (File).
//
// An export moves a cursor over the changes of the store. Run returns where
// the cursor stands after what it wrote; the caller saves it when the output
// is safe, never before.
package export

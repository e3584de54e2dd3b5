// Package vntext makes Vietnamese text comparable and clean: encodings,
// Unicode forms, invisible characters, legacy fonts, tone marks, and the
// grammar of syllables that tells Vietnamese from what only looks like it.
//
// What is stored and what is compared are two things. Stored text is Clean:
// the same words, in NFC, without invisible characters; spelling, tone
// placement and punctuation stay the page's. Shadow, Fold, Syllables and
// TextHash are for comparing and searching, and are never stored as text.
//
// Order of the steps on one field: Entities, FixMojibake, Legacy, Lookalike,
// Clean. The repairs see more before Clean: VISCII and broken UTF-8 hold
// control characters and no-break spaces, which Clean removes. TCVN3 and VNI
// can be converted after it, too.
//
// The package holds no state and knows nothing of pages or portals.
package vntext

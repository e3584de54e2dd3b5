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
// Clean. Legacy comes before Clean because TCVN3 writes ư as the soft hyphen,
// and VISCII uses control characters; Clean removes both.
//
// The package holds no state and knows nothing of pages or portals.
package vntext

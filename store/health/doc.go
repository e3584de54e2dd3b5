// Package health judges each portal against its own history.
//
// A run gives Evidence of a portal: how many pages gave an article, how many of
// these had each field and from which source, how long the texts are, what the
// sources led to, what failed. Judge holds it against the portal's State, which
// is kept in the store as the note health/PORTAL, and leaves a verdict with its
// reasons (Finding) in it:
//
//	blocked   the site turns us away
//	broken    nothing, or no title, text or date, is read as it was; or no request is answered
//	silent    all is well, but nothing new has come for much longer than is usual there
//	degraded  something else is missing that used to be there
//	ok
//
// # The tests
//
// Whether a page gives an article, and whether an article has a field (also: by
// a selector of the rule), are shares. The history is kept in blocks of a day or
// more and 25 pages or more, the last twelve. A share is bad where at least 3
// pages lack what was there, it lies 0.25 or more below the median of the
// blocks, and so few would come by chance less than once in a million: by the
// beta-binomial distribution, Jeffreys' prior (Brown, Cai, DasGupta, Interval
// Estimation for a Binomial Proportion, Statistical Science 16, 2001) updated by
// the worst quarter of the blocks, so that what varies from day to day must vary
// beyond that. Both this run alone and all pages since the last block are held
// against the history: a full loss is seen in one run, a partial one in two
// dozen pages.
//
// A finding ends when what comes is ten times as likely under the history as
// under what was found, added up from run to run and never below nothing (a
// cumulative sum: Page, Continuous Inspection Schemes, Biometrika 41, 1954).
//
// Lengths of texts are compared on a log scale with the median of the blocks;
// their spread is the median absolute deviation, and 3.5 of it is much (Iglewicz
// and Hoaglin, How to Detect and Handle Outliers, 1993).
//
// What is bad never enters the history. A field that a paper has really given up
// does after 30 days, but for title, text and date.
//
// Pages of a back-fill are old, and look as pages did then: they count for
// nothing here.
//
// A State is some kilobytes, whatever the number of runs.
package health

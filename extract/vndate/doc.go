// Package vndate reads dates as Vietnamese newspapers and government portals
// print them, and as their machines write them in meta tags, JSON-LD, feeds
// and URLs.
//
// It holds no state and reads no clock. Where a page does not say a date, or
// says an impossible one, there is no date: nothing is guessed, and nothing
// falls back to the current time.
//
// How a text is read:
//
//   - The order is day, month, year unless Options say otherwise. 7/26/2026 is
//     then no date, not 26 July.
//   - A time without an offset is Vietnam's, +07:00. Another offset is
//     converted, so that the instant stays: 11:45Z is 18:45+07:00.
//   - AM and PM, SA and CH (sáng, chiều) move the hour, except behind a
//     24-hour clock ("18:45 PM").
//   - 12:00 AM, 00:00 and 00:00:00 mean that no time is known: precision day.
//     So does midnight in UTC, which machines write for a bare date; there the
//     instant is kept. 12:10 AM is a real time.
//   - A year of two digits is read only beside a clock time or a weekday;
//     90 to 99 are 1990 to 1999. A date without a year is absent: the year of
//     the fetch would be wrong for an archive.
//   - "5 phút trước" has precision minute. Hours, days and the words hôm nay,
//     hôm qua, hôm kia have precision day: "3 giờ trước" may be almost four
//     hours ago. Weeks and months have precision month, years are absent.
//     Time is counted back from Options.Now, for hours to the minute.
//   - "18h" without minutes is 18:00 with precision minute.
//   - Lunar dates ("15/1/2020 âm lịch", "tháng Chạp") are absent.
//   - Document numbers (12/2020/NĐ-CP), versions, phone numbers, prices and
//     scores are no dates; month and year alone only after the word tháng or
//     an English month name.
package vndate

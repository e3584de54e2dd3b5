package vndate

import (
	"testing"
	"time"
)

// now is the fetch time of the tests.
var now = time.Date(2026, 10, 5, 14, 30, 20, 0, ICT)

// form is how the tables write a Date.
type form struct {
	text      string
	want      string // time as its precision shows it; "" = no date
	raw       string // "" = the whole text
	precision string
}

func at(d Date) string {
	layout := map[string]string{
		Second: "2006-01-02T15:04:05", Minute: "2006-01-02T15:04", Day: "2006-01-02", Month: "2006-01",
	}[d.Precision]
	return d.Time.Format(layout)
}

func check(t *testing.T, cases []form, o Options, read func(string, Options) (Date, bool)) {
	t.Helper()
	for _, c := range cases {
		d, ok := read(c.text, o)
		if c.want == "" {
			if ok {
				t.Errorf("%q: %+v, want no date", c.text, d)
			}
			continue
		}
		if c.raw == "" {
			c.raw = c.text
		}
		if !ok || at(d) != c.want || d.Precision != c.precision || d.Raw != c.raw {
			t.Errorf("%q:\n got %v %s %s %q\nwant true %s %s %q", c.text, ok, d.Time, d.Precision, d.Raw, c.want, c.precision, c.raw)
		}
		if _, offset := d.Time.Zone(); ok && offset != 7*3600 {
			t.Errorf("%q: zone %v, want +07:00", c.text, d.Time)
		}
	}
}

// The numbers are those of the list of formats seen in the wild.
func TestFind(t *testing.T) {
	check(t, []form{
		{"Thứ 4, 30/12/2020 | 18:45:37", "2020-12-30T18:45:37", "", Second},                                      // D1
		{"Thứ 5, 23/05/2024, 06:13[GMT+7]", "2024-05-23T06:13", "", Minute},                                      // D2
		{"Thứ Tư, 27/06/2018, 13:25", "2018-06-27T13:25", "", Minute},                                            // D3
		{"THỨ SÁU, 29/06/2018, 08:20", "2018-06-29T08:20", "", Minute},                                           //
		{"08/01/2026 - 18:21", "2026-01-08T18:21", "", Minute},                                                   // D4
		{"08/01/2026 – 18:21", "2026-01-08T18:21", "", Minute},                                                   // en dash
		{"30/12/2020 18:45", "2020-12-30T18:45", "", Minute},                                                     // D5
		{"18:45 30/12/2020", "2020-12-30T18:45", "", Minute},                                                     // D7
		{"18:45 PM - 30/12/2020", "2020-12-30T18:45", "", Minute},                                                // D8
		{"06:45 PM - 30/12/2020", "2020-12-30T18:45", "", Minute},                                                //
		{"Ngày đăng 20/06/2018 | 4:12 PM | View count: 349", "2018-06-20T16:12", "20/06/2018 | 4:12 PM", Minute}, // D9
		{"Cập nhật lúc 10:24 01/04/2025 (GMT+7)", "2025-04-01T10:24", "10:24 01/04/2025 (GMT+7)", Minute},        // D10
		{"08/01/2021, 12:18", "2021-01-08T12:18", "", Minute},                                                    // D11
		{"07/08/2020 23:13 GMT+7", "2020-08-07T23:13", "", Minute},                                               // D12
		{"Thứ hai, 28/9/2020, 00:00", "2020-09-28", "", Day},                                                     // D13
		{"Thứ ba, 15/7/2014, 17:45 (GMT+7)", "2014-07-15T17:45", "", Minute},                                     // D14
		{"18:45, 30/12/2020", "2020-12-30T18:45", "", Minute},                                                    // D15
		{"18:45 | 30/12/2020", "2020-12-30T18:45", "", Minute},                                                   //
		{"05-09-2026 - 07:30 PM", "2026-09-05T19:30", "", Minute},                                                //
		{"30-12-2020 18:45", "2020-12-30T18:45", "", Minute},                                                     // D16
		{"18:45 30.12.2020", "2020-12-30T18:45", "", Minute},                                                     // D17
		{"áp dụng từ ngày 1.1.2016 trên toàn tỉnh", "2016-01-01", "1.1.2016", Day},                               //
		{"30/12/2020 06:45 CH", "2020-12-30T18:45", "", Minute},                                                  // D19
		{"30/12/2020 06:45:10 SA", "2020-12-30T06:45:10", "", Second},                                            //
		{"30/12/2020 12:05 SA", "2020-12-30T00:05", "", Minute},                                                  //
		{"Tháng Mười Hai 30, 2020", "2020-12-30", "", Day},                                                       // D23
		{"30 Tháng 12, 2020", "2020-12-30", "", Day},                                                             //
		{"5 Tháng Tư, 2021", "2021-04-05", "", Day},                                                              //
		{"30-Th12-2020", "2020-12-30", "", Day},                                                                  //
		{"30 thg 12, 2020", "2020-12-30", "", Day},                                                               //
		{"11 Tháng Mười Một, 2020 lúc 7:05 sáng", "2020-11-11T07:05", "", Minute},                                //
		{"Thứ Tư, ngày 30 tháng 12 năm 2020", "2020-12-30", "", Day},                                             // D24
		{"ngày 30 tháng Năm năm 2020", "2020-05-30", "", Day},                                                    //
		{"30 tháng năm 2020", "2020-05-30", "", Day},                                                             //
		{"Hà Nội, ngày 30 tháng 12 năm 2020", "2020-12-30", "ngày 30 tháng 12 năm 2020", Day},                    //
		{"ngày 30/12 năm 2020", "2020-12-30", "30/12 năm 2020", Day},                                             //
		{"2020-12-30T18:45:37+07:00", "2020-12-30T18:45:37", "", Second},                                         // D25
		{"2020-12-30T18:45:37+0700", "2020-12-30T18:45:37", "", Second},                                          //
		{"2020-12-30T11:45:37Z", "2020-12-30T18:45:37", "", Second},                                              //
		{"2020-12-30T11:45:37.225Z", "2020-12-30T18:45:37", "", Second},                                          //
		{"2020-12-30T18:45:37.123456789+00:00", "2020-12-31T01:45:37", "", Second},                               //
		{"18h45, 30/12/2020", "2020-12-30T18:45", "", Minute},                                                    // D26
		{"4h12' ngày 30/12/2020", "2020-12-30T04:12", "", Minute},                                                //
		{"lúc 18 giờ 45 phút ngày 30/12/2020", "2020-12-30T18:45", "18 giờ 45 phút ngày 30/12/2020", Minute},     //
		{"8h 30/12/2020", "2020-12-30T08:00", "", Minute},                                                        //
		{"18:45 AM 30/12/2020", "2020-12-30T18:45", "", Minute},
		{"30/12/95 18:45", "1995-12-30T18:45", "", Minute},
		{"30/12/2020 18:45 (GMT+7 sáng", "2020-12-30T18:45", "30/12/2020 18:45", Minute},
		{"18:45' 30/12/2020", "2020-12-30T18:45", "", Minute},
		{"30-12-2020-18:45", "2020-12-30T18:45", "", Minute},
		{"30/Dec/2020:18:45:37 +0700", "2020-12-30T18:45:37", "", Second},
		{"Th 4, 30/12/2020", "2020-12-30", "", Day},
		{"30/12/2020, Thứ 4, 18:45", "2020-12-30T18:45", "", Minute},
		{"30/12/2020 06:45 Chiều nay, lãnh đạo tỉnh", "2020-12-30T06:45", "30/12/2020 06:45", Minute},
		{"từ 8h00 đến 11h30 ngày 30/12/2020", "2020-12-30T11:30", "11h30 ngày 30/12/2020", Minute},
		{"Bài 12: 30/12/2020", "2020-12-30", "30/12/2020", Day},
		{"1:18:45 30/12/2020", "2020-12-30T01:18:45", "", Second},
		{"31/12/2020 24:00", "2020-12-31", "", Day},
		{"30/12/2020 (18:45)", "2020-12-30T18:45", "", Minute},
		{"30/12/2020, 12 lượt xem", "2020-12-30", "30/12/2020", Day},
		{"20/12/2020 - 25/12/2020", "2020-12-20", "20/12/2020", Day},
		{"12:00 PM 30/12/2020", "2020-12-30T12:00", "", Minute},
		{"11 giờ trưa 30/12/2020", "2020-12-30T11:00", "", Minute},
		{"1 giờ trưa 30/12/2020", "2020-12-30T13:00", "", Minute},
		{"11h đêm 30/12/2020", "2020-12-30T23:00", "", Minute},
		{"1h đêm 30/12/2020", "2020-12-30T01:00", "", Minute},
		{"(Theo TTXVN) 18h45 30/12/2020", "2020-12-30T18:45", "18h45 30/12/2020", Minute},                                 //
		{"7 giờ tối 30/12/2020", "2020-12-30T19:00", "", Minute},                                                          //
		{"Thứ Tư, 24/12/2025 09:30:00 +07:00", "2025-12-24T09:30:00", "", Second},                                         //
		{"Chủ nhật, 27/12/2020 - 05:30", "2020-12-27T05:30", "", Minute},                                                  //
		{"CN, 27/12/2020 05:30", "2020-12-27T05:30", "", Minute},                                                          //
		{"T4, 30/12/2020", "2020-12-30", "", Day},                                                                         // read as day 4 by others
		{"18:45 Thứ Tư, 30/12/2020", "2020-12-30T18:45", "", Minute},                                                      //
		{"18:45 GMT+7, 30/12/2020", "2020-12-30T18:45", "", Minute},                                                       //
		{"30/12/2020 18:45 GMT+9", "2020-12-30T16:45", "", Minute},                                                        //
		{"30 / 12 / 2020", "2020-12-30", "", Day},                                                                         //
		{"30/12/20 18:45", "2020-12-30T18:45", "", Minute},                                                                //
		{"2020年12月30日 18:45", "2020-12-30T18:45", "", Minute},                                                             //
		{"Đăng ngày:30/12/2020Lượt xem: 12", "2020-12-30", "30/12/2020", Day},                                             // spans without a space
		{"T\u00a0 \u200bhứ 4,\u00a030/12/20\u200b20 |  18:45:37", "2020-12-30T18:45:37", "30/12/2020 | 18:45:37", Second}, // T hứ is no weekday
		{"Thu\u031b\u0301 4, 30/12/2020", "2020-12-30", "Thứ 4, 30/12/2020", Day},                                         // NFD
		{"AUTHOR • 05/09/2026", "2026-09-05", "05/09/2026", Day},                                                          //
		{"Từ 30-31/12/2020", "2020-12-31", "31/12/2020", Day},                                                             //
		{"18/11/2013 | 12:00 AM", "2013-11-18", "", Day},                                                                  //
		{"13/11/2018 | 12:10 AM", "2018-11-13T00:10", "", Minute},                                                         //
		{"28/10/2021 | 12:21 PM", "2021-10-28T12:21", "", Minute},                                                         //
		{"Số 195/2013/NĐ-CP ngày 26/11/2013", "2013-11-26", "26/11/2013", Day},                                            //
		{"Mittwoch, 30. Dezember 2020, 18:45 Uhr", "2020-12-30T18:45", "30. Dezember 2020, 18:45", Minute},                //
		{"publié le 5 août 2020", "2020-08-05", "5 août 2020", Day},                                                       //
		{"5 de enero de 2020", "2020-01-05", "", Day},                                                                     //
		{"5 de mar de 2020", "2020-03-05", "", Day},                                                                       //
		{"12 października 2020", "2020-10-12", "", Day},                                                                   //
		{"Chị Mai 2020 phiếu", "", "", ""},                                                                                // a name, no month
		{"Tháng 12/2020", "2020-12", "", Month},                                                                           //
		{"Tháng 12/2020. Đăng ngày 05/01/2021", "2021-01-05", "05/01/2021", Day},                                          // a day beats a month
		{"Hôm nay, tin của ngày 05/01/2021", "2021-01-05", "05/01/2021", Day},                                             // and a relative form
		{"Erstellt am09.02.2022", "2022-02-09", "09.02.2022", Day},                                                        // two spans
		{"Tạo ngày09.02.2022", "2022-02-09", "09.02.2022", Day},                                                           //
		{"30/12/2020 25:70", "2020-12-30", "30/12/2020", Day},                                                             // an impossible clock is none
		{"32/13/2020, cập nhật 30/12/2020", "2020-12-30", "30/12/2020", Day},                                              //
	}, Options{Now: now}, Find)
}

func TestNoDate(t *testing.T) {
	check(t, []form{
		{text: ""}, {text: "Kiểm tra công tác phòng cháy"}, {text: "8,093 lượt xem"},
		{text: "30/12 18:45"}, {text: "Chiều ngày 30/12, Chủ tịch UBND tỉnh"}, // D22: no year
		{text: "(CTO) - Ngày 8-1, tại thành phố"}, {text: "Sáng 5-1, lãnh đạo tỉnh"}, // D27
		{text: "7/26/2026 6:45:00 PM"}, // US order is never guessed
		{text: "32/13/2020"}, {text: "30/02/2021"}, {text: "00/12/2020"}, {text: "2021-02-30"},
		{text: "32 tháng 12 năm 2020"}, {text: "01/01/1970 07:00"}, {text: "30/12/1989"},
		{text: "07/10/2026"}, {text: "01/01/2099"}, // more than a day ahead
		{text: "30/12/2568"},
		{text: "Nghị định số 12/2020/NĐ-CP"}, {text: "Thông tư 195/2013/TT-BTC"}, {text: "số 05/12/2020/QĐ-UBND"},
		{text: "chỉ đạt 1/2 quả"}, {text: "tỷ số 2-1"}, {text: "GRDP đạt 53.523 tỷ đồng, tăng 3,23%"},
		{text: "phiên bản 1.12.2020.3"}, {text: "v1.12.2020"}, {text: "BC09.02.2022"}, {text: "h09.02.2022"}, {text: "1.12.3.2020"}, {text: "1-12-3-2020"}, {text: "tin/30-12-2020"}, {text: "ma_30/12/2020"}, {text: "máy chủ 10.12.20.20"},
		{text: "Hotline: 0912.345.678"}, {text: "ĐT: 04-12-2020-345"}, {text: "(024) 3825 4321"},
		{text: "https://vidu.vn/2020/12/30/bai-viet.html"}, {text: "tải tệp bao-cao_30-12-2020.pdf"}, {text: "ban-tin-30-12-2020.html"},
		{text: "30/12/20"}, {text: "1.2.20"}, // two digits alone
		{text: "12/2020"}, {text: "Năm 2020"}, {text: "2020-2025"},
		{text: "15/1/2020 (âm lịch)"}, {text: "30 tháng Chạp năm 2020"}, {text: "Rằm tháng Giêng 2020"},
		{text: "20 năm trước"}, {text: "999 tháng trước"}, {text: "3 ngày trước đó"}, {text: "2 giờ trước khi bão vào"},
	}, Options{Now: now}, Find)
}

func TestUSOrder(t *testing.T) {
	check(t, []form{
		{"7/26/2026 6:45:00 PM", "2026-07-26T18:45:00", "", Second}, // D18
		{"18:45:37 12/30/2020", "2020-12-30T18:45:37", "", Second},
		{"30/12/2020", "", "", ""},
		{"2020-12-30", "2020-12-30", "", Day},
	}, Options{Order: "mdy", Now: now}, Find)
}

func TestRelative(t *testing.T) {
	cases := []form{
		{"5 phút trước", "2026-10-05T14:25", "", Minute},
		{"Một phút trước", "2026-10-05T14:29", "", Minute},
		{"vài giây trước", "2026-10-05T14:30", "", Minute},
		{"vừa xong", "2026-10-05T14:30", "", Minute},
		{"3 giờ trước", "2026-10-05", "", Day},
		{"3h trước", "2026-10-05", "", Day},
		{"3 giờ 20 phút trước", "2026-10-05", "", Day},
		{"12 giờ trước", "2026-10-05", "", Day}, // read as one hour by others
		{"15 giờ trước", "2026-10-04", "", Day},
		{"90 phút trước", "2026-10-05", "", Day},
		{"cách đây 2 ngày", "2026-10-03", "", Day},
		{"Tin đăng 2 ngày trước", "2026-10-03", "2 ngày trước", Day},
		{"2 giờ trước, sửa 3 ngày trước", "2026-10-05", "2 giờ trước", Day},
		{"2 tuần trước", "2026-09", "", Month},
		{"2 tháng trước", "2026-08", "", Month},
		{"3 hours ago", "2026-10-05", "", Day},
		{"hôm nay", "2026-10-05", "", Day},
		{"Hôm qua", "2026-10-04", "", Day},
		{"Hôm qua, 18:45", "2026-10-04T18:45", "", Minute},
		{"18:45 hôm qua", "2026-10-04T18:45", "", Minute},
		{"ho\u0302m qua", "2026-10-04", "hôm qua", Day},
	}
	check(t, cases, Options{Now: now}, Find)
	for i := range cases {
		cases[i].want = ""
	}
	check(t, cases, Options{}, Find) // without a fetch time there is nothing to count from
}

func TestRelativeTimes(t *testing.T) {
	for text, want := range map[string]time.Time{
		"3 giờ trước":   time.Date(2026, 10, 5, 11, 30, 0, 0, ICT),
		"2 ngày trước":  time.Date(2026, 10, 3, 0, 0, 0, 0, ICT),
		"2 tuần trước":  time.Date(2026, 9, 21, 0, 0, 0, 0, ICT),
		"8 tháng trước": time.Date(2026, 2, 5, 0, 0, 0, 0, ICT),
	} {
		if d, ok := Find(text, Options{Now: now}); !ok || !d.Time.Equal(want) {
			t.Errorf("%q: %v, want %v", text, d.Time, want)
		}
	}
	march31 := time.Date(2026, 3, 31, 9, 0, 0, 0, ICT)
	if d, _ := Find("1 tháng trước", Options{Now: march31}); at(d) != "2026-02" {
		t.Errorf("a month before 31 March: %v", d.Time)
	}
}

func TestParse(t *testing.T) {
	check(t, []form{
		{"2020-12-30", "2020-12-30", "", Day},
		{"2020-12-30T18:45", "2020-12-30T18:45", "", Minute},
		{"2020-12-30 18:45:37", "2020-12-30T18:45:37", "", Second},
		{"2020-12-30T18:45:37", "2020-12-30T18:45:37", "", Second},
		{"2020-12-30T18:45:37 +0700", "2020-12-30T18:45:37", "", Second},
		{"2020-12-30T06:45:37-05:00", "2020-12-30T18:45:37", "", Second},
		{" 2020-12-30T11:45Z ", "2020-12-30T18:45", "2020-12-30T11:45Z", Minute},
		{"2020-12-30T00:00:00", "2020-12-30", "", Day},
		{"2020-12-30T00:00:00+07:00", "2020-12-30", "", Day},
		{"2020-12-30T00:00:00Z", "2020-12-30", "", Day},
		{"2020-12-30T11:45:37:684Z", "2020-12-30T18:45:37", "", Second}, // a colon before the milliseconds
		{"2020-12-29T17:00:00.000Z", "2020-12-30", "", Day},
		{"2020-12-30T00:00:00+09:00", "2020-12-29T22:00:00", "", Second},
		{"20201230T184537+0700", "2020-12-30T18:45:37", "", Second},
		{"20201230T114537Z", "2020-12-30T18:45:37", "", Second},
		{"20201230184537", "2020-12-30T18:45:37", "", Second},
		{"20201230", "2020-12-30", "", Day},
		{"2020-12", "2020-12", "", Month},
		{"12/2020", "2020-12", "", Month},
		{"1609328737", "2020-12-30T18:45:37", "", Second},
		{"1609328737225", "2020-12-30T18:45:37", "", Second},
		{"/Date(1609328737225)/", "2020-12-30T18:45:37", "", Second},
		{"Wed, 30 Dec 2020 18:45:37 +0700", "2020-12-30T18:45:37", "", Second},
		{"Wed, 30 Dec 2020 11:45:37 GMT", "2020-12-30T18:45:37", "", Second},
		{"Wed, 30 Dec 2020 06:45:37 EST", "2020-12-30T18:45:37", "", Second},
		{"Wednesday, 30-Dec-20 11:45:37 GMT", "2020-12-30T18:45:37", "", Second},
		{"Wed Dec 30 18:45:37 2020", "2020-12-30T18:45:37", "", Second},
		{"Wed Dec 30 18:45:37 ICT 2020", "2020-12-30T18:45:37", "", Second},
		{"Wed Dec 30 2020 18:45:37 GMT+0700 (Indochina Time)", "2020-12-30T18:45:37", "Wed Dec 30 2020 18:45:37 GMT+0700", Second},
		{"December 30th, 2020 6:45 p.m.", "2020-12-30T18:45", "", Minute},
		{"Dec. 30, 2020", "2020-12-30", "", Day},
		{"30/12/2020 6:45:37 CH", "2020-12-30T18:45:37", "", Second},
		{"12/30/2020 6:45:37 PM", "", "", ""},
		{"1970-01-01T00:00:00Z", "", "", ""}, {"0001-01-01T00:00:00", "", "", ""}, {"0", "", "", ""},
		{"null", "", "", ""}, {"", "", "", ""}, {"20251332", "", "", ""}, {"4102444800", "", "", ""},
	}, Options{Now: now}, Parse)
}

func TestWeekdayMismatch(t *testing.T) {
	for text, want := range map[string]bool{
		"Thứ Tư, 30/12/2020":            false,
		"Thứ Hai, 05/08/2025":           true,
		"T7, 30/12/2020 | 18:45":        true,
		"Chủ nhật, 27/12/2020":          false,
		"Wed, 30 Dec 2020 23:45:00 GMT": false, // the printed day counts, not Vietnam's
		"lần thứ tư, 29/12/2020":        false,
	} {
		d, ok := Find(text, Options{Now: now})
		if !ok || d.WeekdayMismatch != want {
			t.Errorf("%q: %+v, %v; want mismatch %v", text, d, ok, want)
		}
	}
}

func TestAll(t *testing.T) {
	for text, want := range map[string][]string{
		"Thứ 5, 23/05/2024, 06:13[GMT+7] Thứ 4, 30/12/2020 | 18:45:37": {"2024-05-23T06:13", "2020-12-30T18:45:37"},
		"18:45 30/12/2020 19:00 31/12/2020":                            {"2020-12-30T18:45", "2020-12-31T19:00"},
		"30/12/2020 18:45 31/12/2020 19:00":                            {"2020-12-30T18:45", "2020-12-31T19:00"},
		"Từ ngày 28/12/2020 đến ngày 30/12/2020, tháng 01/2021":        {"2020-12-28", "2020-12-30", "2021-01"},
		"2 giờ trước, 30/12/2020":                                      {"2026-10-05", "2020-12-30"},
		"không có gì":                                                  nil,
	} {
		var got []string
		for _, d := range All(text, Options{Now: now}) {
			got = append(got, at(d))
		}
		if len(got) != len(want) {
			t.Errorf("%q: %v, want %v", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	}
}

// TestFindVariants: the forms of the list as hasty templates print them.
func TestFindVariants(t *testing.T) {
	const day, minute, second = "2020-12-30", "2020-12-30T18:45", "2020-12-30T18:45:37"
	check(t, []form{
		{"THỨ 4,30/12/2020|18:45:37", second, "", Second},
		{"Thứ tư ngày 30/12/2020 18:45:37", second, "", Second},
		{"Thứ 4, 30/12/2020, 18:45 [GMT +7]", minute, "", Minute},
		{"Thứ 4, 30/12/2020 18:45 (GMT+07:00)", minute, "", Minute},
		{"30/12/2020 18:45 UTC+7", minute, "", Minute},
		{"30/12/2020-18:45", minute, "", Minute},
		{"30/12/2020 — 18:45", minute, "", Minute},
		{"30/12/2020 , 18 : 45", minute, "", Minute},
		{"30/12/2020\u00a0\u00a018:45", minute, "30/12/2020 18:45", Minute},
		{"30/12/2020\n\t\t18:45", minute, "30/12/2020 18:45", Minute},
		{"18:45PM 30/12/2020", minute, "", Minute},
		{"Ngày đăng: 30/12/2020|6:45PM|Lượt xem: 349", minute, "30/12/2020|6:45PM", Minute},
		{"Ngày đăng : 30/12/2020 6:45:37 CH", second, "30/12/2020 6:45:37 CH", Second},
		{"CẬP NHẬT LÚC 18:45 30/12/2020 (GMT+7)", minute, "18:45 30/12/2020 (GMT+7)", Minute},
		{"Cập nhật: 18h45, ngày 30/12/2020", minute, "18h45, ngày 30/12/2020", Minute},
		{"30/12/2020 06:45CH", minute, "", Minute},
		{"6:45 CH, Thứ Tư, 30/12/2020", minute, "", Minute},
		{"30/12/2020 12:00:00 SA", day, "", Day},
		{"30 Tháng Mười Hai, 2020", day, "", Day},
		{"THÁNG MƯỜI HAI 30, 2020", day, "", Day},
		{"Thứ tư ngày 30 tháng 12 năm 2020 - 18:45", minute, "", Minute},
		{"NGÀY 30 THÁNG 12 NĂM 2020", day, "", Day},
		{"18:45, ngày 30 tháng 12 năm 2020", minute, "", Minute},
		{"Ngày 30 tháng 12 năm 2020, 18:45:37 GMT+7", second, "", Second},
		{"2020-12-30T18:45:37+07", second, "", Second},
		{"2020-12-30T11:45Z", minute, "", Minute},
		{"18 h 45, 30/12/2020", minute, "", Minute},
		{"18g45 30/12/2020", minute, "", Minute},
		{"30 /12 /2020 18:45", minute, "", Minute},
		{"30/12/2020(18:45)", minute, "", Minute},
		{"30/12/2020 | 18:45 | Văn hóa", minute, "30/12/2020 | 18:45", Minute},
		{"Đăng bởi: admin - Ngày đăng: 30/12/2020 - Lượt xem: 2020", day, "30/12/2020", Day},
		{"30 Tháng Chạp, 2020", "", "", ""},
		{"30/12 18:45", "", "", ""},
		{"0912.12.2020", "", "", ""},
		{"29/02/2021", "", "", ""},
	}, Options{Now: now}, Find)
}

func TestFromURL(t *testing.T) {
	check(t, []form{
		{"/chinh-tri/202503/hoi-nghi-tinh-uy-1a2b3c4/", "2025-03", "202503", Month},
		{"/image/news/2025/20250108/anh.jpg", "2025-01-08", "20250108", Day},
		{"/2025/01/08/hoi-nghi/", "2025-01-08", "2025/01/08", Day},
		{"/2025/1/8/hoi-nghi/", "2025-01-08", "2025/1/8", Day},
		{"/2025/01/hoi-nghi/", "2025-01", "2025/01", Month},
		{"/08-01-2025/hoi-nghi/", "2025-01-08", "08-01-2025", Day},
		{"https://vidu.vn/hoi-nghi-20251224183630500.htm", "2025-12-24T18:36:30", "20251224183630", Second},
		{"/hoi-nghi-196250414081234567.htm", "2025-04-14T08:12:34", "250414081234", Second},
		{"/hoi-nghi-20250108.html", "2025-01-08", "20250108", Day},
		{"https://luu.vn/web/20160526181643/http://vidu.vn/hoi-nghi/", "", "", ""}, // the day of the copy
		{"/web/20130307194448/vidu.vn/2008/05/26/hoi-nghi.html", "2008-05-26", "2008/05/26", Day},
		{"/web/20130307194448im_/vidu.vn/hoi-nghi.html", "", "", ""},
		{"/web/20130307194448/hoi-nghi", "2013-03-07T19:44:48", "20130307194448", Second}, // no archive: no host behind it
		{"https://luu.vn/web/20160526181643/http://vidu.vn/2014/05/18/hoi-nghi/", "2014-05-18", "2014/05/18", Day},
		{"/hoi-nghi-ngay-8-1-2025.html", "", "", ""},
		{"/tin-tuc/1/115942/hoi-nghi", "", "", ""},
		{"/hoi-nghi-2495349.html", "", "", ""},
		{"/tim?ngay=2025/01/08/", "", "", ""},
		{"/202513/x/", "", "", ""},
		{"/hoi-nghi-20251324183630500.htm", "", "", ""},
		{"/nghi-dinh-2020/", "", "", ""},
		{"/hoi-nghi-202503.html", "", "", ""},
	}, Options{}, func(s string, _ Options) (Date, bool) { return FromURL(s) })
}

// TestOffset: the zone is told only where the time of a machine states one.
func TestOffset(t *testing.T) {
	for raw, want := range map[string]int{
		"2022-05-04T02:41:00Z": 0, "2022-05-03T22:41:00-04:00": -4 * 3600, "2022-05-04T08:11+05:30": 5*3600 + 1800, "2022-05-04T02:41:00.152+0700": 7 * 3600,
		"2022-05-03 22:41:00 -0400": -4 * 3600, "Wed, 04 May 2022 02:41:00 GMT": 0, "Wed, 04 May 2022 04:41:00 +0200": 2 * 3600,
	} {
		if got, ok := Offset(raw); !ok || got != want {
			t.Errorf("%q: %d, %t, want %d", raw, got, ok, want)
		}
	}
	for _, raw := range []string{"", "2022-05-04", "2022-05-04T02:41:00", "04/05/2022 08:11", "Wed, 04 May 2022 02:41:00 MST", "Thứ Tư, 04/05/2022, 08:11 (GMT+7)"} {
		if got, ok := Offset(raw); ok {
			t.Errorf("%q: %d, want none", raw, got)
		}
	}
}

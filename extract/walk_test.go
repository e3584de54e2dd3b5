package extract

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func para(s string) Block { return Block{Type: Paragraph, Text: s} }

func picture(name, caption, credit string) Block {
	return Block{Type: Image, URL: "https://bao.vn/anh/" + name, Caption: caption, Credit: credit}
}

func TestWalk(t *testing.T) {
	for _, c := range []struct {
		name, page string
		want       []Block
	}{
		{"text straight in div, breaks", "Mưa lớn từ đêm qua.<br><br>Nước sông dâng nhanh<br>ở hạ lưu.<div>Trường học đóng cửa.</div>Chợ vẫn họp.",
			[]Block{para("Mưa lớn từ đêm qua."), para("Nước sông dâng nhanh ở hạ lưu."), para("Trường học đóng cửa."), para("Chợ vẫn họp.")}},
		{"inline elements join", "<p>Xã <b>Vĩnh</b>&nbsp;<i>Phúc</i> có ba<span> thôn</span>.</p>", []Block{para("Xã Vĩnh Phúc có ba thôn.")}},
		{"a mark at a tag boundary", "<p>Vi<b>ê</b>\u0323t Nam mến yêu.</p>", []Block{para("Việt Nam mến yêu.")}},
		{"scripts, comments, forms and hidden boxes", "<p>Đê <!-- 12:00 -->vững.<script>x()</script></p><div style='display:none'>Ẩn</div><form><select><option>30</select><textarea>Ý kiến</textarea></form>",
			[]Block{para("Đê vững.")}},
		{"headings", "<h3>Giữ nghề</h3><p>Lò gốm đỏ lửa quanh năm.</p>", []Block{{Type: Heading, Text: "Giữ nghề", Level: 3}, para("Lò gốm đỏ lửa quanh năm.")}},
		{"nested lists", "<ul><li>Lúa<ul><li>nếp</li><li>tẻ</li></ul></li><li><p>Ngô</p><p>lai</p></li></ul>",
			[]Block{{Type: List, Items: []string{"Lúa", "nếp", "tẻ", "Ngô lai"}}}},
		{"quote", "<blockquote><p>Đất lành.</p><p>Chim đậu.</p></blockquote>", []Block{{Type: Quote, Text: "Đất lành."}, {Type: Quote, Text: "Chim đậu."}}},
		{"data table with empty cells", "<table><caption>Giá cà phê</caption><tr><th>Huyện<th>Giá<tr><td>Chư Sê<td></td><tr><td><p></p><td></table>",
			[]Block{para("Giá cà phê"), {Type: Table, Rows: [][]string{{"Huyện", "Giá"}, {"Chư Sê", ""}}}}},
		{"layout table of one cell", "<table><tr><td><p>Điều 1. Phạm vi.</p><p>Điều 2. Đối tượng.</p></table>", []Block{para("Điều 1. Phạm vi."), para("Điều 2. Đối tượng.")}},
		{"layout table around a table", "<table><tr><td>Bên trái.</td><td><table><tr><td>1<td>2<tr><td>3<td>4</table></td></tr></table>",
			[]Block{para("Bên trái."), {Type: Table, Rows: [][]string{{"1", "2"}, {"3", "4"}}}}},
		{"table of pictures", "<table><tr><td><img src=/anh/1.jpg><td><img src=/anh/2.jpg><tr><td>Bến cũ.<td>Bến mới. Ảnh: An Bình</table>",
			[]Block{picture("1.jpg", "Bến cũ.", ""), picture("2.jpg", "Bến mới.", "An Bình")}},
		{"pictures below one caption", "<table><tr><td><img src=/anh/1.jpg><tr><td>Hội làng.</table>", []Block{picture("1.jpg", "Hội làng.", "")}},
		{"lazy pictures", `<img src="data:image/gif;base64,R0" data-src="/anh/1.jpg"><img src=/static/grey.gif data-original=/anh/2.jpg><img src=/x/blank.gif><noscript><img src="/anh/3.jpg"></noscript>
			<img srcset="/anh/4s.jpg 300w, /anh/4.jpg 900w" src=/anh/4s.jpg>`,
			[]Block{picture("1.jpg", "", ""), picture("2.jpg", "", ""), picture("3.jpg", "", ""), picture("4.jpg", "", "")}},
		{"pixels and icons", `<p>Đê vững.</p><img src=/anh/p.gif width=1 height=1><img src=/anh/i.png style="width:24px"><img src=https://www.facebook.com/tr?id=1>`, []Block{para("Đê vững.")}},
		{"one picture, once", `<img data-src=/anh/1.jpg src=/static/grey.gif><noscript><img src="/anh/1.jpg?w=9"></noscript>`, []Block{picture("1.jpg", "", "")}},
		{"figure", "<figure><img src=/anh/1.jpg><figcaption>Bến đò. <em>Ảnh: Lê Huy</em></figcaption></figure>", []Block{picture("1.jpg", "Bến đò.", "Lê Huy")}},
		{"hidden figcaption, italic line", "<figure><img src=/anh/1.jpg><figcaption style='display: none'>Bến đò.</figcaption></figure><div><i>Bến đò.</i></div><p>Đò vẫn chạy.</p>",
			[]Block{picture("1.jpg", "Bến đò.", ""), para("Đò vẫn chạy.")}},
		{"centred caption, then text", "<p><img src=/anh/1.jpg></p><p style='text-align: center'>Cầu mới bắc qua sông.</p><p>Cầu dài 186m.</p>",
			[]Block{picture("1.jpg", "Cầu mới bắc qua sông.", ""), para("Cầu dài 186m.")}},
		{"caption after br in the picture's paragraph", "<p><img src=/anh/1.jpg><br><em>Cầu mới</em> (Ảnh: Lê Huy)</p><p>Cầu dài 186m.</p>",
			[]Block{picture("1.jpg", "Cầu mới (Ảnh: Lê Huy)", "Lê Huy"), para("Cầu dài 186m.")}},
		{"caption over three lines", "<p align=center><img src=/anh/1.jpg></p><p align=center><em>Đoàn công tác thăm các hộ dân ở</em></p><p align=center><em>thôn Hạ, xã Ven Sông</em></p><p align=center><em>sáng 30-11 - Ảnh: Lê Huy</em></p><p>Nước đã rút.</p>",
			[]Block{picture("1.jpg", "Đoàn công tác thăm các hộ dân ở thôn Hạ, xã Ven Sông sáng 30-11 - Ảnh: Lê Huy", "Lê Huy"), para("Nước đã rút.")}},
		{"caption, and its credit in brackets below", "<p align=center><img src=/anh/1.jpg></p><p align=center><em>Hàng hóa đầy kệ</em></p><p align=center><em>(Ảnh minh họa: Internet)</em></p><p>Giá giữ nguyên.</p>",
			[]Block{picture("1.jpg", "Hàng hóa đầy kệ (Ảnh minh họa: Internet)", ""), para("Giá giữ nguyên.")}},
		{"centred text below a caption is text", "<p align=center><img src=/anh/1.jpg></p><p align=center>Cầu mới bắc qua sông</p><p align=center>Thông xe sáng nay</p><p>Cầu dài 186m.</p>",
			[]Block{picture("1.jpg", "Cầu mới bắc qua sông", ""), para("Thông xe sáng nay"), para("Cầu dài 186m.")}},
		{"text after a picture is text", "<p><img src=/anh/1.jpg></p><p>Cầu dài 186m, rộng 9m, do tỉnh đầu tư.</p>", []Block{picture("1.jpg", "", ""), para("Cầu dài 186m, rộng 9m, do tỉnh đầu tư.")}},
		{"audio link with a label", "<p>Audio: <a href=/a/b.mp3>b.mp3</a></p><p>Nghe bản tin <a href=/a/c.mp3>tại đây</a> hằng ngày.</p>",
			[]Block{{Type: Audio, URL: "https://bao.vn/a/b.mp3", Title: "b.mp3"}, para("Nghe bản tin tại đây hằng ngày."), {Type: Audio, URL: "https://bao.vn/a/c.mp3", Title: "tại đây"}}},
		{"players", `<audio class=tts><source src=/a/doc.mp3></audio><video src=/v/1.mp4 title="Lễ hội"></video><iframe data-src="//www.youtube.com/embed/x"></iframe><iframe src="https://maps.google.com/x"></iframe>`,
			[]Block{{Type: Audio, URL: "https://bao.vn/a/doc.mp3", TTS: true}, {Type: Video, URL: "https://bao.vn/v/1.mp4", Title: "Lễ hội"}, {Type: Video, URL: "https://www.youtube.com/embed/x"}}},
		{"documents", `<p>Xem <a href="/documents/1/2/q%C4%91.PDF/uuid-1">Quyết định số 12</a>.</p><ul><li><a href=/f/mau-so-01.docx>Mẫu số 01 kèm theo</a></li></ul>`,
			[]Block{para("Xem Quyết định số 12."), {Type: Attachment, URL: "https://bao.vn/documents/1/2/q%C4%91.PDF/uuid-1", Title: "Quyết định số 12"},
				{Type: List, Items: []string{"Mẫu số 01 kèm theo"}}, {Type: Attachment, URL: "https://bao.vn/f/mau-so-01.docx", Title: "Mẫu số 01 kèm theo"}}},
		{"links to other articles", "<p>Lũ rút dần từ sáng nay.</p><p>>> <a href=/b>Lũ lên nhanh</a></p><p><a href=/c>Ba xã ven sông bị ngập sâu</a></p><div class=related><a href=/d>Đê bao được gia cố</a></div><p>Xem thêm: <a href=/e>Nước dâng</a></p>",
			[]Block{para("Lũ rút dần từ sáng nay.")}},
		{"a link elsewhere is a reference", "<p>Lũ rút dần từ sáng nay.</p><p><a href=https://khac.vn/c>Bản đồ ngập của đài khí tượng</a></p>",
			[]Block{para("Lũ rút dần từ sáng nay."), para("Bản đồ ngập của đài khí tượng")}},
		{"a box of links", "<p>Lũ rút dần từ sáng nay.</p><h3>Tin liên quan</h3><ul><li><a href=/b>Lũ lên nhanh trong đêm</a></li></ul><p>Học sinh đã đến trường trở lại.</p>",
			[]Block{para("Lũ rút dần từ sáng nay."), para("Học sinh đã đến trường trở lại.")}},
		{"a box of teasers without links", "<p>Lũ rút dần từ sáng nay.</p><p><b>Tin liên quan:</b></p><p>Nước lên nhanh trong đêm</p><p>Học sinh đã đến trường trở lại, sách vở được các trường bạn quyên góp.</p>",
			[]Block{para("Lũ rút dần từ sáng nay."), para("Học sinh đã đến trường trở lại, sách vở được các trường bạn quyên góp.")}},
		{"a line that credits nobody", "<p><img src=/anh/1.jpg></p><p>Ảnh minh họa</p><p>Cầu dài 186m.</p>", []Block{picture("1.jpg", "Ảnh minh họa", ""), para("Cầu dài 186m.")}},
		{"furniture as whole lines only", "<p>Chia sẻ</p><p>Người dân chia sẻ cơm áo với nhau.</p><p>Quảng cáo</p><p>{{ ad.top }}</p><p>***</p>", []Block{para("Người dân chia sẻ cơm áo với nhau.")}},
		{"innocent class names", "<div class='social-news'><p>" + long + "</p></div>", []Block{para(long)}},
		{"unsafe links", "<p>Xem <a href='javascript:x()'>đây</a>.</p><img src='javascript:x()'><img src='ftp://bao.vn/1.jpg'>", []Block{para("Xem đây.")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, body(t, c.page)); d != "" {
				t.Errorf("blocks (-want +got):\n%s", d)
			}
		})
	}
}

const long = "Ban quản lý chợ cho biết từ đầu tháng đến nay, lượng hàng về chợ tăng gấp rưỡi so với cùng kỳ, trong đó rau xanh, cá đồng và trái cây chiếm phần lớn, sức mua ổn định."

func TestSignoff(t *testing.T) {
	for _, c := range []struct {
		name, page string
		lines      []string
		left       int // blocks that stay
	}{
		{"right aligned", "<p>Đê vững.</p><p>Lũ rút.</p><p style='text-align:right'><b>Minh Hương</b></p>", []string{"Minh Hương"}, 2},
		{"bold", "<p>Đê vững.</p><p>Lũ rút.</p><p><strong>THU HÀ</strong></p>", []string{"THU HÀ"}, 2},
		{"bare name", "<p>Đê vững.</p><p>Lũ rút.</p><p>Nguyễn Văn Nam</p>", []string{"Nguyễn Văn Nam"}, 2},
		{"name, source, photo", "<p>Đê vững.</p><p>Lũ rút.</p><p><b>Thu Hà</b></p><p>Ảnh: Lê Huy</p><p>(Theo TTXVN)</p>", []string{"Thu Hà", "Ảnh: Lê Huy", "(Theo TTXVN)"}, 2},
		{"below it a file", "<p>Đê vững.</p><p>Lũ rút.</p><p align=right>Thu Hà</p><p><a href=/a.pdf>Báo cáo đầy đủ.pdf</a></p>", []string{"Thu Hà"}, 3},
		{"a sentence", "<p>Đê vững.</p><p>Lũ rút.</p>", nil, 2},
		{"last line of an address", "<p>Địa chỉ nhận hồ sơ:</p><p>Sở Thông tin và Truyền thông</p><p>Thành phố Hà Nội 10146</p>", nil, 3},
		{"office on the right", "<p>Đê vững.</p><p>Lũ rút.</p><p align=right>UBND TỈNH</p>", []string{"UBND TỈNH"}, 2},
		{"nothing else", "<p align=right>Thu Hà</p>", nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Parse([]byte("<body>"+c.page), "text/html; charset=utf-8", "https://bao.vn/a")
			if err != nil {
				t.Fatal(err)
			}
			pieces := (&walker{base: doc.Base}).walk(outermost(bodyOf(doc)))
			rest, lines := signoff(pieces)
			if d := cmp.Diff(c.lines, lines); d != "" || len(rest) != c.left {
				t.Errorf("%d blocks left, want %d; lines (-want +got):\n%s", len(rest), c.left, d)
			}
		})
	}
}

// Captions that are the text, intertitles set in bold, and tables as text.
func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, page, text string
		types            string // first letters of the blocks' types
	}{
		{"intertitle", "<p>Lũ rút dần.</p><p><b>Dọn bùn sau lũ</b></p><p>Cả xã ra đường.</p>", "Lũ rút dần.\n\nDọn bùn sau lũ\n\nCả xã ra đường.", "php"},
		{"all bold is no row of intertitles", "<p><b>Lũ rút dần</b></p><p><b>Cả xã ra đường</b></p><p><b>Trường mở cửa</b></p>", "Lũ rút dần\n\nCả xã ra đường\n\nTrường mở cửa", "ppp"},
		{"a bold sentence is a paragraph", "<p>Lũ rút dần.</p><p><b>Cả xã ra đường dọn bùn.</b></p><p>Trường mở cửa.</p>", "Lũ rút dần.\n\nCả xã ra đường dọn bùn.\n\nTrường mở cửa.", "ppp"},
		{"table with an empty cell", "<table><tr><td>Huyện<td>Giá<td>Ghi chú<tr><td>Chư Sê<td><td>chưa bán</table>", "Huyện | Giá | Ghi chú\n\nChư Sê | chưa bán", "t"},
		{"list", "<ul><li>nếp</li><li>tẻ</li></ul>", "nếp\n\ntẻ", "l"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, b := readFragment(t, c.page)
			r.blocks(b)
			types := ""
			for _, x := range r.article.Body {
				types += x.Type[:1]
			}
			if text := plainText(r.article.Body); text != c.text || types != c.types {
				t.Errorf("types %s, want %s; text %q, want %q", types, c.types, text, c.text)
			}
		})
	}
}

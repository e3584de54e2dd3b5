package bolt_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/simhash"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// harvest is a story of paragraphs that no other story shares.
const harvest = `Sáng nay, bà con ấp Mẫu đưa những ghe lúa đầu tiên ra chợ nổi, giá bán cao hơn năm ngoái chừng năm trăm đồng mỗi ký.

Ông Trần Văn Mẫu, người có ba công ruộng ven rạch, nói vụ này ít sâu bệnh nên chi phí giảm nhiều.

Hợp tác xã đã ký hợp đồng bao tiêu với nhà máy xay xát ở huyện bên, tiền được trả ngay tại bến.

Sau Tết, xã sẽ nạo vét hai con kênh để kịp đưa nước về đồng cho vụ hè thu.`

const bridge = `Cây cầu treo bắc ngang suối vừa được khánh thành, hơn ba trăm hộ dân không còn phải lội nước mỗi mùa lũ.

Cầu do ngân sách tỉnh và tiền đóng góp của bà con xây dựng trong bảy tháng, chịu được xe ba tấn.

Trưởng bản kể rằng những năm trước cứ nước lên là trẻ con nghỉ học cả tuần, người ốm phải khiêng vòng qua đèo.

Từ nay thương lái đã đưa xe vào tận bản mua ngô và sắn, giá cao hơn trước.`

// extracted is article i as extraction gives it, with fingerprints.
func extracted(i int, text string) *extract.Article {
	a := article(i)
	a.Text, a.Body = text, nil
	for p := range strings.SplitSeq(text, "\n\n") {
		a.Body = append(a.Body, extract.Block{Type: extract.Paragraph, Text: p})
	}
	a.TextHash = vntext.TextHash(text)
	a.SimHash = simhash.Hex(simhash.Of(slices.Values(vntext.Syllables(text))))
	return a
}

type newsroom struct {
	testing.TB
	db *bolt.DB
	l  *store.Lease
}

func opened(t testing.TB, path string) *newsroom {
	t.Helper()
	db := open(t, path, bolt.Options{NoSync: true})
	if _, err := db.Add(t.Context(), page(0)); err != nil {
		t.Fatal(err)
	}
	return &newsroom{t, db, lease(t, db, 1)}
}

// put stores a text and says what it duplicates.
func (n *newsroom) put(i int, text string) string {
	n.Helper()
	rs, err := n.db.Done(n.Context(), n.l, 0, store.Outcome{URL: page(i), Article: extracted(i, text)})
	if err != nil {
		n.Fatal(err)
	}
	return rs[0].Duplicate
}

func (n *newsroom) want(i int, text, original string) {
	n.Helper()
	if got := n.put(i, text); got != original {
		n.Errorf("article %d duplicates %q, want %q", i, got, original)
	}
	a, err := n.db.Article(n.Context(), fmt.Sprintf("vidu:%d", i))
	if err != nil || a.DuplicateOf != original {
		n.Errorf("article %d is stored as a duplicate of %q, want %q (%v)", i, a.DuplicateOf, original, err)
	}
	if err := n.db.Check(n.Context()); err != nil {
		n.Error(err)
	}
}

func cut(text string, from, to int) string {
	return strings.Join(strings.Split(text, "\n\n")[from:to], "\n\n")
}

func TestNearDuplicates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	n := opened(t, path)
	n.want(1, harvest, "")
	n.want(2, bridge, "")
	n.want(3, harvest+"\n\nTheo Thông tấn xã Ví Dụ", "vidu:1")
	n.want(4, cut(harvest, 0, 3), "vidu:1")
	n.want(5, cut(harvest, 0, 3), "vidu:1") // exact copy of a near one: the first of all
	n.want(6, strings.ReplaceAll(bridge, "bảy tháng", "tám tháng"), "vidu:2")
	n.want(1, harvest, "")                  // looked at again
	n.want(4, cut(harvest, 0, 3), "vidu:1") // too
	if err := n.db.Close(); err != nil {
		t.Fatal(err)
	}
	n = opened(t, path) // over runs
	n.want(7, cut(harvest, 1, 4), "vidu:1")
	n.want(8, harvest, "vidu:1")
}

// TestNearDuplicateEdited: what leaves its text leaves its copies, when they
// are looked at again.
func TestNearDuplicateEdited(t *testing.T) {
	n := opened(t, filepath.Join(t.TempDir(), "tintinh.db"))
	n.want(1, harvest, "")
	n.want(2, harvest+"\n\nTheo Thông tấn xã Ví Dụ", "vidu:1")
	n.want(1, bridge, "")
	n.want(2, harvest+"\n\nTheo Thông tấn xã Ví Dụ", "")
	n.want(3, cut(harvest, 0, 3), "vidu:2")
	n.want(4, bridge+"\n\nNguồn: Báo Ví Dụ", "vidu:1")
	n.want(2, bridge+"\n\nTin: Mẫu", "vidu:1")
	n.want(5, harvest, "") // nobody stands for this text any more
}

// TestShortAreNoCopies, nor is what extraction did not fingerprint.
func TestShortAreNoCopies(t *testing.T) {
	n := opened(t, filepath.Join(t.TempDir(), "tintinh.db"))
	n.want(1, "Lịch cúp điện tuần này của xã.", "")
	n.want(2, "Lịch cúp điện tuần này của xã Mẫu.", "")
}

// TestUpgrade opens a file of each older schema: the same records, read only
// and after the upgrade, and what it knew of texts.
func TestUpgrade(t *testing.T) {
	for _, name := range []string{"schema1", "schema2", "schema3"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tintinh.db")
			if err := os.WriteFile(path, unzipped(t, "testdata/"+name+".db.gz"), 0o644); err != nil {
				t.Fatal(err)
			}
			want := string(contents(t, "testdata/"+name+".ndjson"))
			for _, readOnly := range []bool{true, false, true} {
				db := open(t, path, bolt.Options{ReadOnly: readOnly})
				var got strings.Builder
				err := db.Articles(t.Context(), nil, func(_ string, _ uint64, r store.Record) error {
					line, err := r.Line()
					got.Write(append(line, '\n'))
					return err
				})
				if d := cmp.Diff(want, got.String()); d != "" || err != nil {
					t.Errorf("read only %v: %v %s", readOnly, err, d)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			n := opened(t, path)
			n.want(9, cut(harvest, 0, 3)+" (Báo Ví Dụ)", "vidu:7")
			if name != "schema1" {
				n.keptOfSchema2()
			}
		})
	}
}

// keptOfSchema2 is what that file holds beside current records.
func (n *newsroom) keptOfSchema2() {
	n.Helper()
	c, err := n.db.Cursor(n.Context(), "kho")
	if d := cmp.Diff(store.Cursor{host: 2}, c); d != "" || err != nil {
		n.Errorf("cursor: %v %s", err, d)
	}
	var revisions, runs int
	err = n.db.Revisions(n.Context(), "vidu:8", func(store.Revision) error { revisions++; return nil })
	if err == nil {
		err = n.db.Runs(n.Context(), func(r store.Run) bool { runs += r.Portals["vidu"].Fetched; return true })
	}
	if err != nil || revisions != 2 || runs != 3 {
		n.Errorf("%d revisions, a run that fetched %d: %v", revisions, runs, err)
	}
}

func unzipped(t *testing.T, name string) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(contents(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

package pg_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/simhash"
	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/pg"
)

// stories share no paragraph.
var stories = []string{
	`Sáng nay, bà con ấp Mẫu đưa những ghe lúa đầu tiên ra chợ nổi, giá bán cao hơn năm ngoái chừng năm trăm đồng mỗi ký.

Ông Trần Văn Mẫu, người có ba công ruộng ven rạch, nói vụ này ít sâu bệnh nên chi phí giảm nhiều so với mọi năm.

Hợp tác xã đã ký hợp đồng bao tiêu với nhà máy xay xát ở huyện bên, tiền được trả ngay tại bến cho từng hộ.`,
	`Cây cầu treo bắc ngang suối vừa được khánh thành, hơn ba trăm hộ dân không còn phải lội nước mỗi mùa lũ.

Cầu do ngân sách tỉnh và tiền đóng góp của bà con xây dựng trong bảy tháng, chịu được xe ba tấn qua lại.

Trưởng bản kể rằng những năm trước cứ nước lên là trẻ con nghỉ học cả tuần, người ốm phải khiêng vòng qua đèo.`,
	`Lớp học chữ của đồn biên phòng mở lại sau Tết, mỗi tối có chừng hai chục phụ nữ trong bản đến tập đọc tập viết.

Người dạy là một trung úy trẻ, ban ngày đi tuần đường biên, tối về soạn bài dưới ngọn đèn pin treo trên vách nứa.

Chị em bảo rằng biết chữ rồi thì ra chợ không còn sợ cân thiếu, xuống trạm xá cũng tự đọc được đơn thuốc.`,
}

// retold is a story, lightly edited by chance.
func retold(r *rand.Rand) string {
	paras := strings.Split(stories[r.IntN(len(stories))], "\n\n")
	switch r.IntN(5) {
	case 0:
		paras = paras[:2]
	case 1:
		paras[0] = strings.Replace(paras[0], "năm", "niên", 1)
	case 2:
		paras = append(paras, "Theo phóng viên thường trú, tin được cập nhật lúc chiều cùng ngày.")
	case 3:
		paras[1] = strings.Replace(paras[1], "người", "vị", 1) + " Ai nấy đều vui."
	}
	return strings.Join(paras, "\n\n")
}

func told(host string, i int, text string) *extract.Article {
	a := written(host, i, "")
	a.Text, a.TextHash, a.SimHash = text, vntext.TextHash(text), simhash.Hex(simhash.Of(slices.Values(vntext.Syllables(text))))
	a.Body = []extract.Block{{Type: extract.Paragraph, Text: text}}
	return a
}

// TestAsBolt: the same articles, edits and looks give the same receipts, near-
// duplicates among them, in both engines, and each can be copied into the other.
func TestAsBolt(t *testing.T) {
	const steps = 150
	file, err := bolt.Open(filepath.Join(t.TempDir(), "tintinh.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	server := open(t, fresh(t))
	defer server.Close()
	engines := []store.Store{file, server}
	leases := map[string][2]*store.Lease{}
	for i := range 3 {
		host := fmt.Sprintf("bao-%d.vn", i)
		var both [2]*store.Lease
		for e, db := range engines {
			if _, err := db.Add(t.Context(), store.URL{Host: host, Canonical: "https://" + host + "/", Due: time.Now().Add(-time.Minute)}); err != nil {
				t.Fatal(err)
			}
			if both[e], err = db.Lease(t.Context(), store.Ask{TTL: time.Hour, Max: 1, Hosts: []string{host}}); err != nil {
				t.Fatal(err)
			}
		}
		leases[host] = both
	}
	r := rand.New(rand.NewPCG(7, 7))
	copies := 0
	for step := range steps {
		host := fmt.Sprintf("bao-%d.vn", r.IntN(3))
		var outcomes []store.Outcome
		for range 1 + r.IntN(2) {
			a := told(host, r.IntN(20), retold(r))
			outcomes = append(outcomes, store.Outcome{URL: store.URL{Host: host, Canonical: a.URL}, Article: a})
		}
		nextMillisecond()
		var receipts [2][]store.Receipt
		for e, db := range engines {
			if receipts[e], err = db.Done(t.Context(), leases[host][e], time.Hour, outcomes...); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(receipts[0], receipts[1]); d != "" {
			t.Fatalf("step %d (-bolt +pg):\n%s", step, d)
		}
		for _, x := range receipts[1] {
			if x.Duplicate != "" {
				copies++
			}
		}
	}
	if copies < steps/4 {
		t.Errorf("only %d copies: the test shows little", copies)
	}
	for _, db := range engines { // more kinds of entries for the copy
		for host, both := range leases {
			c := &store.Capture{URL: "https://" + host + "/", At: time.Now(), File: "x.warc.gz"}
			o := store.Outcome{URL: store.URL{Host: host, Canonical: c.URL}, Next: time.Now().Add(time.Hour), Cooldown: time.Minute, Capture: c, State: []byte("a\x00b")}
			l := both[0]
			if db == store.Store(server) {
				l = both[1]
			}
			if _, err := db.Done(t.Context(), l, time.Hour, o); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.SetCursor(t.Context(), "của tôi", store.Cursor{"bao-0.vn": 3}); err != nil {
			t.Fatal(err)
		}
		if err := db.AddRun(t.Context(), store.Run{Started: time.Now(), PID: 5}); err != nil {
			t.Fatal(err)
		}
		if err := db.UpdateNotes(t.Context(), []string{"ghi chú", "không"}, func(n map[string][]byte) error { n["ghi chú"] = []byte("a\x00b"); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	copyBothWays(t, file, server)
}

// nextMillisecond returns in another one: what was first is told by it.
func nextMillisecond() {
	for start := time.Now().UnixMilli(); time.Now().UnixMilli() == start; {
	}
}

// entries is all that a store gives to a copy, in an order of its own.
func entries(t *testing.T, from store.Copier) (all []string) {
	t.Helper()
	err := from.Dump(t.Context(), func(e store.Entry) error {
		if e.Host != nil { // counted anew
			h := *e.Host
			h.Articles, h.URLs, h.Due = 0, 0, 0
			e.Host = &h
		}
		b, err := json.Marshal(e)
		all = append(all, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// copyBothWays copies each store into the other engine, and holds what it gives
// then against the original.
func copyBothWays(t *testing.T, file *bolt.DB, server *pg.DB) {
	t.Helper()
	toFile, err := bolt.Open(filepath.Join(t.TempDir(), "copy.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer toFile.Close()
	toServer := open(t, fresh(t))
	defer toServer.Close()
	for _, c := range []struct {
		name     string
		from, to store.Copier
	}{{"PostgreSQL to bolt", server, toFile}, {"bolt to PostgreSQL", file, toServer}} {
		want := entries(t, c.from)
		n, err := c.to.Load(t.Context(), c.from.Dump)
		if err != nil || n != len(want) {
			t.Fatalf("%s: %d of %d entries, %v", c.name, n, len(want), err)
		}
		if d := cmp.Diff(want, entries(t, c.to)); d != "" {
			t.Errorf("%s (-original +copy):\n%.2000s", c.name, d)
		}
		if _, err := c.to.Load(t.Context(), c.from.Dump); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("%s, again: %v", c.name, err)
		}
	}
	if err := toFile.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

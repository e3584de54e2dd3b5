//go:build unix

package main

import (
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/simhash"
	"github.com/tintinh/tintinh/store"
)

// syllables of which the articles are made; what they say is nothing.
const syllables = "xã huyện tỉnh dân đồng lúa nước kênh đê cầu đường trường học trẻ già nắng mưa gió bão mùa vụ gặt cấy giống phân thuốc giá chợ " +
	"mua bán tăng giảm năm tháng ngày sáng chiều tối họp bàn quyết định báo cáo kết quả kế hoạch đề án vốn triệu tỷ hecta tấn tạ người nhà " +
	"máy xe tàu thuyền biển sông núi rừng cây hoa quả chè cà phê tôm cá lợn gà trâu bò sữa vải lụa gốm sứ nghề làng hội lễ hát múa"

const articleSize = 4096

// words are the syllables, split once: making an article is no part of what is
// measured, and is to cost as little as can be.
var words = strings.Fields(syllables)

// article is 4 KB of text, the same for the same page, different for each.
func article(row store.URL) *extract.Article {
	h := fnv.New64a()
	h.Write([]byte(row.Canonical))
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	var b strings.Builder
	b.Grow(articleSize + 100)
	for b.Len() < articleSize {
		b.WriteString(words[r.IntN(len(words))])
		b.WriteByte(' ')
	}
	text := b.String() + row.Canonical
	return &extract.Article{
		Schema: 1, ID: row.Host + ":" + row.Canonical[strings.LastIndexByte(row.Canonical, '/')+1:], Portal: row.Host,
		URL: row.Canonical, CanonicalURL: row.Canonical, Title: "Được mùa lúa: " + row.Canonical, Text: text,
		Body:     []extract.Block{{Type: extract.Paragraph, Text: text}},
		SimHash:  simhash.Hex(h.Sum64()), // any: without one no engine looks for near-duplicates, and none reads it
		TextHash: fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(text))),
	}
}

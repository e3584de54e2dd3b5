package vntext

import (
	"strings"
	"testing"
)

func TestSyllable(t *testing.T) {
	for _, w := range strings.Fields("nghiêng quốc quyển giữa gì gìn giếng khuya khuỷu ngoằn ngoèo yêu ở ương ướt xoong thuở huơ quạch quýt đặng kỹ lý a à hoà thuỷ khoẻ quynh uống ăn phướn rượu nguyễn") {
		if !isSyllable(w) {
			t.Errorf("%s is a syllable", w)
		}
	}
	for _, w := range strings.Fields("the's ngi kanh cênh ghanh qốc nghanh cat viet cách̀ hoànn wifi zalo fan jun việtt áá bynh viá bcd ng â") {
		if isSyllable(w) {
			t.Errorf("%s is no syllable", w)
		}
	}
}

func TestVietnamese(t *testing.T) {
	for text, bounds := range map[string][2]float64{
		"Sáng nay, lãnh đạo tỉnh đã kiểm tra đê điều ở huyện Tiền Hải": {1, 1},
		"UBND tỉnh họp trực tuyến":                              {1, 1}, // the abbreviation does not count
		"The government announced new measures for the economy": {0, 0.3},
		"Bé T- ph¸p th«ng b¸o vÒ viÖc thi hµnh ¸n":              {0, 0.4},
		"Tiáº¿ng Viá»‡t":                                        {0, 0.3},
		"":                                                      {0, 0},
		"2020 %":                                                {0, 0},
	} {
		if v := Vietnamese(text); v < bounds[0] || v > bounds[1] {
			t.Errorf("Vietnamese(%q) = %v, want %v", text, v, bounds)
		}
	}
}

func TestLang(t *testing.T) {
	for text, want := range map[string]string{
		"Thái Bình đẩy mạnh chuyển đổi số": "vi",
		"UBND tỉnh":                      "vi",
		"Ha Noi":                         "",
		"Thong bao":                      "",
		"Hoi nghi tong ket cong tac nam": "vi",
		"To in an do":                    "",
		"Provincial leaders met with the investors from Japan on Monday":   "en",
		"Party Secretary visits flood-hit areas":                           "",
		"Le président a reçu les délégués de la province dans la capitale": "fr",
		"省政府今天召开会议":                                                        "zh",
		"「ベトナム」の経済は成長している":                                                 "ja",
		"ថ្ងៃនេះ ខេត្តសុកត្រាំង":                                           "km",
		"日本語の新聞":                                     "ja",
		"Le comité of the province de la and région": "",
		"ຂ່າວປະຈຳວັນ":                                "lo",
		"베트남 경제 성장":                                  "ko",
		"":                                           "",
		"30/12/2020":                                 "",
		"Tiáº¿ng Viá»‡t lÃ  ngÃ´n ngá»¯":                                             "",
		"Hmoob nyob hauv tebchaws Nyab Laj coob heev":                                "",
		"Tập đoàn Samsung Electronics Việt Nam khánh thành trung tâm R&D tại Hà Nội": "vi",
	} {
		if got := Lang(text); got != want {
			t.Errorf("Lang(%q) = %q, want %q", text, got, want)
		}
	}
}

package veil_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/veil"
)

func TestWhatIsFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		kind   veil.Kind
		masked string
	}{
		"请打 13800000123 找我":           {veil.Phone, "请打 *** 找我"},
		"138 0000 0123":               {veil.Phone, "***"},
		"138-0000-0123":               {veil.Phone, "***"},
		"１３８００００００１２３":                {veil.Phone, "***"},
		"138，0000，0123":               {veil.Phone, "***"},
		"1\u200b3800000123":           {veil.Phone, "***"},
		"١٣٨٠٠٠٠٠١٢٣":                 {veil.Phone, "***"},
		"一三八零零零零零一二三":                 {veil.Phone, "***"},
		"0513-00001860":               {veil.Phone, "***"},
		"座机85001860":                  {veil.Phone, "座机***"},
		"+86 13800000123 元宝":          {veil.Phone, "+*** 元宝"},
		"13800000123元":                {veil.Phone, "***元"},
		"2026-05-12 13800000123":      {veil.Phone, "2026-05-12 ***"},
		"身份证32060219520309002X":       {veil.ID, "身份证***"},
		"320602 19520309 0021":        {veil.ID, "***"},
		"卡号6222 0000 0000 0000 000":   {veil.ID, "卡号***"},
		"写信到tan.g@example.cn":         {veil.Mail, "写信到***"},
		"ｔａｎ＠example.cn":              {veil.Mail, "***"},
		"加微信号：tan_guifen":             {veil.Handle, "加微信号：***"},
		"QQ 100000":                   {veil.Handle, "QQ ***"},
		"苏F12345 挡路":                  {veil.Plate, "*** 挡路"},
		"苏F·D12345":                   {veil.Plate, "***"},
		"沪a12b34":                     {veil.Plate, "***"},
		"7幢楼道灯坏了":                     {veil.Door, "*幢楼道灯坏了"},
		"３ 号楼楼道灯坏了":                   {veil.Door, "* 号楼楼道灯坏了"},
		"十二栋":                         {veil.Door, "*栋"},
		"B座电梯":                        {veil.Door, "*座电梯"},
		"2单元":                         {veil.Door, "*单元"},
		"住301室":                       {veil.Door, "住*室"},
		"7-2-301漏水":                   {veil.Door, "*漏水"},
		"谈阿姨家":                        {veil.Name, "*阿姨家"},
		"谈桂芬女士":                       {veil.Name, "谈*女士"},
		"请张伟师傅修":                      {veil.Name, "请张*师傅修"},
		"欧阳老师":                        {veil.Name, "*老师"},
		"联系人：谈桂芬，":                    {veil.Name, "联系人：谈*，"},
		"张先生和王女士":                     {veil.Name, "*先生和*女士"},
		"家住七幢的骆文竹大爷说":                 {veil.Door, "家住*幢的骆*大爷说"},
		"2024-2026 年，13800000123":     {veil.Phone, "2024-2026 年，***"},
		"320613007005-2026-0001234 号": {veil.ID, "*** 号"},
	} {
		found := veil.Find(text)
		if len(found) == 0 || found[0].Kind != want.kind {
			t.Errorf("%q: %v, want %s", text, found, want.kind)
			continue
		}
		if got := veil.Mask(text); got != want.masked {
			t.Errorf("%q: masked as %q, want %q", text, got, want.masked)
		}
	}
}

func TestWhatIsNoFind(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "花园里没有坐的地方", "5月12日换了 6 个声控灯，每层都亮了。", "2026-05-12 14:30 到 2026-05-20 来修", "2026.5.12", "2024-2026 年分三批",
		"花了 1500000元", "和 2026-000123 一起办", "见 320613007005-2026-000123", "有事打 12345 或 110", "周一到周六 8:30–17:30",
		"社区书记闻立溪说了", "季主任来看过", "请和畅物业来修", "二楼转角", "3楼的灯", "100-200 元", "20 张座椅", "活动室门口", "办公室", "一共 612 户",
		"苏F 开头的车", "老人走路不方便", "孩子们放学", "138****0123", "谈*", "*幢", "微信群里说过", "QQ群", "A4 纸", "第 7 次",
	} {
		if got := veil.Find(text); len(got) > 0 {
			t.Errorf("%q: %v (%q)", text, got, text[got[0].From:got[0].To])
		}
	}
}

// A mask is clear, and a number that is put anywhere into a text is found.
func TestAMaskIsClear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{
			"7", "幢", "十", "室", "谈", "桂", "芬", "女士", "阿姨", "1", "3", "8", "00000", "-", "2026", "05", "苏", "F", "@", "a", ".", "cn", "微信", " ", "，", "的", "X", "\u200b", "５", "*", "我叫", "元",
		})).Draw(t, "pieces")
		text := strings.Join(pieces, "")
		if masked := veil.Mask(text); !veil.Clear(masked) {
			t.Fatalf("%q is masked as %q, in which is found %v", text, masked, veil.Find(masked))
		}
		planted := "请打" + text + "，打13800000123找"
		if got := veil.Mask(planted); strings.Contains(got, "13800000123") {
			t.Fatalf("%q keeps the number: %q", planted, got)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"7幢301室谈桂芬女士 13800000123", "\xff\xfe1幢", "a@b", "苏F·D12345", "2026-05-12", "7-2-301", "１３８０００００１２３", "微信 abcde", "我叫谈桂"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, s := range veil.Find(text) {
			if s.From < last || s.To <= s.From || s.To > len(text) || s.Hide[0] < s.From || s.Hide[1] > s.To || s.Hide[1] <= s.Hide[0] {
				t.Fatalf("%q: %+v after %d", text, s, last)
			}
			if !slices.Contains(veil.Kinds(), s.Kind) {
				t.Fatalf("%q: kind %q", text, s.Kind)
			}
			last = s.To
		}
		if masked := veil.Mask(text); !veil.Clear(masked) {
			t.Fatalf("%q: something is left in %q", text, masked)
		}
	})
}

func BenchmarkClear(b *testing.B) {
	text := "5月12日我们和物业一起看了现场，换了 6 个声控灯，每层都亮了。以后每月检查一次，坏了请打社区电话，当天来修。台阶边上也贴了反光条，夜里看得见。"
	for b.Loop() {
		if !veil.Clear(text) {
			b.Fatal(veil.Find(text))
		}
	}
}

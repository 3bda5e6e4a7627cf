package person

import (
	"strings"
	"unicode/utf8"
)

// MaskName is a name as others see it: the surname, or what begins a name without one, and a star. 张*, 欧阳*, A*.
func MaskName(name string) string {
	r := []rune(strings.TrimSpace(name))
	switch {
	case len(r) == 0:
		return ""
	case len(r) > 2 && compoundSurname(string(r[:2])):
		return string(r[:2]) + "*"
	}
	return string(r[:1]) + "*"
}

// compoundSurname: the two-character surnames in use. A two-character name that spells one is 东 and 方.
func compoundSurname(s string) bool {
	switch s {
	case "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒",
		"司空", "端木", "轩辕", "南宫", "独孤", "申屠", "太史", "钟离", "闻人", "澹台", "淳于", "单于", "公羊", "濮阳",
		"赫连", "呼延", "东郭", "百里", "西门", "鲜于", "闾丘", "子车", "亓官", "司寇", "巫马", "公冶", "颛孙", "梁丘",
		"左丘", "万俟", "第五", "拓跋", "欧陽", "司馬", "諸葛":
		return true
	}
	return false
}

// MaskPhone is a telephone number of ParsePhone as others see it: 138****1234, 0513-****2345.
func MaskPhone(phone string) string {
	const last = 4
	area, number, fixed := strings.Cut(phone, "-")
	switch {
	case phone == "":
		return ""
	case fixed && len(number) > last:
		return area + "-****" + number[len(number)-last:]
	case len(phone) == mobileLength:
		return phone[:3] + "****" + phone[mobileLength-last:]
	}
	return "****"
}

// MaskIDNumber is an identity number as others see it: its last four characters.
func MaskIDNumber(number string) string {
	const last = 4
	switch {
	case number == "":
		return ""
	case len(number) != idLength || !utf8.ValidString(number):
		return "****"
	}
	return strings.Repeat("*", idLength-last) + number[idLength-last:]
}

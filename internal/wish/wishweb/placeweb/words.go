package placeweb

import "linli/internal/web/i18n"

// Words are what the choice of a place says.
func Words() []i18n.Message {
	return []i18n.Message{
		{"desk.places", "换一个地方", "Another place"},
		{"desk.places.own", "我的地方", "My places"},
		{"desk.places.here", "看{0}的心愿", "Wishes of {0}"},
		{"desk.places.up", "往上一级：{0}", "One level up: {0}"},
		{"desk.places.down", "下一级", "Below"},
		{"desk.places.cut", "只列出前 {0} 个，别的请按名字找", "Only the first {0} are listed; find the others by name"},
		{"desk.places.find", "按名字找", "Find by name"},
		{"desk.places.name", "名字写一部分就行，也可以写区划代码", "Part of the name, or the division code"},
		{"desk.places.go", "找一找", "Find"},
		{"desk.places.none", "没有找到，换个词试试", "Nothing found, try another word"},
	}
}

package below

// Words are the translation keys of this package beside those of place.Words, as they are there.
func Words() [][3]string {
	return [][3]string{
		{"place.below.header", "第一行要有 community,name 两列，可以再加 number 和 building", "The first line must name the columns community and name; number and building may follow"},
		{"place.below.too_many", "一次最多 {0} 行，请按社区分成几个文件", "At most {0} rows at a time; please split the file by community"},
		{"place.below.community", "不是社区（村）的 12 位代码", "Not the 12-digit code of a community"},
		{"place.below.unknown", "库里没有这个社区，先导入区划：linli import divisions", "There is no such community; import the divisions first: linli import divisions"},
		{"place.below.replaced", "这个社区已经换了代码，请改用 {0}", "This community has another code now; please use {0}"},
		{"place.below.ended", "这个社区已经撤销", "This community has ended"},
		{"place.below.number", "号码写 1 到 999", "A number is 1 to 999"},
		{"place.below.two_numbers", "同一个邻里前面写的是 {0} 号", "The same neighbourhood has number {0} before"},
		{"place.below.number_twice", "这个号码第 {0} 行已经用了", "Line {0} has this number already"},
		{"place.below.other_number", "这个邻里库里已经有，是 {0} 号；请改成 {0}，或不写号码", "This neighbourhood is there already with number {0}; write {0}, or leave the number out"},
		{"place.below.number_taken", "这个号码库里是“{0}”；换一个号码，或不写号码", "This number belongs to “{0}”; take another, or leave it out"},
		{"place.below.number_used", "这个号码给过已撤销的“{0}”，不再用；换一个号码，或不写号码", "This number belonged to “{0}”, which has ended, and is not given again; take another, or leave it out"},
		{"place.below.twice", "和前面一行一样", "The same as a line before"},
		{"place.below.building_twice", "这幢楼第 {0} 行已经写了", "Line {0} has this building already"},
		{"place.below.head", "{0}：共 {1} 行", "{0}: {1} rows"},
		{"place.below.added", "新增邻里 {0}，楼栋 {1}；已有的 {2} 行没有动", "Added neighbourhoods: {0}, buildings: {1}; rows that were there already: {2}"},
	}
}

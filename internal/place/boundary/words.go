package boundary

// Words are the translation keys of this package and of package geo, beside those of place.Words and as they are there.
func Words() [][3]string {
	return [][3]string{
		{"boundary.head", "{0}：{1} 个图形，区划代码在“{2}”里，从 {3} 起用", "{0}: {1} features, division codes in “{2}”, from {3} on"},
		{"boundary.added", "新加边界", "Boundaries added"},
		{"boundary.changed", "换了边界", "Boundaries changed"},
		{"boundary.same", "和原来一样", "The same as before"},
		{"boundary.refused", "没有采用", "Refused"},
		{"boundary.problem", "第 {0} 个图形{1}：{2}", "feature {0}{1}: {2}"},
		{"boundary.would", "这是会做的事，还没有写入。确认后加上 --do 再来一次", "This is what would be done; nothing was written. To do it, run it again with --do"},
		{"boundary.no_property", "没有找到装区划代码的属性，请用 --property 写出它的名字", "No property holds division codes in every feature; please name it with --property"},
		{"boundary.no_code", "没有这个属性", "This property is missing"},
		{"boundary.unknown", "库里没有 {0}，先导入区划或邻里", "There is no place {0}; import the divisions or neighbourhoods first"},
		{"boundary.replaced", "{0} 已经换了代码，请改用 {1}", "{0} has another code now; please use {1}"},
		{"boundary.ended", "{0} 已经撤销", "{0} has ended"},
		{"boundary.twice", "第 {0} 个图形已经是这个代码", "Feature {0} has this code already"},
		{"boundary.later", "{0} 从 {1} 起已有新的边界，请写更晚的日子", "{0} has a newer boundary from {1}; please name a later day"},
		{"boundary.nothing", "没有一个图形能用（{0} 处问题），没有导入", "No feature can be used ({0} problem); nothing was imported|No feature can be used ({0} problems); nothing was imported"},
		{"geo.system", "坐标系写 wgs84 或 gcj02，没有“{0}”", "The coordinate system is wgs84 or gcj02, not “{0}”"},
		{"geo.point", "这个位置读不出来，请在地图上再点一次", "This spot cannot be read; please pick it again on the map"},
		{"geo.shape", "存着的边界读不出来", "A stored boundary cannot be read"},
		{"geo.file", "不是 GeoJSON 的 FeatureCollection", "Not a GeoJSON FeatureCollection"},
		{"geo.file_empty", "文件里没有图形", "The file has no features"},
		{"geo.file_large", "文件太大，最多 {0} MB，请按街道分开", "The file is too large, at most {0} MB; please split it by street"},
		{"geo.file_many", "有 {0} 个图形，一次最多 {1} 个，请分开", "{0} features, at most {1} at a time; please split the file"},
		{"geo.no_outline", "不是面（Polygon 或 MultiPolygon）", "Not an area (Polygon or MultiPolygon)"},
		{"geo.outline_short", "有一圈不到 3 个点", "A ring has fewer than 3 points"},
		{"geo.outline_long", "点太多，请先简化", "Too many points; please simplify it first"},
		{"geo.swapped", "经度和纬度像是写反了，经度在前", "Longitude and latitude seem swapped; longitude comes first"},
		{"geo.off_globe", "坐标不是经纬度，请先转成 WGS-84 或 GCJ-02", "The coordinates are no degrees; please convert them to WGS-84 or GCJ-02 first"},
	}
}

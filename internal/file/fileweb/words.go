package fileweb

import "linli/internal/web/i18n"

// Words are the page of a file.
func Words() []i18n.Message {
	return []i18n.Message{
		{"attach.page.photo", "看照片", "Photo"},
		{"attach.page.voice", "听录音", "Voice note"},
		{"attach.alt.photo", "照片，放大看", "The photo, large"},
		{"attach.alt.public", "给邻居看的照片", "The photo as neighbours see it"},
		{"attach.alt.voice", "录音，{0} 秒", "Voice note, {0} seconds"},
		{"attach.voice.long", "{0} 秒。", "{0} seconds. "},
		{"attach.voice.download", "放不出来？存下来听", "It does not play? Save it"},
		{"attach.said", "录音里说了什么", "What is said"},
		{"attach.said.hint", "听完写在这里，提出人也看得到。", "Write it down here; the submitter can read it too."},
		{"attach.said.do", "写好了，存上", "Save"},
		{"attach.said.title", "录音里说的", "What is said"},
		{"attach.blur.how", "脸、车牌、门牌，点一下格子就遮住，也可以按住划过去。遮住的地方谁也恢复不了。原来的照片还在，只有提出人和工作人员看得到。", "Tick the cells over faces, number plates and door numbers, or draw over them. What is covered cannot be got back. The photo itself stays, for the submitter and staff only."},
		{"attach.blur.cells", "照片上的格子", "Cells over the photo"},
		{"attach.blur.cell", "第 {0} 行第 {1} 格", "Row {0}, cell {1}"},
		{"attach.blur.do", "遮住，先看看", "Cover, and look first"},
		{"attach.public", "给邻居看", "For neighbours"},
		{"attach.public.no", "邻居现在看不到这张照片。", "Neighbours do not see this photo."},
		{"attach.public.preview", "下面是遮好的，邻居还看不到。没有漏掉的，就给邻居看。", "This is the covered photo. Neighbours do not see it yet."},
		{"attach.public.yes", "邻居看到的是这张：", "Neighbours see this:"},
		{"attach.public.private", "这件心愿不公开，照片也不公开。", "This wish is not public, and neither is the photo."},
		{"attach.release.covered", "就这样给邻居看", "Show it like this"},
		{"attach.release.plain", "没有脸和车牌，直接给邻居看", "No faces or plates: show it as it is"},
		{"attach.withhold.do", "不再给邻居看", "Do not show it any more"},
		{"attach.remove", "删掉", "Delete"},
		{"attach.remove.what", "删掉就找不回来了。谁删的、为什么，会记下来。", "It cannot be got back. Who deletes it, and why, is written down."},
		{"attach.remove.why", "为什么删", "Why"},
		{"attach.remove.do", "删掉，记下来", "Delete, and write it down"},
		{"attach.done.blur", "遮好了，邻居还看不到", "Covered; neighbours do not see it yet"},
		{"attach.done.release", "邻居能看到这张照片了", "Neighbours see this photo now"},
		{"attach.done.withhold", "邻居看不到这张照片了", "Neighbours do not see this photo any more"},
		{"attach.done.said", "存上了", "Saved"},
		{"attach.done.remove", "删掉了", "Deleted"},
	}
}

package wishwebtest

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/org"
)

// Far is a community of the same street with a desk of its own.
const Far = "320613007002"

// Staffed is a neighbourhood with every role of the loop: beside 季小舟 (ji, social worker), 闻立溪 (wen, secretary) and
// 苏见山 (su, office of the street) also vice secretary, property firm, street leader, superior group, command centre,
// auditor, administrator, and a social worker of another community.
func Staffed(t testing.TB) *Hood {
	t.Helper()
	w := New(t)
	orgs := org.New(w.DB, NobodyListens{})
	unit := func(o org.Org) string {
		o, err := orgs.CreateOrg(t.Context(), actor.Job("test"), o, "")
		w.Must(err)
		return o.ID
	}
	home, err := org.CommunityOf(t.Context(), w.DB, Community)
	w.Must(err)
	street := unit(org.Org{Kind: org.Street, Place: Street, Name: "钟秀街道办事处", ShortName: "钟秀街道"})
	firm := unit(org.Org{Kind: org.PropertyFirm, Place: Community, Name: "和畅物业服务公司", ShortName: "和畅物业"})
	far := unit(org.Org{Kind: org.CommunityCommittee, Place: Far, Name: "城北村社区居民委员会", ShortName: "城北村社区"})
	group := unit(org.Org{Kind: org.SuperiorGroup, Place: "320613", Name: "崇川区交通工作组", ShortName: "区交通工作组"})
	district := unit(org.Org{Kind: org.District, Place: "320613", Name: "崇川区城市运行指挥中心", ShortName: "区指挥中心"})
	w.Hire(orgs, "mu", "穆青禾", home.ID, actor.ViceSecretary, "社区党委副书记")
	w.Hire(orgs, "zhu", "祝安平", firm, actor.Handler, "物业经理")
	w.Hire(orgs, "bai", "柏时雨", street, actor.StreetLeader, "街道副主任")
	w.Hire(orgs, "yan", "言慎之", group, actor.GroupLeader, "组长")
	w.Hire(orgs, "shi", "时守正", district, actor.CommandCentre, "值班主任")
	w.Hire(orgs, "qu", "瞿明允", district, actor.Auditor, "审计员")
	w.Hire(orgs, "root", "卜管理", district, actor.SystemAdmin, "系统管理员")
	w.Hire(orgs, "huo", "霍知北", far, actor.SocialWorker, "社工")
	return w
}

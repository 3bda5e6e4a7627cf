package ballot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linli/solve/ballot"
	"linli/solve/ballot/pabulib"
)

// failer is what helpers need of a test, be it of testing or of rapid.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// election writes a small file and reads it: projects "a 10" (id and cost, then category and area), ballots "3 a,b" (how many,
// then what they name; "a,b;2,1" with points).
func election(t failer, kind pabulib.VoteType, budget int, meta string, projects, ballots []string) *pabulib.Election {
	t.Helper()
	var rows strings.Builder
	n := 0
	for _, b := range ballots {
		var times int
		var vote string
		if _, err := fmt.Sscanf(b, "%d %s", &times, &vote); err != nil {
			t.Fatalf("ballot %q: %v", b, err)
		}
		names, points, _ := strings.Cut(vote, ";")
		for range times {
			n++
			fmt.Fprintf(&rows, "%d;%s;%s\n", n, strings.Trim(names, "-"), points)
		}
	}
	var list strings.Builder
	for _, p := range projects {
		f := append(strings.Fields(p), "", "", "")
		fmt.Fprintf(&list, "%s;%s;%s;%s\n", f[0], f[1], strings.Trim(f[2], "-"), f[3])
	}
	text := fmt.Sprintf("META\nkey;value\nnum_projects;%d\nnum_votes;%d\nbudget;%d\nvote_type;%s\n%sPROJECTS\nproject_id;cost;category;neighborhood\n%sVOTES\nvoter_id;vote;points\n%s",
		len(projects), n, budget, kind, meta, list.String(), rows.String())
	e, err := pabulib.Read(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return e
}

func count(t failer, e *pabulib.Election, rule string, o ballot.Options) *ballot.Outcome {
	t.Helper()
	out, err := ballot.Count(context.Background(), e, rule, o)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	return out
}

// Each case can be followed on paper.
func TestRulesOnPaper(t *testing.T) {
	t.Parallel()
	// 10 voters, budget 100. a has 6 votes, b 5, c 4.
	approvals := election(t, pabulib.Approval, 100, "", []string{"a 80", "b 40", "c 20"}, []string{"5 a,b", "1 a", "4 c"})
	pointed := election(t, pabulib.Cumulative, 10, "", []string{"a 10", "b 5", "c 5"}, []string{"3 a,b;2,1", "2 c;3", "1 b,c;1,2"})
	for _, c := range []struct {
		name, rule string
		e          *pabulib.Election
		want       []string
	}{
		{"most votes first, the next that fits", "greedy_cost", approvals, []string{"a", "c"}},
		{"c has 4/20, b 5/40, a 6/80 votes per cost", "greedy_card", approvals, []string{"c", "b"}},
		// share 10: the five of b pay 8 each; a would cost its six 80 > 10+5×2; c's four pay 5 each
		{"b and c can be paid, a then not", "mes_cost", approvals, []string{"b", "c"}},
		{"price c 5, b 8, per voter", "mes_card", approvals, []string{"c", "b"}},
		// c: load 5 each; b: 8; a: (5·8+80)/6 = 20 and 80 does not fit into 40
		{"loads 5 and 8, then a does not fit", "phragmen", approvals, []string{"c", "b"}},
		{"nothing else fits either", "phragmen_then_greedy_cost", approvals, []string{"c", "b"}},
		{"largest load stays smallest", "maximin_support", approvals, []string{"c", "b"}},
		// points: a 6, b 4, c 8; per cost 6/10, 4/5, 8/5
		{"points per cost", "greedy_cardinal", pointed, []string{"c", "b"}},
		{"points alone", "greedy_score", pointed, []string{"c", "b"}},
		// share 10/6: c asks 5/8 a point: 2 × 15/8 > 10/6, so 2 pay 10/6 and the third (5-10/3)/2 = 5/6 a point
		{"those who want it more pay more", "mes_cardinal", pointed, []string{"c", "b"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, count(t, c.e, c.rule, ballot.Options{}).Order); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		})
	}
}

// Nine voters on three designs: the rules part company.
func TestChoosingOneDesign(t *testing.T) {
	t.Parallel()
	designs := []string{"lamp 1", "pond 1", "swing 1"}
	split := election(t, pabulib.Ordinal, 1, "", designs, []string{"4 lamp,pond,swing", "3 swing,pond,lamp", "2 pond,swing,lamp"})
	cycle := election(t, pabulib.Ordinal, 1, "", designs, []string{"4 lamp,pond,swing", "3 pond,swing,lamp", "2 swing,lamp,pond"})
	short := election(t, pabulib.Ordinal, 1, "", designs, []string{"2 lamp", "1 pond,swing"})
	for _, c := range []struct {
		rule, want string
		e          *pabulib.Election
	}{
		{"plurality", "lamp", split},  // 4 first places
		{"two_round", "swing", split}, // lamp 4 against swing 3+2
		{"irv", "swing", split},       // pond goes first
		{"borda", "pond", split},      // 8, 11, 8
		{"schulze", "pond", split},    // beats both, 5 to 4 and 6 to 3
		{"schulze", "lamp", cycle},    // lamp > pond 6, pond > swing 7, swing > lamp 5: the weakest link breaks
		{"plurality", "lamp", short},  // 2 of 3
		{"two_round", "lamp", short},  // more than half at once
		{"borda", "lamp", short},      // lamp 2×2, pond 2 + 2×1/2, swing 1 + 2×1/2
	} {
		got := count(t, c.e, c.rule, ballot.Options{Explain: true})
		if got.Order[0] != c.want || len(got.Order) != 1 {
			t.Errorf("%s chooses %v, want %s", c.rule, got.Order, c.want)
		}
		for _, v := range got.Verdicts {
			if v.Selected != (v.ID == c.want) || v.ZH == "" || v.EN == "" {
				t.Errorf("%s: verdict %+v", c.rule, v)
			}
		}
	}
}

func TestTies(t *testing.T) {
	t.Parallel()
	// equal votes and equal cost but for d
	e := election(t, pabulib.Approval, 10, "", []string{"2 10", "10 10", "d 9"}, []string{"1 2,10", "1 d,10", "1 2,d"})
	for ties, want := range map[string]string{
		"id":      "10", // "10" < "2" as text
		"cost":    "d",
		"votes":   "10",
		"lot:abc": "2", // sha256("abc|2") c788…, ("abc|d") e30f…, ("abc|10") e462…
		"lot:b":   "d", // 3f7d…, ("b|10") 476c…, ("b|2") 8e63…
	} {
		if got := count(t, e, "greedy_cost", ballot.Options{Ties: ties}).Order; got[0] != want {
			t.Errorf("ties %s: %v, want %s first", ties, got, want)
		}
	}
}

func TestCapsBindOnlyWhereAsked(t *testing.T) {
	t.Parallel()
	e := election(t, pabulib.Approval, 100, "categories;green,paths\nbudget_per_category;30,100\n",
		[]string{"a 20 green", "b 20 green,paths", "c 20 paths"}, []string{"3 a", "2 b", "1 c"})
	if got := count(t, e, "greedy_cost", ballot.Options{}).Order; len(got) != 3 {
		t.Errorf("without caps: %v", got)
	}
	got := count(t, e, "greedy_cost", ballot.Options{Caps: true, Explain: true})
	if diff := cmp.Diff([]string{"a", "c"}, got.Order); diff != "" {
		t.Error(diff)
	}
	if want := "10 missing"; !strings.Contains(got.Verdicts[1].EN, want) || !strings.Contains(got.Verdicts[1].EN, `"green"`) {
		t.Errorf("verdict of b: %s", got.Verdicts[1].EN)
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	approvals := election(t, pabulib.Approval, 10, "categories;x\nbudget_per_category;5\n", []string{"a 1 x"}, []string{"1 a"})
	once := election(t, pabulib.ChooseOne, 10, "", []string{"a 1"}, []string{"1 a"})
	north := "neighborhoods;north\nbudget_per_neighborhood;5\n"
	areas := election(t, pabulib.Approval, 10, north, []string{"a 1 - north"}, []string{"1 a"})
	poor := election(t, pabulib.Approval, 4, north, []string{"a 1 - north"}, []string{"1 a"})
	stray := election(t, pabulib.Approval, 10, north, []string{"a 1 - south"}, []string{"1 a"})
	scored := election(t, pabulib.Scoring, 10, north+"default_score;1\n", []string{"a 1 - north"}, []string{"1 a;2"})
	negative := election(t, pabulib.Scoring, 10, "", []string{"a 1"}, []string{"1 a;-2"})
	for _, c := range []struct {
		rule string
		e    *pabulib.Election
		o    ballot.Options
		want string
	}{
		{"mes_price", approvals, ballot.Options{}, "unknown"},
		{"greedy_", approvals, ballot.Options{}, "unknown"},
		{"mes_score", approvals, ballot.Options{}, "unknown"},
		{"greedy_cost", approvals, ballot.Options{Ties: "age"}, "ties"},
		{"mes_cardinal", approvals, ballot.Options{}, "points"},
		{"greedy_borda", approvals, ballot.Options{}, "rankings"},
		{"irv", approvals, ballot.Options{}, "rankings"},
		{"schulze", once, ballot.Options{}, "rankings"},
		{"mes_cost", approvals, ballot.Options{Caps: true}, "Skowron 2026 defines another rule"},
		{"maximin_support", approvals, ballot.Options{Caps: true}, "Aziz et al. 2018"},
		{"plurality", once, ballot.Options{Caps: true}, "chooses one design"},
		{"phragmen", approvals, ballot.Options{Caps: true, Area: "north"}, "one of the two"},
		{"mes_cost", approvals, ballot.Options{Area: "north"}, "budget_per_neighborhood"},
		{"mes_cost", areas, ballot.Options{Area: "west"}, "no area \"west\""},
		{"mes_cost", poor, ballot.Options{Area: "north"}, "more than the budget"},
		{"mes_cost", stray, ballot.Options{Area: "north"}, "does not list"},
		{"mes_cardinal", scored, ballot.Options{Area: "north"}, "default_score"},
		{"greedy_cost", once, ballot.Options{Caps: true}, "neither"},
		{"greedy_cardinal", negative, ballot.Options{}, "from zero"},
	} {
		_, err := ballot.Count(context.Background(), c.e, c.rule, c.o)
		var r *ballot.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.EN, c.want) || r.ZH == "" {
			t.Errorf("%s: %v, want a refusal with %q", c.rule, err, c.want)
		}
	}
}

// The sentences name the figures that a reader can check, and the payments add up.
func TestExplanationOfEqualShares(t *testing.T) {
	t.Parallel()
	e := election(t, pabulib.Approval, 100, "currency;CNY\n", []string{"a 80", "b 40", "c 20", "d 5"}, []string{"5 a,b", "1 a", "4 c"})
	got := count(t, e, "mes_cost", ballot.Options{Explain: true})
	want := map[string][2]string{
		"a": {"6位支持者最后一共还有 20 CNY,造价 80 CNY,还差 60 CNY", "6 supporters have 20 CNY left together, its cost is 80 CNY: 60 CNY missing"},
		"b": {"5位支持者每人付 8 CNY,合起来是造价 40 CNY 的 100.0%", "5 supporters paid 8 CNY each, together 100.0% of the cost of 40 CNY"},
		"d": {"没有人支持", "no voter supports it"},
	}
	for _, v := range got.Verdicts {
		if w, ok := want[v.ID]; ok && (!strings.Contains(v.ZH, w[0]) || !strings.Contains(v.EN, w[1])) {
			t.Errorf("%s: %s / %s", v.ID, v.ZH, v.EN)
		}
	}
	if diff := cmp.Diff([]ballot.Payment{{Each: "8", Voters: 5}}, got.Steps[0].Payments); diff != "" {
		t.Error(diff)
	}
}

func TestStopsWhenTold(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	e := city(500, 20)
	for _, rule := range []string{"mes_cost_add1", "phragmen", "maximin_support"} {
		if _, err := ballot.Count(ctx, e, rule, ballot.Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

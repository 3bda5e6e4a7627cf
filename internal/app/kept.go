package app

import (
	"bytes"
	"fmt"

	"linli/internal/rule"
)

// kept is what is known of a table: how what it holds of people ends, or why it needs no end.
type kept struct {
	Table  string
	Entity string // its period is the rule retention.<Entity>, its end stands in the report of each run
	By     string // a job of its own ends it, after
	Why    string // nothing ends it
	Does   string // what is done at the end
}

// tables is every table of the database, rooms one after the other. A test finds one that is missing.
var tables = []kept{
	{Table: "person", Entity: "contact", Does: "telephone, identity number, door and other contact go"},
	{Table: "person", Entity: "person", Does: "name, birth, sex and contact go; of the home its 邻里 stays, for the figures"},
	{Table: "proxy", Entity: "proxy", Does: "deleted; with either of the two persons, if one goes first"},
	{Table: "account", Entity: "person", Does: "shut for good; login, password and looks go; the bare row stays, for acts name it"},
	{Table: "account_password", Entity: "person", Does: "deleted"},
	{Table: "account_factor", Entity: "person", Does: "deleted"},
	{Table: "account_recovery", Entity: "person", Does: "deleted"},
	{Table: "account_identity", Entity: "person", Does: "deleted"},
	{Table: "account_link", By: "account.purge_sessions, each hour: when it has expired", Does: "deleted; with its account, if that goes first"},
	{Table: "account_code", By: "account.purge_codes, every five minutes: number and code when they are of no use any more, the row after a day", Does: "deleted"},
	{Table: "session", By: "account.purge_sessions, each hour: when it has expired (rules account.session.*)", Does: "deleted; with its account, if that goes first"},
	{Table: "wish", Entity: "wish", Does: "words, place in the building, receipt and people go, and its files with them; number, 邻里, kind, colour, state and clocks stay, for the figures"},
	{Table: "wish_event", Entity: "wish", Does: "texts and persons go; acts, times and offices stay"},
	{Table: "wish_evaluation", Entity: "wish", Does: "words and person go; the rating stays"},
	{Table: "wish_publication", Entity: "wish", Does: "deleted"},
	{Table: "wish_source", Entity: "wish", Does: "the number in another system goes; a hash that belongs to no wish stays, so that the same list does not bring it back"},
	{Table: "wish_follower", Entity: "wish", Does: "deleted; with the person, if that goes first"},
	{Table: "follow_quiet", Entity: "person", Does: "deleted; kept for the release before, this one has notification_choice"},
	{Table: "notification_event", Entity: "notification", Does: "deleted, with its rows for people and channels"},
	{Table: "notification", Entity: "notification", Does: "deleted; with the person, if that goes first"},
	{Table: "notification_delivery", Entity: "notification", Does: "deleted; with the person, if that goes first"},
	{Table: "notification_choice", Entity: "person", Does: "deleted"},
	{Table: "notification_setting", Entity: "person", Does: "deleted, with the mail address"},
	{Table: "wish_call", Entity: "wish", Does: "words, number and who called go; when and how each call ended, and the rating, stay"},
	{Table: "wish_return", Entity: "wish", Does: "words and person go; ground, units and times stay"},
	{Table: "wish_reopening", Entity: "wish", Does: "words go; clocks and the rating stay"},
	{Table: "wish_request", Entity: "wish", Does: "words and persons go; what was asked for, dates, units and outcome stay"},
	{Table: "wish_merge", Entity: "wish", Does: "words go; which wish, state and dates stay"},
	{Table: "precedent", Entity: "wish", Does: "why it was ruled so goes with the wish that was ruled on; where, of what, who leads and who helps, and who ruled in an office, stay"},
	{Table: "wish_task", Entity: "wish", Does: "words go; units, days and who gave it in an office stay"},
	{Table: "wish_spot", Entity: "wish", Does: "deleted"},
	{Table: "wish_view", Entity: "person", Does: "deleted"},
	{Table: "calendar_feed", Entity: "person", Does: "deleted"},
	{Table: "api_token", Entity: "person", Does: "deleted; what was done by it stays in the journal"},
	{Table: "file", Entity: "file", Does: "deleted with its copy for neighbours, its small picture and the bytes; with its wish, if that goes first; one that waits in a form, after a day (file.expire)"},
	{Table: "consent", Entity: "consent", Does: "deleted; it ends when it is taken back, or with the person"},
	{Table: "notice_seen", Entity: "person", Does: "deleted"},
	{Table: "privacy_request", Entity: "request", Does: "words, answer and people go; kind, 邻里, state and clock stay, for the figures"},
	{Table: "reception_invitee", Entity: "invitee", Does: "the name goes, and what its link opened; as what and for whom somebody came stays, for the minutes"},
	{Table: "export", Entity: "export", Does: "whose data it was and who took it goes; number, time, kind, purpose, count and 邻里 stay"},
	{Table: "intake_run", Entity: "intake", Does: "deleted, with the name of its file; who read in how much stays in the journal"},
	{Table: "intake_piece", Entity: "intake", Does: "deleted; at once where the file is not read in, or no line of it was refused"},
	{Table: "intake_row", Entity: "intake", Does: "deleted; what a line says, as soon as it is in"},
	{Table: "journal", Entity: "journal", Does: "addresses and what was changed go; who did what and when stays, by ids that lead to nobody once the person is gone"},

	{Table: "reception", Why: "a meeting and its published minutes are a record of the office; officials are named by their posts, residents are not to be"},
	{Table: "reception_promise", Why: "what an office has promised in public, and what became of it; officials are named by their posts"},
	{Table: "appointment", Why: "who held which post is a record of the office; it names a person by an id"},
	{Table: "stand_in", Why: "who stood in for whom is a record of the office; it names persons by ids"},
	{Table: "org", Why: "an organisation; the telephone is its duty contact"},
	{Table: "post", Why: "a post, not who holds it"},
	{Table: "link", Why: "ids of records; by whom is an id that leads to nobody once the person is gone"},
	{Table: "topic", Why: "what wishes are about; nobody is named"},
	{Table: "dispatch_entry", Why: "whose work what is; organisations, no persons"},
	{Table: "wish_route", Why: "by which entry a wish was sorted: ids, a colour, an organisation"},
	{Table: "wish_precedent", Why: "which precedent was proposed where a wish was sorted, and whether that was done: ids"},
	{Table: "wish_watch", Why: "of which dates somebody was reminded, and how often a wish was handed on or taken up again; nobody is named"},
	{Table: "wish_arrival", Why: "how many wishes a table has brought to a unit; nobody is named"},
	{Table: "wish_move", Why: "from which unit to which a wish was moved up or down, and under which post; nobody is named"},
	{Table: "unit_result", Why: "counts of what became of wishes by unit, community and month; nobody is named"},
	{Table: "topic_figure", Why: "counts of wishes by topic, community and month; nobody is named"},
	{Table: "unit_figure", Why: "counts of returns and moves by unit and month; nobody is named"},
	{Table: "dispatch_draft", Why: "a file of topics or entries that waits to be taken over or was, found by who read it in; nobody is named in its columns, and it goes after a day"},
	{Table: "notification_channel", Why: "how letters leave the house; addresses and passwords are an office's, and sealed"},
	{Table: "notification_template", Why: "words with fields; nobody is named"},
	{Table: "webhook", Why: "which program is told of what; nobody is named, and the post under which it was made is no person"},
	{Table: "hub", Why: "which city's hub sends orders; nobody is named, and the post under which it was made is no person"},
	{Table: "hub_code", Why: "what words of a hub mean here; nobody is named"},
	{Table: "hub_order", By: "outbox.work, each hour: when the wish of the order has become anonymous; what it says, sealed, as soon as it is a wish", Does: "deleted; nothing leads from the hub's number to the wish any more"},
	{Table: "hub_message", By: "outbox.work, each hour: with its order; what it says, sealed, as soon as it was followed", Does: "deleted"},
	{Table: "hub_report", By: "outbox.work, each hour: the hub's number with its order, the row when the rule exchange.hub.keep has passed", Does: "number and words go first; act, unit, times and counts stay, for the score of the feed, then all of it goes"},
	{Table: "outbox_*", By: "outbox.work, each hour: when the rule exchange.outbox.keep has passed since it was delivered or given up", Does: "deleted; ids, kinds of events, numbers of wishes and codes, nothing of a person; addresses and secrets of programs are sealed, and go when the subscription ends"},
	{Table: "rule", Why: "rules; nobody is named"},
	{Table: "calendar_day", Why: "days"},
	{Table: "place", Why: "places"},
	{Table: "place_boundary", Why: "outlines of places"},
	{Table: "boundary_edition", Why: "files of outlines: their names, and when they came"},
	{Table: "place_alias", Why: "names of places"},
	{Table: "place_state", Why: "the edition that holds"},
	{Table: "wish_figure", Why: "counts of wishes by 邻里 and month; nobody is named"},
	{Table: "wish_recount", Why: "when the counts were last compared with the wishes"},
	{Table: "suggest_model", Why: "weights of short runs of characters that several people have written, and how right the answers were; no text, nobody is named"},
	{Table: "suggest_run", Why: "how the last training of a district stands"},
	{Table: "wish_suggestion", Why: "what was suggested for a wish and what was decided: kinds, colours and units; nobody is named"},
	{Table: "suggest_figure", Why: "counts of suggestions by month; nobody is named"},
	{Table: "wish_counter", Why: "a number for each community and year"},
	{Table: "notice", Why: "what everybody may read; who published it is an id that leads to nobody once the person is gone"},
	{Table: "retention_run", Why: "counts of what was erased"},
	{Table: "retention_count", Why: "counts of what was erased"},
	{Table: "export_counter", Why: "the last number"},
	{Table: "journal_log", Why: "the log's name and size"},
	{Table: "journal_tile", Why: "hashes: salted, they tell nothing of what was erased"},
	{Table: "journal_checkpoint", Why: "hashes and signatures"},
	{Table: "backup", Why: "names and hashes of archives; the archives end as docs/backup.md says"},
	{Table: "goose_db_version", Why: "the version of the schema"},
	{Table: "search_*", By: "the index of the search, within a second of every change of its record; with its words, in the same write", Does: "rewritten as the record is now: marks and pairs of characters by themselves, none of which leads back to a text"},
	{Table: "job_process", Why: "which processes work jobs, and when each was last there"},
	{Table: "river_*", By: "the job runner: a finished job after a day, one that was given up after a week", Does: "deleted; what a job is told is an id, a hash or a number, never anything of a person"},
}

// retentionPage is all of it, with the periods that a new installation starts with.
func retentionPage() []byte {
	periods := map[string]rule.Rule{}
	for _, r := range rule.Shipped() {
		periods[r.Key] = r
	}
	var b bytes.Buffer
	b.WriteString("# What is kept of people, and for how long\n\nDrawn from internal/app/kept.go and internal/rule/defaults.csv by `make generate`: every table of the database. A district sets other\n" +
		"periods with `linli rule set retention.…`. The job `retention.sweep` ends things once a day and leaves a report, which the page\n`/retention` shows. A granted request to delete does the same to one person at once.\n")
	b.WriteString("\n## What ends by a rule\n\n| table | kept | what is done | source |\n| --- | --- | --- | --- |\n")
	for _, k := range tables {
		if k.Entity != "" {
			r := periods["retention."+k.Entity]
			fmt.Fprintf(&b, "| %s | `%s`: %s | %s | %s |\n", k.Table, r.Key, r.Value, k.Does, r.Source)
		}
	}
	b.WriteString("\n## What a job of its own ends\n\n| table | when | what is done |\n| --- | --- | --- |\n")
	for _, k := range tables {
		if k.By != "" {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", k.Table, k.By, k.Does)
		}
	}
	b.WriteString("\n## What needs no end\n\n| table | why |\n| --- | --- |\n")
	for _, k := range tables {
		if k.Why != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", k.Table, k.Why)
		}
	}
	return b.Bytes()
}

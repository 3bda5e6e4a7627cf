// Package privacy is what the Personal Information Protection Law (PIPL, in force 2021-11-01) gives to people, beside what
// the other rooms do by themselves.
//
// Notice (art. 17, 35; notice.go): who processes what for which purpose, in versions that hold from a day on. A community
// answers wishes as its legal duty (art. 13 (3), 34), so it tells and does not ask; who has been told which version is
// kept. The text that comes with the program is a template.
//
// Consent (art. 13 (1), 14, 15, 29, 31; consent.go): the name, the home, the words and the telephone of a wish need none.
// No wish needs an identity number or the door behind the building: they are kept only as long as somebody agrees, and go
// when the consent is withdrawn. Of a child under fourteen (rule privacy.child) no contact is kept without a guardian's.
//
// Requests (art. 44–50; request.go): to correct, to delete. Each has a clock (rule privacy.request) and is decided by the
// community where the person lives. A deletion erases at once what nothing needs and says what stays and why; the rest
// follows by itself when the open matter has ended.
//
// Copy (art. 45; copy.go): everything that is held of oneself, as one file that is never stored here.
//
// Retention (art. 19; sweep.go): each kind of thing has a period (rules retention.*), after which a daily job erases it or
// makes it anonymous, and reports how much that was.
//
// Rooms that hold something of people speak package retain; app gives them to New.
//
// Journal acts: privacy.notice, privacy.consent, privacy.consent_end, privacy.ask, privacy.grant, privacy.refuse,
// privacy.withdraw, privacy.erase_rest, retention.run.
package privacy

// Package person is the people: residents and staff, where they live, and who may act for whom (代办).
//
// An identity number follows GB 11643 (idnumber.go), a telephone number China's numbering plan (phone.go). Neither is
// stored by a real installation until there are sealed fields: only a service made for invented people (Options.Invented,
// the demo) keeps them. What a page shows of them is masked (mask.go; domain.md B15: 张*, 138****1234, the last four).
//
// Journal acts: person.create, person.update, person.proxy, person.proxy_end. The journal keeps names and places, and of
// every other field only that it changed.
package person

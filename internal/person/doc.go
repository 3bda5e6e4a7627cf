// Package person is the people: residents and staff, where they live, and who may act for whom (代办).
//
// An identity number follows GB 11643 (idnumber.go), a telephone number China's numbering plan (phone.go). Both, the door
// and another way to reach somebody are the person's Contact (contact.go): stored sealed, bound to the person and the
// field, found by keyed hash, and brought to new keys by Reseal. What a page shows of them is masked (mask.go; domain.md
// B15: 张*, 138****1234, the last four); Reveal opens them once, for a reason that is written down.
//
// Journal acts: person.create, person.update, person.contact, person.reveal, person.proxy, person.proxy_end. The journal
// keeps names and places, and of every other field only that it changed or was looked at.
package person

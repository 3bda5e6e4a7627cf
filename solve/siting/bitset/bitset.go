// Package bitset is a set of small numbers as the searches of siting use it: of fixed size, with no allocation but by New, Clone and List.
package bitset

import (
	"math/bits"
	"slices"
)

// Set holds numbers from 0; two sets used together are of the same size.
type Set []uint64

// New is an empty set that can hold 0 to n-1.
func New(n int) Set { return make(Set, (n+63)/64) }

// Add puts i in.
func (b Set) Add(i int) { b[i>>6] |= 1 << (i & 63) }

// Drop takes i out.
func (b Set) Drop(i int) { b[i>>6] &^= 1 << (i & 63) }

// Has reports whether i is in.
func (b Set) Has(i int) bool { return b[i>>6]>>(i&63)&1 == 1 }

// Clone is a copy.
func (b Set) Clone() Set { return slices.Clone(b) }

// Remove takes out what o holds.
func (b Set) Remove(o Set) {
	for k := range b {
		b[k] &^= o[k]
	}
}

// Common is how many are in both.
func (b Set) Common(o Set) int {
	n := 0
	for k, w := range b {
		n += bits.OnesCount64(w & o[k])
	}
	return n
}

// Within reports whether b ∩ mask ⊆ o.
func (b Set) Within(o, mask Set) bool {
	for k, w := range b {
		if w&mask[k]&^o[k] != 0 {
			return false
		}
	}
	return true
}

// Inside reports whether b ⊆ o.
func (b Set) Inside(o Set) bool {
	for k, w := range b {
		if w&^o[k] != 0 {
			return false
		}
	}
	return true
}

// First is the least number in both, -1 for none.
func (b Set) First(o Set) int {
	for k, w := range b {
		if x := w & o[k]; x != 0 {
			return k<<6 + bits.TrailingZeros64(x)
		}
	}
	return -1
}

// List appends the numbers, ascending.
func (b Set) List(into []int) []int {
	for k, w := range b {
		for ; w != 0; w &= w - 1 {
			into = append(into, k<<6+bits.TrailingZeros64(w))
		}
	}
	return into
}

// Package gallery shows every component of the kit on a few pages, with invented content, so that tests can look at all
// of them in both languages, in elder mode and in the dark. Nothing of the product imports it.
package gallery

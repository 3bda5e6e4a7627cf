// Package e2e walks through the built house as people do: the loop of a wish in a real browser, every page under the
// rules of accessibility, the program started, killed and started again. It holds tests only.
package e2e

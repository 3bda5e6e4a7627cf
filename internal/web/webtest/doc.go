// Package webtest looks at pages as tests need to: by selector in the HTML that a handler answered, and in a real
// browser at a width, with or without scripts, with the accessibility rules of axe-core. Only tests import it.
package webtest

// What every page loads, after it has been shown. Nothing here is needed: it makes quicker what works without it.
import './vendor/htmx/htmx.esm.js'
import './linli.js'

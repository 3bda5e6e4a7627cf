// linli.js makes quicker what works without it. No inline handlers: pages say what they want in data- attributes.
//   data-busy="正在交…"        on a submit button: what it says when the answer takes longer than 400 ms
//   data-focus                 the box of errors: takes the focus when it appears
//   data-from-hash             an input that takes the code behind # of the address (a receipt's QR code)
//   data-board                 the sorting board; data-column and data-card inside it, data-sort="1" on its buttons
//   data-list                  a list with keys of its own; data-row on its rows, whose first link is the row's stop
//   data-ticks                 a form of ticked rows; data-tick-all the box for all, data-ticked counts ("# chosen")
//   data-board-keys            the printed keys, data-keys-off / data-keys-on on the button that switches them
//   data-print                 a button that prints
//   data-lines="24"            a table in which one line is typed after the other, at most so many; data-line on its rows,
//                              data-line-blank a template of one with the number 999, data-line-more the button it replaces
//   data-paint                 cells over a photo: drawing over them ticks them, beginning on a ticked one clears them

const slow = 400 // ms
const givenUp = 20000 // ms: after that one may press again
const busy = new WeakMap() // what stood on a button that says 正在交…

// A form is sent once. The button keeps its name and value: it is not disabled, the second press is swallowed.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method.toLowerCase() !== 'post') return
  if (!begin(form, event.submitter)) event.preventDefault()
})

// The same for a form that htmx sends.
document.addEventListener('htmx:beforeRequest', (event) => {
  const form = event.detail.elt
  if (form.matches('form[method=post]') && !begin(form, null)) event.preventDefault()
})
document.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.elt.matches('form')) ready(event.detail.elt)
})

// begin notes that a form is on its way; it is false when it was already.
function begin (form, submitter) {
  if (form.dataset.sent) return false
  form.dataset.sent = 'yes'
  setTimeout(() => ready(form), givenUp)
  const button = submitter || form.querySelector('[data-busy]')
  if (!button || !button.dataset.busy) return true
  setTimeout(() => {
    if (!form.dataset.sent) return
    busy.set(button, [...button.childNodes])
    button.textContent = button.dataset.busy
    button.setAttribute('aria-disabled', 'true')
    say(button.dataset.busy)
  }, slow)
  return true
}

function ready (form) {
  delete form.dataset.sent
  for (const button of form.querySelectorAll('[data-busy]')) {
    if (!busy.has(button)) continue
    button.replaceChildren(...busy.get(button))
    button.removeAttribute('aria-disabled')
    busy.delete(button)
  }
}

// Back in history shows the page as it was left: let it be sent again.
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-sent]').forEach(ready)
  document.querySelectorAll('[data-ticks]').forEach(countTicks) // the boxes are as they were left
})

function say (text) {
  const live = document.getElementById('live')
  if (live) live.textContent = text
}

function focusErrors (root) {
  const box = root.querySelector('[data-focus]')
  if (box) box.focus()
}

function copyHash (root) {
  const code = decodeURIComponent(location.hash.slice(1))
  if (!/^[0-9A-Za-z-]{4,16}$/.test(code)) return
  for (const input of root.querySelectorAll('input[data-from-hash]')) if (!input.value) input.value = code
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print()
})

// The board: each card is one tab stop. Keys act only while the focus is in the board, never in a field.
const keysOff = 'linli.board.keys.off'

function keysAreOff () {
  try { return localStorage.getItem(keysOff) === '1' } catch { return false }
}

function setUpBoard (root) {
  for (const card of root.querySelectorAll('[data-board] [data-card]')) card.tabIndex = 0
  for (const legend of root.querySelectorAll('[data-board-keys]')) { // also a list's
    legend.hidden = false
    showKeys(legend)
  }
}

function showKeys (legend) {
  const button = legend.querySelector('[data-keys-off]')
  button.textContent = keysAreOff() ? button.dataset.keysOn : button.dataset.keysOff
  legend.classList.toggle('is-off', keysAreOff())
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-keys-off]')
  if (!button) return
  try { localStorage.setItem(keysOff, keysAreOff() ? '0' : '1') } catch { /* a browser that keeps nothing */ }
  showKeys(button.closest('[data-board-keys]'))
})

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || keysAreOff()) return
  const board = event.target.closest('[data-board]')
  const card = event.target.closest('[data-card]')
  if (!board || !card || event.target.closest('input, select, textarea')) return
  if (move(board, card, event.key) || sort(card, event.key) || open(card, event)) event.preventDefault()
})

function move (board, card, key) {
  const columns = [...board.querySelectorAll('[data-column]')].map((c) => [...c.querySelectorAll('[data-card]')])
  const at = columns.findIndex((cards) => cards.includes(card))
  if (at < 0) return false
  const row = columns[at].indexOf(card)
  let next
  if (key === 'ArrowDown') next = columns[at][row + 1]
  else if (key === 'ArrowUp') next = columns[at][row - 1]
  else if (key === 'ArrowRight') next = nearest(columns.slice(at + 1), row)
  else if (key === 'ArrowLeft') next = nearest(columns.slice(0, at).reverse(), row)
  else return false
  if (next) next.focus()
  return true
}

// The next column that has cards, at the same height or its last card.
function nearest (columns, row) {
  const cards = columns.find((c) => c.length > 0)
  return cards && cards[Math.min(row, cards.length - 1)]
}

function sort (card, key) {
  if (!/^[123]$/.test(key)) return false
  const button = card.querySelector(`[data-sort="${key}"]`)
  if (button) button.click()
  return Boolean(button)
}

function open (card, event) {
  if (event.key !== 'Enter' || event.target !== card) return false
  const link = card.querySelector('a[href]')
  if (link) link.click()
  return Boolean(link)
}

// A list: the keys act only while the focus is on a row's link or tick.
document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || keysAreOff()) return
  const list = event.target.closest('[data-list]')
  const row = event.target.closest('[data-row]')
  if (!list || !row || !event.target.matches('a, [type=checkbox]')) return
  if (step(list, row, event.key) || tick(row, event.key) || search(event.key)) event.preventDefault()
})

function step (list, row, key) {
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key]
  if (!by) return false
  const rows = [...list.querySelectorAll('[data-row]')]
  const next = rows[rows.indexOf(row) + by]
  if (next) next.querySelector('a[href]').focus()
  return true
}

function tick (row, key) {
  const box = key === 'x' && row.querySelector('[type=checkbox]')
  if (box) box.click()
  return Boolean(box)
}

function search (key) {
  const field = key === '/' && document.querySelector('[role=search] input, input[type=search]')
  if (field) field.focus()
  return Boolean(field)
}

// Ticked rows are counted, and can be ticked all at once.
function setUpTicks (root) {
  for (const all of root.querySelectorAll('[data-ticks] [data-tick-all]')) all.hidden = false
  for (const form of root.querySelectorAll('[data-ticks]')) countTicks(form)
}

function countTicks (form) {
  const boxes = [...form.querySelectorAll('[data-row] [type=checkbox]')]
  const n = boxes.filter((box) => box.checked).length
  const said = form.querySelector('[data-ticked]')
  if (!said.dataset.none) said.dataset.none = said.textContent
  said.textContent = n ? said.dataset.ticked.replace('#', n) : said.dataset.none
  const all = form.querySelector('[data-tick-all] input')
  all.checked = n > 0 && n === boxes.length
  all.indeterminate = n > 0 && n < boxes.length
  return n
}

document.addEventListener('change', (event) => {
  const form = event.target.closest('[data-ticks]')
  if (!form || !event.target.matches('[type=checkbox]')) return
  if (event.target.closest('[data-tick-all]')) {
    for (const box of form.querySelectorAll('[data-row] [type=checkbox]')) box.checked = event.target.checked
  }
  countTicks(form)
  say(form.querySelector('[data-ticked]').textContent)
})

// Cells over a photo: the pointer ticks what it goes over.
let painting = null // what the cell it began on became

function paint (event) {
  const cell = document.elementFromPoint(event.clientX, event.clientY)
  if (cell && cell.matches('[data-paint] input')) cell.checked = painting
}

document.addEventListener('pointerdown', (event) => {
  if (!event.target.matches('[data-paint] input')) return
  painting = !event.target.checked
  event.target.setPointerCapture?.(event.pointerId)
})
document.addEventListener('pointermove', (event) => { if (painting !== null) paint(event) })
document.addEventListener('pointerup', (event) => {
  if (painting === null) return
  const drawn = painting
  const first = event.target
  setTimeout(() => { if (first.matches('[data-paint] input')) first.checked = drawn }) // the click that follows has turned it
  painting = null
})
document.addEventListener('pointercancel', () => { painting = null })

// A table of lines: Enter goes to the next one, on the last one it adds one. Enter that chooses Chinese characters is not
// ours.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const line = event.target.closest('[data-lines] [data-line]')
  if (!line || !event.target.matches('input, select')) return
  event.preventDefault()
  nextLine(line)
})

// Enter never sends a table, also where a device tells of the key and of its character apart.
document.addEventListener('keypress', (event) => {
  if (event.key === 'Enter' && event.target.closest('[data-lines]')) event.preventDefault()
})

document.addEventListener('click', (event) => {
  const more = event.target.closest('[data-line-more]')
  const lines = more && more.form.querySelector('[data-lines]')
  if (!lines) return
  event.preventDefault()
  addLine(lines)
})

function nextLine (line) {
  let next = line.nextElementSibling
  while (next && !next.querySelector('input:not([type=hidden])')) next = next.nextElementSibling
  if (next) next.querySelector('input:not([type=hidden])').focus()
  else addLine(line.parentElement)
}

function addLine (lines) {
  const n = lines.querySelectorAll('[data-line]').length + 1
  if (n > Number(lines.dataset.lines)) return
  const blank = lines.closest('form').querySelector('[data-line-blank]')
  const line = blank.content.firstElementChild.cloneNode(true)
  line.querySelector('th').textContent = n
  for (const field of line.querySelectorAll('[name]')) {
    for (const name of ['id', 'name']) field.setAttribute(name, field.getAttribute(name).replace(/_999$/, '_' + n))
    field.setAttribute('aria-label', field.getAttribute('aria-label').replace('999', n))
  }
  lines.append(line)
  line.querySelector('input').focus()
}

function setUp (root) {
  focusErrors(root)
  copyHash(root)
  setUpBoard(root)
  setUpTicks(root)
}

setUp(document)

// After a swap the focus goes to the box of errors; on the board to the card that took the place of the one just
// sorted; otherwise it stays. htmx itself keeps the focus on an element that comes back with its id.
let held = null // [column, row] of the card that had the focus

document.addEventListener('htmx:beforeSwap', () => {
  const card = document.activeElement && document.activeElement.closest('[data-card]')
  const column = card && card.closest('[data-column]')
  held = column
    ? [[...document.querySelectorAll('[data-column]')].indexOf(column), [...column.querySelectorAll('[data-card]')].indexOf(card)]
    : null
})

document.addEventListener('htmx:afterSettle', (event) => {
  setUp(event.detail.elt.parentElement || document)
  if (!held || document.activeElement !== document.body) return
  const column = document.querySelectorAll('[data-column]')[held[0]]
  const cards = column ? [...column.querySelectorAll('[data-card]')] : []
  const next = cards[Math.min(held[1], cards.length - 1)] || document.getElementById('main')
  held = null
  if (next) next.focus()
})

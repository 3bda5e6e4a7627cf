// charts.js draws tables: what it shows is what stands in the table below it, which stays. Loaded only by pages with a chart.
//   data-chart="bars"      bars, one below the other; "columns" beside each other; "line" over time, the table's first row is the last
//   data-table="id"        the table; its first column names the rows
//   data-columns="1 2"     what is drawn, by the number of its column; a row without a number there is left out
//   data-says="…"          what it shows, for those who listen
import { init, use, BarChart, LineChart, AriaComponent, GridComponent, SVGRenderer } from './vendor/echarts/echarts.esm.js'

use([BarChart, LineChart, AriaComponent, GridComponent, SVGRenderer])

const drawn = []

// read is the rows of a table that have a number in the first drawn column.
function read(table, columns) {
  const number = (row, column) => (/\d+(\.\d+)?/.exec((row.cells[column] || {}).textContent || '') || [null])[0]
  return [...table.tBodies[0].rows]
    .map((row) => ({ name: row.cells[0].textContent.trim(), said: columns.map((column) => number(row, column)), links: columns.map((column) => (row.cells[column].querySelector('a') || {}).href) }))
    .map((row) => ({ ...row, values: row.said.map((x) => (x === null ? null : Number(x))) }))
    .filter((row) => row.values[0] !== null)
}

// look is the colours and sizes that the page has now.
function look(box) {
  const style = getComputedStyle(box)
  const token = (name) => style.getPropertyValue(name).trim()
  return {
    act: token('--act'), ink: token('--ink'), soft: token('--soft'), line: token('--line'), edge: token('--edge'), surface: token('--surface'),
    size: parseFloat(style.fontSize), family: style.fontFamily,
  }
}

// fills are the series: the first is filled, another is an outline, so that no colour stands alone.
function fills(at, n) {
  return n === 0 ? { color: at.act, borderColor: at.act } : { color: at.surface, borderColor: at.edge, borderWidth: 1.5, borderType: [4, 3] }
}

function options(box, table, kind, columns) {
  const at = look(box)
  const rows = read(table, columns)
  if (kind === 'line') rows.reverse()
  const text = { color: at.soft, fontSize: at.size, fontFamily: at.family }
  const across = kind === 'bars'
  const longest = Math.max(2, ...rows.flatMap((row) => row.said.map((x) => (x || '').length))) // the number behind the longest bar has room
  const names = {
    type: 'category', data: rows.map((row) => row.name), inverse: across, axisTick: { show: false }, axisLine: { lineStyle: { color: at.edge } },
    axisLabel: { ...text, color: at.ink, interval: kind === 'line' ? 'auto' : 0, width: across ? Math.min(box.clientWidth * 0.36, 190) : kind === 'line' ? undefined : (box.clientWidth - at.size * 4) / Math.max(rows.length, 1) - 4, overflow: kind === 'line' ? undefined : 'break' },
  }
  const numbers = { type: 'value', min: 0, minInterval: kind === 'line' ? 0 : 1, splitLine: { lineStyle: { color: at.line } }, axisLabel: text, splitNumber: 4 }
  return {
    rows,
    option: {
      animation: false, textStyle: { fontFamily: at.family }, aria: { enabled: false },
      grid: { left: 8, right: across ? longest * at.size * 0.65 + 16 : 16, top: at.size * 2, bottom: 4, containLabel: true },
      xAxis: across ? { ...numbers, show: false } : names,
      yAxis: across ? names : numbers,
      series: columns.map((column, n) => ({
        type: kind === 'line' ? 'line' : 'bar', silent: !rows.some((row) => row.links[n]), cursor: 'pointer', name: table.tHead.rows[0].cells[column].textContent.trim(),
        data: rows.map((row) => row.values[n]), barMaxWidth: 40, barCategoryGap: '28%', symbol: 'circle', symbolSize: 7, lineStyle: { color: at.act, width: 2 },
        itemStyle: fills(at, n),
        label: { show: true, formatter: (at) => rows[at.dataIndex].said[n], position: across ? 'right' : 'top', color: n === 0 ? at.ink : at.soft, fontSize: at.size, fontWeight: n === 0 ? 600 : 400, fontFamily: at.family },
      })),
    },
  }
}

// draw shows a table as a chart, as high as its rows need.
function draw(box) {
  const table = document.getElementById(box.dataset.table)
  const columns = (box.dataset.columns || '').split(' ').map(Number)
  if (!table || !table.tHead) return
  box.hidden = false
  const made = options(box, table, box.dataset.chart, columns)
  if (!made.rows.some((row) => row.values.some((x) => x > 0))) {
    box.hidden = true
    return
  }
  const size = parseFloat(getComputedStyle(box).fontSize)
  const height = box.dataset.chart === 'bars' ? Math.max(made.rows.length * columns.length * size * 1.9 + size * 3, 120) : Math.max(240, size * 16)
  let chart = drawn.find((x) => x.box === box)
  if (!chart) {
    chart = { box, chart: init(box, null, { renderer: 'svg', height }) }
    drawn.push(chart)
  }
  chart.chart.resize({ height })
  chart.chart.setOption(made.option, true)
  chart.chart.off('click')
  chart.chart.on('click', (at) => { // the same way as the number in the table, for whom a bar is easier to hit
    const to = made.rows[at.dataIndex].links[at.seriesIndex]
    if (to) location.assign(to)
  })
  box.setAttribute('role', 'img')
  box.setAttribute('aria-label', box.dataset.says)
}

const all = () => document.querySelectorAll('[data-chart]').forEach(draw)
let waiting
const again = () => {
  clearTimeout(waiting)
  waiting = setTimeout(all, 100)
}
addEventListener('resize', again)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme', 'data-mode'] })
all()

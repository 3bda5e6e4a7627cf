// map.js draws the maps with MapLibre GL. What it shows stands on the page already, drawn by the server and as a list; where WebGL or
// the script is missing, that remains. Loaded only by pages with a map.
//   data-map="w,s,e,n"   what is to be seen at first, in degrees
//   data-areas           GeoJSON of areas; data-links names, for each, where it leads: address, name and a word below it, a line each
//   data-pins            GeoJSON of numbers; empty: none
//   data-worker          the script that it works with; data-words the words of its buttons
//   data-spot around it  choosing a spot: the form has the field point
import { Map as Chart, Marker, NavigationControl, setWorkerUrl } from './vendor/maplibre/maplibre-gl.mjs'

const shapes = ['blue', 'yellow', 'red', 'none']
const nothing = { type: 'FeatureCollection', features: [] }

// look is the colours that the page has now.
function look(box) {
  const style = getComputedStyle(box)
  const token = (name) => style.getPropertyValue(name).trim()
  return { act: token('--act'), tint: token('--act-tint'), bg: token('--bg'), surface: token('--surface'), edge: token('--edge') }
}

function styleOf(box) {
  const at = look(box)
  return {
    version: 8,
    sources: { areas: { type: 'geojson', data: nothing, promoteId: 'code' }, pins: { type: 'geojson', data: nothing } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': at.bg } },
      { id: 'fill', type: 'fill', source: 'areas', paint: { 'fill-color': at.surface } },
      { id: 'over', type: 'fill', source: 'areas', paint: { 'fill-color': at.tint, 'fill-opacity': ['case', ['boolean', ['feature-state', 'over'], false], 1, 0] } },
      { id: 'line', type: 'line', source: 'areas', paint: { 'line-color': at.edge, 'line-width': 1.5 } },
      {
        id: 'heat', type: 'heatmap', source: 'pins', layout: { visibility: 'none' },
        paint: {
          'heatmap-weight': ['min', 1, ['/', ['get', 'n'], 8]], 'heatmap-radius': 44, 'heatmap-intensity': 1.2,
          'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, 'rgba(10,101,88,0)', 0.2, 'rgba(10,101,88,0.25)', 0.6, 'rgba(10,101,88,0.6)', 1, 'rgba(7,60,52,0.9)'],
        },
      },
    ],
  }
}

async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: 'application/geo+json' } })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.json()
}

const zoomed = (url, zoom) => url + (url.includes('?') ? '&' : '?') + 'z=' + zoom

// element makes one, with what is in it.
function element(tag, className, ...inside) {
  const e = document.createElement(tag)
  e.className = className
  e.append(...inside)
  return e
}

function shape(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  svg.setAttribute('class', 'll-shape ll-shape-' + name)
  svg.setAttribute('aria-hidden', 'true')
  use.setAttribute('href', '#s-' + name)
  svg.append(use)
  return svg
}

// pinOf is a number on the map, with its shape where all are of one colour.
function pinOf(said) {
  const a = element('a', 'll-pin')
  const only = said.of.indexOf(said.n)
  if (only >= 0) a.append(shape(shapes[only]))
  a.append(element('span', '', String(said.n)))
  a.href = said.url
  a.setAttribute('aria-label', said.says)
  a.title = said.says
  return a
}

// links is where areas lead, by their names.
function links(box) {
  const lines = (box.dataset.links || '').split('\n')
  const out = new Map()
  for (let i = 0; i + 2 < lines.length; i += 3) out.set(lines[i + 1], { url: lines[i], says: lines[i + 2] })
  return out
}

function draw(box) {
  const corners = box.dataset.map.split(',').map(Number)
  const canvas = element('div', 'll-map-live')
  box.prepend(canvas)
  box.classList.add('ll-map-on')
  let chart
  try {
    chart = new Chart({
      container: canvas, style: styleOf(box), bounds: [[corners[0], corners[1]], [corners[2], corners[3]]], fitBoundsOptions: { padding: 8 }, minZoom: 7, maxZoom: 18.9,
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: false, fadeDuration: 0, locale: JSON.parse(box.dataset.words || '{}'),
      localIdeographFontFamily: getComputedStyle(box).fontFamily,
    })
  } catch (e) {
    canvas.remove()
    box.classList.remove('ll-map-on')
    return null
  }
  chart.touchZoomRotate.disableRotation()
  chart.keyboard.disableRotation()
  chart.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  chart.getCanvas().setAttribute('aria-label', box.dataset.name || '')
  const to = links(box)
  let markers = []
  let names = []
  let band = -1
  const show = async () => {
    const zoom = Math.min(18, Math.max(7, Math.round(chart.getZoom())))
    if (zoom === band) return
    band = zoom
    try {
      const [areas, pins] = await Promise.all([box.dataset.areas ? fetched(zoomed(box.dataset.areas, zoom)) : nothing, box.dataset.pins ? fetched(zoomed(box.dataset.pins, zoom)) : nothing])
      if (zoom !== band) return
      chart.getSource('areas').setData(areas)
      chart.getSource('pins').setData(pins)
      for (const m of [...markers, ...names]) m.remove()
      names = areas.features.map((f) => {
        const link = to.get(f.properties.name) || {}
        const e = element('span', 'll-map-tag', f.properties.name)
        if (link.says) e.append(element('b', '', link.says))
        e.setAttribute('aria-hidden', 'true')
        return new Marker({ element: e }).setLngLat(f.properties.at).addTo(chart)
      })
      markers = pins.features.map((f) => new Marker({ element: pinOf(f.properties), offset: [0, names.length > 0 ? 22 : 0] }).setLngLat(f.geometry.coordinates).addTo(chart))
      for (const m of markers) m.getElement().removeAttribute('tabindex')
      box.dataset.drawn = String(zoom)
    } catch (e) { // the list says the same; what was drawn before stays
      band = -1
    }
  }
  chart.on('load', show)
  chart.on('moveend', show)
  over(chart, to)
  return chart
}

// over shows which area is under the pointer, and follows it when pressed.
function over(chart, to) {
  let last
  const mark = (id) => {
    if (last !== undefined) chart.setFeatureState({ source: 'areas', id: last }, { over: false })
    last = id
    if (id !== undefined) chart.setFeatureState({ source: 'areas', id }, { over: true })
    chart.getCanvas().style.cursor = id === undefined ? '' : 'pointer'
  }
  chart.on('mousemove', 'fill', (e) => { const f = e.features[0]; mark(to.has(f.properties.name) ? f.id : undefined) })
  chart.on('mouseleave', 'fill', () => mark(undefined))
  chart.on('click', 'fill', (e) => {
    const link = to.get(e.features[0].properties.name)
    if (link && link.url) location.href = link.url
  })
}

// heat switches between numbers and heat.
function heat(box, chart) {
  const button = document.querySelector('[data-heat]')
  if (!button || !box.dataset.pins) return
  const words = [button.textContent, button.dataset.off]
  button.hidden = false
  button.setAttribute('aria-pressed', 'false')
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(on))
    button.textContent = words[on ? 1 : 0]
    box.classList.toggle('ll-map-heat', on)
    chart.setLayoutProperty('heat', 'visibility', on ? 'visible' : 'none')
  })
}

// pick lets a form choose a spot: on the map, at its middle by the keyboard, or where the device is.
function pick(part) {
  const field = part.querySelector('[name=point]')
  const say = part.querySelector('[data-said]')
  const drop = part.querySelector('[data-drop]')
  const open = part.querySelector('[data-open]')
  const here = part.querySelector('[data-here]')
  const middle = part.querySelector('[data-middle]')
  const box = part.querySelector('[data-map]')
  let chart, marker
  const set = (point, words) => {
    field.value = point
    say.textContent = words
    drop.hidden = !point
  }
  const put = (at) => {
    if (!marker) marker = new Marker({ element: element('span', 'll-map-spot') })
    marker.setLngLat(at).addTo(chart)
    set(at.lng.toFixed(7) + ',' + at.lat.toFixed(7), part.dataset.picked)
  }
  part.hidden = false
  drop.hidden = !field.value
  open.addEventListener('click', () => {
    open.hidden = true
    box.hidden = middle.hidden = false
    setWorkerUrl(box.dataset.worker)
    chart = draw(box)
    middle.hidden = !chart // without WebGL the picture of the areas remains, and the place in words
    if (!chart) return
    chart.on('click', (e) => put(e.lngLat))
    chart.getCanvas().focus()
  })
  middle.addEventListener('click', () => chart && put(chart.getCenter()))
  drop.addEventListener('click', () => {
    if (marker) marker.remove()
    set('', '')
    open.focus()
  })
  if (!navigator.geolocation) here.hidden = true
  here.addEventListener('click', () => {
    say.textContent = part.dataset.looking
    navigator.geolocation.getCurrentPosition(
      (p) => set(p.coords.longitude.toFixed(7) + ',' + p.coords.latitude.toFixed(7), part.dataset.found),
      () => { say.textContent = part.dataset.lost },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    )
  })
}

for (const box of document.querySelectorAll('[data-map]')) {
  if (box.closest('[data-spot]')) continue
  setWorkerUrl(box.dataset.worker)
  const chart = draw(box)
  if (chart) heat(box, chart)
}
for (const part of document.querySelectorAll('[data-spot]')) pick(part)

// The part of ECharts that charts.js draws with.
export { init, use } from 'echarts/core'
export { BarChart, LineChart } from 'echarts/charts'
export { AriaComponent, GridComponent } from 'echarts/components'
export { SVGRenderer } from 'echarts/renderers'

"""Charts, pictures and documents."""

from package import Package

DRAWING = [
    Package(
        "jsdom@29.1.1 @types/jsdom@30.0.0", "a DOM for what wants one",
        "import { JSDOM } from 'jsdom'; const dom = new JSDOM('<p>Hello</p>'); dom.window.document.querySelector('p')?.textContent",
        "'Hello'", "dom.", "window serialize", "dom.serialize", "string",
    ),
    Package(
        "@observablehq/plot@0.6.17", "types that need the DOM's",
        "import * as Plot from '@observablehq/plot';\n"
        "const drawn = Plot.plot({ document: dom.window.document, marks: [Plot.dot([[1, 2], [3, 4]])] });\n"
        "drawn.querySelectorAll('circle').length",
        "2", "Plot.", "plot dot barY", "Plot.dot", "Dot",
    ),
    Package(
        "vega@6.4.0", "ES modules only, with workers of d3",
        "import * as vega from 'vega';\n"
        "const view = new vega.View(vega.parse({ width: 10, height: 10, marks: [{ type: 'rect', encode: { enter: {"
        " width: { value: 5 }, height: { value: 5 }, fill: { value: 'red' } } } }] }));\n"
        "(await view.toSVG()).includes('red')",
        "true", "view.", "toSVG runAsync", "vega.parse", "Runtime",
    ),
    Package(
        "vega-lite@6.4.3", "a type of a thousand lines",
        "import { compile } from 'vega-lite';\n"
        "compile({ data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { x: { field: 'a', type: 'quantitative' } } }).spec.marks?.length",
        "1", "compile({ data: { values: [] }, mark: 'bar' }).", "spec normalized", "compile", "TopLevelSpec",
    ),
    Package(
        "sharp@0.35.5", "native code, `export =`",
        "import sharp from 'sharp';\n"
        "const png = await sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } }).png().toBuffer();\n"
        "(await sharp(png).metadata()).width",
        "4", "sharp(png).", "resize metadata toBuffer", "sharp", "sharp(input?: ",
    ),
    Package(
        "three@0.187.0 @types/three@0.187.0", "types that bring the DOM's with them",
        "import * as THREE from 'three'; new THREE.Vector3(1, 2, 2).length()",
        "3", "THREE.", "Vector3 Scene", "THREE.Vector3", "new Vector3(x?: number",
    ),
    Package(
        "echarts@6.1.0", "draws without a DOM, too",
        "import * as echarts from 'echarts';\n"
        "const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 100, height: 80 });\n"
        "chart.setOption({ xAxis: { data: ['a'] }, yAxis: {}, series: [{ type: 'bar', data: [5] }] });\n"
        "const bars = chart.renderToSVGString(); chart.dispose(); bars.startsWith('<svg')",
        "true", "echarts.", "init use graphic", "echarts.init", "EChartsType",
    ),
]

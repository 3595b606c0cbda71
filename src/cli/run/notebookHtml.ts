import { stripVTControlCharacters } from 'node:util';
import { escapeHtml } from '../../notebook/index.js';
import { frameClass } from '../../widgets/anywidget/widgetFrame.js';
import { formulaHtml } from './formulas.js';
import { highlightedCode } from './highlightCode.js';
import type { NotebookCell, NotebookDocument, NotebookObject, NotebookOutput } from './notebookDocument.js';
import { contentPolicy, markdownHtml, safeHtml } from './safeHtml.js';
import { SavedWidgets } from './savedWidgets.js';
import { settledText } from './settledText.js';

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
pre,code{font:14px/1.45 ui-monospace,monospace}
pre{overflow:auto;padding:.6rem .8rem;border-radius:6px;margin:.4rem 0}
.code{background:#f5f7fa;border-left:3px solid #3178c6}
.stderr{background:#fdf3e3}.error{background:#fdecec}
.count{color:#667;font-size:12px;font-family:ui-monospace,monospace}
.code .k{color:#7b30b8}.code .c{color:#5f6b7a;font-style:italic}.code .n{color:#0b6e4f}.code .s{color:#a3311f}.code .m{color:#8a5a00}
section,.output{overflow-x:auto;overflow-wrap:anywhere}
math{font-family:'Latin Modern Math','STIX Two Math','Cambria Math',math}
.output img{max-width:100%}table{border-collapse:collapse}td,th{padding:.2rem .6rem;border-bottom:1px solid #ddd}
@media(prefers-color-scheme:dark){body{background:#16181d;color:#ddd}.code{background:#20242c}
.code .k{color:#c79bf2}.code .c{color:#93a0b0}.code .n{color:#7fd1ae}.code .s{color:#f0a48f}.code .m{color:#e0b25c}
.plot{filter:invert(.91) hue-rotate(180deg)}a{color:#8ab4f8}
.stderr{background:#3a2f1b}.error{background:#3d2023}td,th{border-color:#444}}
@media(max-width:30rem){body{margin:1rem auto;padding:0 .7rem}pre,code{font-size:12.5px}td,th{padding:.2rem .35rem}}`;

/**
 * A run notebook as one HTML page that needs no network and no kernel, and in which nothing runs but the views that
 * widgets bring along, each in a frame that reaches neither the page nor any address.
 */
export function notebookHtml(notebook: NotebookDocument, title: string): string {
  const widgets = new SavedWidgets(notebook);
  const body = notebookBody(notebook, highlightedCode, widgets);
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy}${widgets.policy}">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    `<title>${escapeHtml(title)}</title><style>${style}</style></head>\n<body>\n${body}\n</body></html>\n`
  );
}

/**
 * What the page shows: a section a cell, made safe, for a page with a style of its own.
 * @param codeHtml of a cell's code
 * @param widgets that are shown in frames. @default none: they are texts
 */
export function notebookBody(
  notebook: NotebookDocument,
  codeHtml = escapeHtml,
  widgets?: SavedWidgets,
): string {
  const section = (cell: NotebookCell): string => {
    const html = safeHtml(cellHtml(cell, codeHtml, widgets));
    return `<section>${widgets?.fill(html) ?? html}</section>`;
  };
  return notebook.cells.map(section).join('\n');
}

function cellHtml(
  cell: NotebookCell,
  codeHtml: (source: string) => string,
  widgets: SavedWidgets | undefined,
): string {
  if (cell.cell_type === 'markdown') return markdownHtml(withAttachments(cell));
  if (cell.cell_type !== 'code') return `<pre>${escapeHtml(cell.source)}</pre>`;
  const count = `<div class="count">[${cell.execution_count ?? ' '}]</div>`;
  const outputs = (cell.outputs ?? []).map(
    (output) => `<div class="output">${outputHtml(output, widgets)}</div>`,
  );
  return `${count}<pre class="code">${codeHtml(cell.source)}</pre>${outputs.join('')}`;
}

/** Pictures that were pasted into a Markdown cell stand in the cell itself. */
function withAttachments(cell: NotebookCell): string {
  const attachments = (cell.attachments ?? {}) as Record<string, NotebookObject>;
  return cell.source.replace(/\(attachment:([^)\s]+)\)/g, (whole, name: string) => {
    const [type, data] = Object.entries(attachments[name] ?? {})[0] ?? [];
    return type ? `(data:${type};base64,${String(data)})` : whole;
  });
}

function outputHtml(output: NotebookOutput, widgets: SavedWidgets | undefined): string {
  if (output.output_type === 'stream') return preHtml(output.text, String(output.name));
  if (output.output_type === 'error') return preHtml((output.traceback as string[]).join('\n'), 'error');
  const data = output.data as NotebookObject;
  const frame = widgets?.mark(data);
  if (frame !== undefined) return frame;
  // A picture before HTML when the HTML is only a script's place, as that of a figure is.
  if ('image/svg+xml' in data) return text(data['image/svg+xml']);
  for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    if (type in data)
      return `<img${isPlot(data) ? ' class="plot"' : ''} alt="" src="data:${type};base64,${text(data[type]).replaceAll('\n', '')}">`;
  }
  if ('text/html' in data && !isFrame(data)) return text(data['text/html']);
  if ('text/markdown' in data) return markdownHtml(text(data['text/markdown']));
  if ('text/latex' in data) return latexHtml(text(data['text/latex']));
  return preHtml(data['text/plain'], 'plain');
}

/** A figure without photos: lines on white, which a dark page turns round. */
function isPlot(data: NotebookObject): boolean {
  const figure = data['application/vnd.plotly.v1+json'] as { layout?: { images?: unknown } } | undefined;
  return figure !== undefined && figure.layout?.images === undefined;
}

/** What a widget shows where scripts run: of it nothing would be left here. */
function isFrame(data: NotebookObject): boolean {
  return text(data['text/html']).startsWith(`<iframe class="${frameClass}"`);
}

/** LaTeX as kernels give it: a formula in its delimiters. */
function latexHtml(latex: string): string {
  const formula = /^\s*(\${1,2})([\s\S]+)\1\s*$/.exec(latex);
  return formula ? formulaHtml((formula[2] as string).trim(), formula[1] === '$$') : markdownHtml(latex);
}

function preHtml(content: unknown, kind: string): string {
  return `<pre class="${kind}">${escapeHtml(stripVTControlCharacters(settledText(text(content))))}</pre>`;
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';
import { escapeHtml } from '../../notebook/index.js';
import { splitBuffers } from '../model/wireState.js';

/** A model as a notebook keeps it: its state, and its bytes in base64. */
export interface SavedWidget {
  readonly state: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly { readonly path: readonly unknown[]; readonly data: string }[];
}

/** A state in wire form as a notebook keeps it. */
export function savedModel(wire: Readonly<Record<string, unknown>>): SavedWidget {
  const { state, bufferPaths, buffers } = splitBuffers(wire);
  const data = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return { state, buffers: buffers.map((bytes, i) => ({ path: bufferPaths[i] ?? [], data: data(bytes) })) };
}

/** The class by which a frame is found in a page. */
export const frameClass = 'tsvision-widget-frame';

/** Makes frames as high as what is in them. */
const sizing = `addEventListener('message',({data,source})=>{const height=Number(data?.tsvisionWidgetHeight);if(height>=0)for(const frame of document.querySelectorAll('.${frameClass}'))if(frame.contentWindow===source)frame.style.height=Math.ceil(height)+'px'});`;

let program: string | undefined;

/** What runs within the frame. The build makes one file of what stands in `page`. */
function frameProgram(): string {
  program ??= readFileSync(join(packageRoot(), 'dist/widgets/anywidget/page/program.js'), 'utf8');
  return program;
}

/**
 * One widget in a frame that needs no kernel and no network, and that can reach neither the page around it nor any
 * address: its module runs, what it sends to the kernel goes nowhere.
 */
export function widgetFrame(model: SavedWidget, title: string): string {
  const inside =
    '<!doctype html><html><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${framePolicy}">` +
    '<style>html,body{margin:0;color-scheme:light dark;font:14px/1.45 system-ui,sans-serif}main{overflow:auto}</style></head><body><main></main>' +
    `<script type="application/json" id="model">${JSON.stringify(model).replaceAll('<', '\\u003c')}</script>` +
    `<script>${frameProgram()}</script></body></html>`;
  return (
    `<iframe class="${frameClass}" title="${escapeHtml(title)}" sandbox="allow-scripts" ` +
    `style="border:0;width:100%;height:150px" srcdoc="${escapeHtml(inside)}"></iframe><script>${sizing}</script>`
  );
}

const framePolicy =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; " +
  "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; connect-src data: blob:";

/**
 * What a page's own policy must allow for frames to work: these two scripts, and modules that they make.
 */
export function frameScriptPolicy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `script-src ${hash(frameProgram())} ${hash(sizing)} 'wasm-unsafe-eval' blob:; worker-src blob:`;
}

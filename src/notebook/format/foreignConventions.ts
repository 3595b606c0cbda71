import { notebookPorts } from '../currentPorts.js';
import type { MimeBundle } from '../mimeBundle.js';
import { inspectSafely, readSafely } from './inspectSafely.js';
import { recordTable } from './recordTable.js';

type Convention = (value: unknown) => Promise<MimeBundle> | MimeBundle | undefined;

/** Ways in which values of other libraries and kernels say how they are shown, in the order in which they count. */
const conventions: readonly Convention[] = [mimeMethods, canvas, vegaChart, dataFrame, element, component];

/** What a value shows of itself by a convention other than ours; `undefined` when it follows none. */
export function foreignBundle(value: unknown): Promise<MimeBundle> | MimeBundle | undefined {
  for (const convention of conventions) {
    const bundle = convention(value);
    if (bundle) return bundle;
  }
  return undefined;
}

const methods = {
  _toHtml: 'text/html',
  _toSvg: 'image/svg+xml',
  _toPng: 'image/png',
  _toJpeg: 'image/jpeg',
} as const;

/** IJavascript: `_toMime()` returns a bundle, `_toHtml()` and the like one format each; any may be async. */
function mimeMethods(value: unknown): Promise<MimeBundle> | undefined {
  if (isMethod(value, '_toMime')) return completed(value, call(value, '_toMime'));
  const found = Object.entries(methods).filter(([name]) => isMethod(value, name));
  if (found.length === 0) return undefined;
  const parts = found.map(async ([name, type]) => [type, await call(value, name)] as const);
  return completed(value, Promise.all(parts).then(Object.fromEntries));
}

async function completed(value: unknown, bundle: unknown): Promise<MimeBundle> {
  return { 'text/plain': inspectSafely(value), ...((await bundle) as MimeBundle) };
}

/** Deno: a canvas draws itself as a data URL. */
function canvas(value: unknown): MimeBundle | undefined {
  if (!isMethod(value, 'toDataURL')) return undefined;
  const match = /^data:([\w/+.-]+);base64,(.+)$/s.exec(String(call(value, 'toDataURL')));
  if (!match) return undefined;
  const size = `${String(readSafely(value, 'width'))}×${String(readSafely(value, 'height'))}`;
  return { [match[1] as string]: match[2], 'text/plain': `[Canvas ${size}]` };
}

/** Deno: a chart of Vega or Vega-Lite names its schema. */
function vegaChart(value: unknown): MimeBundle | undefined {
  if (!isMethod(value, 'toSpec')) return undefined;
  const spec = call(value, 'toSpec') as Readonly<Record<string, unknown>> | undefined;
  const match = /schema\/(vega|vega-lite)\/v(\d+)/.exec(String(spec?.$schema));
  if (!match) return undefined;
  return {
    [`application/vnd.${match[1]?.replace('-', '')}.v${match[2]}+json`]: spec,
    'text/plain': '[Chart]',
  };
}

/** Deno: a data frame (polars) has a schema, a head and its records. */
function dataFrame(value: unknown): MimeBundle | undefined {
  if (!isMethod(value, 'toRecords') || typeof readSafely(value, 'schema') !== 'object') return undefined;
  const records = call(value, 'toRecords') as Record<string, unknown>[];
  return { 'text/html': recordTable(records), 'text/plain': inspectSafely(value) };
}

/** An element of a document. */
function element(value: unknown): MimeBundle | undefined {
  const markup = readSafely(value, 'outerHTML');
  if (typeof markup !== 'string') return undefined;
  const type = markup.startsWith('<svg') ? 'image/svg+xml' : 'text/html';
  return { [type]: markup, 'text/plain': markup };
}

/** An element of React or Preact, which the folder's own renderer writes. */
function component(value: unknown): Promise<MimeBundle> | undefined {
  return notebookPorts()
    .markup?.(value)
    ?.then((markup) =>
      markup === undefined
        ? { 'text/plain': inspectSafely(value) }
        : { 'text/html': markup, 'text/plain': markup },
    );
}

function isMethod(value: unknown, name: string): boolean {
  return typeof readSafely(value, name) === 'function';
}

function call(value: unknown, name: string): unknown {
  return (value as Record<string, () => unknown>)[name]?.();
}

import { commonJsPackage, nativeImport } from './importForeign.js';

/** Writes an element as HTML. */
type Render = (element: unknown) => string | Promise<string>;

/** Who can write elements of a library as HTML: its module, and the function's name there. */
interface Renderer {
  readonly module: string;
  readonly name: string;
  isElement(value: unknown): boolean;
}

const renderers: readonly Renderer[] = [
  {
    module: 'react-dom/server',
    name: 'renderToStaticMarkup',
    isElement: (value) => /^Symbol\(react\.(transitional\.)?element\)$/.test(String(own(value, '$$typeof'))),
  },
  {
    module: 'preact-render-to-string',
    name: 'default',
    // Preact marks its nodes by a constructor that is none, so that no JSON can be one.
    isElement: (value) =>
      typeof value === 'object' &&
      value !== null &&
      typeof own(value, 'constructor') !== 'function' &&
      ['constructor', 'type', 'props', 'key', '__v'].every((name) => Object.hasOwn(value, name)),
  },
];

/**
 * The HTML of an element of React or Preact, or of a list of them, written by the renderer that the folder has;
 * `undefined` for other values, a promise of `undefined` without a renderer.
 */
export function elementMarkup(value: unknown, folder: string): Promise<string | undefined> | undefined {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const renderer = renderers.find(({ isElement }) => all.length > 0 && all.every(isElement));
  return renderer && markup(value, renderer, folder);
}

async function markup(
  value: unknown,
  { module, name }: Renderer,
  folder: string,
): Promise<string | undefined> {
  const found =
    commonJsPackage(folder, module) ?? (await nativeImport(folder, module).catch(() => undefined));
  const render = (found as Record<string, Render> | undefined)?.[name];
  return render?.(value);
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { InvalidArgumentError, packageRoot } from '../../core/index.js';
import { Layout } from '../generated/coreWidgets.js';
import type { AttributeSpec, ModelSpec } from '../model/modelSpec.js';
import { anyRelease, anyWidgetModel } from './anyWidgetModel.js';
import { LiveFile } from './liveFile.js';
import { type ModuleSource, moduleSource, moduleText } from './moduleSource.js';

/** Answers a view's `experimental.invoke(name, message, { buffers })`, as a command of Python's `anywidget` does. */
export type WidgetCommand = (
  message: unknown,
  buffers: readonly Uint8Array[],
) => CommandAnswer | Promise<CommandAnswer>;

/** What a command answers, and the bytes that go beside it. */
export type CommandAnswer = readonly [
  response: unknown,
  buffers?: readonly (ArrayBuffer | ArrayBufferView)[],
];

/** What a widget of one's own is made of. */
export interface WidgetDefinition<S extends object> {
  /**
   * The view: a module whose default export is `{ initialize?({ model }), render({ model, el }) }`. Its source text; the
   * path of a file (JavaScript, or TypeScript without imports), which may be edited while the widget is shown; an
   * https address, which the browser fetches; or `npm:package`, `npm:package/path` for a module that is installed.
   */
  readonly esm: string | URL;
  /** Its style sheet, in the same ways. @default none */
  readonly css?: string | URL;
  /** What is kept equal on both sides, with its first values: JSON, bytes, widgets. @default nothing */
  readonly state?: S;
  /** Answers to the view's `experimental.invoke`, by name. @default none */
  readonly commands?: Readonly<Record<string, WidgetCommand>>;
  /** What the class is called in outputs. @default the name of the file of `esm`, else `AnyWidget` */
  readonly name?: string;
}

/** What the contract itself keeps in the model. */
const reserved = ['layout', '_esm', '_css', '_anywidget_id', '_dom_classes', '_domClasses'];

/** A definition made ready: its module found, its model described. */
export class WidgetBlueprint {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly state: Readonly<Record<string, unknown>>;
  readonly commands: Readonly<Record<string, WidgetCommand>>;
  readonly #esm: ModuleSource;
  readonly #css: ModuleSource;
  readonly #files: readonly LiveFile[];

  /** @throws InvalidArgumentError, WidgetModuleError */
  constructor({ esm, css = '', state = {}, commands = {}, name }: WidgetDefinition<object>) {
    if (!(typeof esm === 'string' || esm instanceof URL) || String(esm).trim() === '')
      throw new InvalidArgumentError('esm', esm, 'the source, the path or the address of a module');
    checkState(state);
    this.state = state as Readonly<Record<string, unknown>>;
    this.commands = commands;
    this.#esm = moduleSource(esm);
    this.#css = moduleSource(css);
    this.#files = [this.#esm, this.#css].flatMap((source) =>
      'file' in source ? new LiveFile(source.file) : [],
    );
    this.name = name ?? nameOf(this.#esm);
    // Read now, so that what is wrong with it is said where it was named.
    const { _esm, _css } = this.module();
    const id = createHash('sha256').update(`${_esm}\n${_css}`).digest('hex').slice(0, 8);
    this.spec = specOf(this.state, `tsvision.${this.name}-${id}`);
  }

  /** The module and the style sheet as they are now. @throws WidgetModuleError */
  module(): { readonly _esm: string; readonly _css: string } {
    return { _esm: moduleText(this.#esm), _css: moduleText(this.#css) };
  }

  /** Calls back when a file of the module changes. @returns ends it */
  onChange(listener: () => void): () => void {
    const stops = this.#files.map((file) => file.onChange(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }
}

function checkState(state: unknown): void {
  if (state === null || typeof state !== 'object' || Array.isArray(state))
    throw new InvalidArgumentError('state', state, 'an object of first values by name');
  const taken = Object.keys(state).find((name) => reserved.includes(name));
  if (taken !== undefined)
    throw new InvalidArgumentError(
      'state',
      taken,
      `of other names than ${reserved.join(', ')}, which each widget has already`,
    );
}

/** Names stay as they are, unlike those of Jupyter's own widgets: the module reads them. */
function specOf(state: Readonly<Record<string, unknown>>, id: string): ModelSpec {
  const own = Object.entries(state).map(([name, value]): [string, AttributeSpec] => [
    name,
    { wire: name, default: value },
  ]);
  const bringsViews = existsSync(join(packageRoot(), 'widgets'));
  const release = { modelModuleVersion: anyRelease, viewModuleVersion: anyRelease };
  return {
    ...anyWidgetModel,
    ...(bringsViews ? {} : release),
    attributes: {
      _esm: { wire: '_esm', default: '' },
      _css: { wire: '_css', default: '' },
      _anywidget_id: { wire: '_anywidget_id', default: id },
      _domClasses: { wire: '_dom_classes', default: [] },
      layout: { wire: 'layout', make: (init) => new Layout(init) },
      ...Object.fromEntries(own),
    },
  };
}

function nameOf(source: ModuleSource): string {
  if ('text' in source) return 'AnyWidget';
  return basename(source.file, extname(source.file));
}

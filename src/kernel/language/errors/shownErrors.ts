import { type InspectOptionsStylized, inspect } from 'node:util';
import type { CodeSources } from './codeSources.js';
import { stackFrames } from './stackFrames.js';

type Inspect = typeof inspect;

/**
 * Errors that are printed or shown as a value (`console.error(error)`) name the user's own lines, as those that are
 * thrown do, instead of the kernel's files: `inspect` is told so once for all errors.
 */
export function showOwnFrames(sources: CodeSources): void {
  Object.defineProperty(Error.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: Error, depth: number, options: InspectOptionsStylized, show: Inspect) {
      return shown(this, { ...options, depth }, show, sources);
    },
  });
}

/** Node's own text of the error, over a stack of the user's frames alone. */
function shown(error: Error, options: InspectOptionsStylized, show: Inspect, sources: CodeSources): string {
  const stack = ownStack(error, sources);
  const before = Object.getOwnPropertyDescriptor(error, 'stack');
  const hidden = { configurable: true, writable: true, enumerable: false };
  if (stack === undefined || !before?.configurable || !Object.isExtensible(error))
    return show(error, { ...options, customInspect: false });
  Object.defineProperties(error, {
    stack: { ...hidden, value: stack },
    // Without its own method it is shown by Node; what it holds (causes) has it still.
    [inspect.custom]: { ...hidden, value: undefined },
  });
  try {
    return show(error, options);
  } finally {
    Object.defineProperty(error, 'stack', before);
    delete (error as unknown as Record<symbol, unknown>)[inspect.custom];
  }
}

/** The stack with the user's frames in the user's lines; `undefined` when it has none: then the rest says more. */
function ownStack(error: Error, sources: CodeSources): string | undefined {
  const { stack } = error;
  if (typeof stack !== 'string') return undefined;
  const lines = stackFrames(stack)
    .filter(({ file }) => sources.has(file))
    .map(({ name, file, line, column }) => {
      const place = sources.original(file, line, column);
      const where = `${file}:${place.line}:${place.column}`;
      return name === undefined ? `    at ${where}` : `    at ${name} (${where})`;
    });
  if (lines.length === 0) return undefined;
  const [head = ''] = stack.split(/\n {4}at /, 1);
  return [head, ...lines].join('\n');
}

import { fileURLToPath } from 'node:url';

/** One line of a stack trace. */
export interface StackFrame {
  /** Function, as far as it has a name. */
  readonly name: string | undefined;
  /** Path, cell name, or `node:…`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Reads V8's stack traces; lines of another form are left out. */
export function stackFrames(stack: string): StackFrame[] {
  return stack
    .split('\n')
    .map(stackFrame)
    .filter((frame) => frame !== undefined);
}

function stackFrame(text: string): StackFrame | undefined {
  const [, named, place, bare] =
    /^\s+at (?:(.+?) \((.+:\d+:\d+)\)|(?:async )?(\S.*:\d+:\d+))$/.exec(text) ?? [];
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place ?? bare ?? '') ?? [];
  if (file === undefined) return undefined;
  return { name: functionName(named), file: toPath(file), line: Number(line), column: Number(column) };
}

/** Without what V8 guesses about the receiver. */
function functionName(text: string | undefined): string | undefined {
  const name = text
    ?.replace(/^async /, '')
    .replace(/^(Object|__scope__|Proxy)\./, '')
    .replace(/ \[as \w+\]$/, '');
  return name === '<anonymous>' || name === '' || name === 'Timeout._onTimeout' ? undefined : name;
}

function toPath(file: string): string {
  if (!file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return file;
  }
}

import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../../core/index.js';
import type { CodeSources } from './codeSources.js';
import { colours } from './renderDiagnostics.js';
import type { StackFrame } from './stackFrames.js';

/** How many of the user's own frames are shown. */
const shownFrames = 3;
/** Lines shown before and after the one in question. */
const context = 2;

/** This folder and its neighbours: the machinery below every cell. */
const kernelFolder = fileURLToPath(new URL('../../', import.meta.url));
const ownFolder = `${packageRoot()}${sep}dist${sep}`;
/** Where the code of a cell is called, whatever the ending: what stands below called the kernel. */
const cellCaller = fileURLToPath(new URL('../notebookSession.', import.meta.url));

/** The frames of an error: the user's own with their lines, those of libraries folded into one line each. */
export function frameReport(frames: readonly StackFrame[], sources: CodeSources): string[] {
  const visible = withoutMachinery(frames);
  const lines: string[] = [];
  let shown = 0;
  let hidden = 0;
  for (let i = 0; i < visible.length; ) {
    const frame = visible[i] as StackFrame;
    const run = runLength(visible, i, sources);
    i += run;
    if (!sources.has(frame.file)) {
      if (shown < shownFrames)
        lines.push(colours.dim(`    … ${run} frame${run > 1 ? 's' : ''} in ${library(frame.file)}`));
    } else if (shown++ < shownFrames) {
      lines.push(...userFrame(frame, sources));
      if (run > 1) lines.push(colours.dim(`    … ${run} times in a row`));
    } else hidden++;
  }
  if (hidden > 0) lines.push(colours.dim(`    … ${hidden} more of your own`));
  return lines;
}

/** A frame of the user's, with the lines around it and a caret. */
function userFrame(frame: StackFrame, sources: CodeSources): string[] {
  const { line, column: exact } = sources.original(frame.file, frame.line, frame.column);
  const all = sources.lines(frame.file);
  const column = callColumn(all[line - 1] ?? '', exact);
  const first = Math.max(1, line - context);
  const last = Math.min(all.length, line + context);
  const width = String(last).length;
  const where = `${colours.cyan(frame.file)}:${line}:${column}${frame.name ? ` in ${frame.name}` : ''}`;
  const lines = [where];
  for (let n = first; n <= last; n++) {
    const text = all[n - 1] as string;
    const number = `${String(n).padStart(width)} | `;
    if (n !== line) {
      lines.push(`  ${colours.dim(number)}${text}`);
      continue;
    }
    const before = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    const word = /^[\w$]+/.exec(text.slice(column - 1))?.[0] ?? '';
    lines.push(`${colours.green('>')} ${colours.dim(number)}${text}`);
    lines.push(
      `  ${colours.dim(`${' '.repeat(width)} | `)}${before}${colours.red('^'.repeat(Math.max(1, word.length)))}`,
    );
  }
  return lines;
}

/** Of a call, V8 gives the bracket: the name before it says more. */
function callColumn(text: string, column: number): number {
  if (text[column - 1] !== '(') return column;
  const name = /[\w$]*$/.exec(text.slice(0, column - 1))?.[0] ?? '';
  return column - name.length;
}

/** The kernel's own frames go away, and what called the kernel. */
function withoutMachinery(frames: readonly StackFrame[]): StackFrame[] {
  const bottom = frames.findIndex(({ file }) => file.startsWith(cellCaller));
  const isMachinery = ({ file }: StackFrame): boolean =>
    file.startsWith(kernelFolder) || file.startsWith('node:internal');
  return frames.slice(0, bottom < 0 ? undefined : bottom).filter((frame) => !isMachinery(frame));
}

/** How many frames from `start` on are of the same library, or of the same line of the user's. */
function runLength(frames: readonly StackFrame[], start: number, sources: CodeSources): number {
  const key = ({ file, line, column }: StackFrame): string =>
    sources.has(file) ? `${file}:${line}:${column}` : library(file);
  const first = key(frames[start] as StackFrame);
  let end = start + 1;
  while (end < frames.length && key(frames[end] as StackFrame) === first) end++;
  return end - start;
}

/** The package that a file belongs to. */
function library(file: string): string {
  if (file.startsWith('node:')) return 'Node';
  if (file.startsWith(ownFolder)) return 'tsvision';
  const inside = file.split(`${sep}node_modules${sep}`);
  if (inside.length < 2) return file;
  const parts = (inside.at(-1) as string).split(sep);
  return (parts[0]?.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]) ?? file;
}

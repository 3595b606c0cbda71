import { type ExpandedCell, expandCell, type IsKnown } from '../syntax/expandCell.js';
import { LineMap } from './lineMap.js';

/** Cell magics whose body is TypeScript that shares the notebook's names. */
const codeMagics = new Set(['capture', 'time', 'typecheck']);

/** A cell's text, and the TypeScript that it stands for: line for line, but a magic's line is another one there. */
export class CellText {
  /** What the checker sees. */
  readonly checked: string;
  /** What was found out about the cell beside its text. */
  readonly expanded: ExpandedCell & { kind: 'code' };
  readonly #written: Lines;
  readonly #checked: Lines;
  readonly #maps = new Map<number, LineMap>();

  private constructor(written: string, expanded: ExpandedCell & { kind: 'code' }, given = '') {
    this.checked = expanded.text + given;
    this.expanded = expanded;
    this.#written = new Lines(written);
    this.#checked = new Lines(expanded.text);
  }

  /** `undefined` for a cell in which there is no TypeScript of the notebook's. */
  static of(code: string, isKnown: IsKnown): CellText | undefined {
    const expanded = expandCell(code, isKnown);
    if (expanded.kind === 'code') return new CellText(code, expanded);
    if (!codeMagics.has(expanded.name)) return undefined;
    const head = code.slice(0, code.length - expanded.body.length).replace(/[^\n]/g, '');
    const body = expandCell(head + expanded.body, isKnown);
    return body.kind === 'code' ? new CellText(code, body, givenBy(expanded)) : undefined;
  }

  /** What was checked when the cell was run. */
  get ran(): string {
    return this.expanded.text;
  }

  get written(): string {
    return this.#written.text;
  }

  /** A piece of the checked text in the written one; where it is not written, the whole line. */
  toWritten(start: number, end: number): { start: number; end: number } {
    const [from, to] = [this.#toWritten(start), this.#toWritten(end)];
    if (from !== undefined && to !== undefined && to >= from) return { start: from, end: to };
    const { line } = this.#checked.placeOf(start);
    const text = this.#written.line(line);
    const base = this.#written.startOf(line);
    return { start: base + text.length - text.trimStart().length, end: base + text.trimEnd().length };
  }

  /** A place of the written text in the checked one; `undefined` inside what stands for something else. */
  toChecked(offset: number): number | undefined {
    const { line, column } = this.#written.placeOf(offset);
    const map = this.#mapOf(line);
    const found = map ? map.toChecked(column) : column;
    return found === undefined ? undefined : this.#checked.startOf(line) + found;
  }

  #toWritten(offset: number): number | undefined {
    const { line, column } = this.#checked.placeOf(offset);
    const map = this.#mapOf(line);
    const found = map ? map.toWritten(column) : column;
    return found === undefined ? undefined : this.#written.startOf(line) + found;
  }

  #mapOf(line: number): LineMap | undefined {
    const [written, checked] = [this.#written.line(line), this.#checked.line(line)];
    if (written === checked) return undefined;
    const map = this.#maps.get(line) ?? new LineMap(written, checked);
    this.#maps.set(line, map);
    return map;
  }
}

/** What the magic itself declares, as a line behind its body. */
function givenBy({ name, args }: { readonly name: string; readonly args: string }): string {
  if (name !== 'capture' || !/^[A-Za-z_$][\w$]*$/.test(args)) return '';
  return `\nvar ${args}: { stdout: string; stderr: string; outputs: any[] };`;
}

/** A text by lines, which count from 0. */
class Lines {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  startOf(line: number): number {
    return this.#starts[line] ?? this.text.length;
  }

  line(line: number): string {
    return this.text.slice(this.startOf(line), this.startOf(line + 1)).replace(/\r?\n$/, '');
  }

  placeOf(offset: number): { line: number; column: number } {
    const after = this.#starts.findIndex((start) => start > offset);
    const line = (after < 0 ? this.#starts.length : after) - 1;
    return { line, column: offset - this.startOf(line) };
  }
}

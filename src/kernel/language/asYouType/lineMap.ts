/** A piece of a line that stands, unchanged, in the line that was made of it. */
interface Piece {
  /** Where it begins in the line as written, and in the line as checked. */
  readonly written: number;
  readonly checked: number;
  readonly length: number;
}

/** Which columns of a line as written are which of the TypeScript that a magic stands for. */
export class LineMap {
  readonly #pieces: readonly Piece[];

  constructor(written: string, checked: string) {
    this.#pieces = piecesOf(written, checked);
  }

  /** Column in the line as written; `undefined` where it has no such place. */
  toWritten(column: number): number | undefined {
    const piece = this.#pieces.find((each) => column >= each.checked && column <= each.checked + each.length);
    return piece && piece.written + column - piece.checked;
  }

  /** Column in the line as checked; `undefined` where it has no such place. */
  toChecked(column: number): number | undefined {
    const piece = this.#pieces.find((each) => column >= each.written && column <= each.written + each.length);
    return piece && piece.checked + column - piece.written;
  }
}

/** The line itself, what stands behind a magic's name, or what the two have in common at both ends. */
function piecesOf(written: string, checked: string): Piece[] {
  const head = /^\s*%{1,2}\w+\s+(-[nr]\s*\d+\s+)*/.exec(written)?.[0] ?? /^\s*/.exec(written)?.[0] ?? '';
  const code = written.slice(head.length).replace(/\s*;?\s*$/, '');
  const at = code === '' ? -1 : checked.indexOf(code);
  if (at >= 0) return [{ written: head.length, checked: at, length: code.length }];
  const shorter = Math.min(written.length, checked.length);
  let before = 0;
  while (before < shorter && written[before] === checked[before]) before++;
  let behind = 0;
  while (behind < shorter - before && written.at(-1 - behind) === checked.at(-1 - behind)) behind++;
  return [
    { written: 0, checked: 0, length: before },
    { written: written.length - behind, checked: checked.length - behind, length: behind },
  ].filter(({ length }) => length > 0);
}

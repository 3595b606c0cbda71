/** One character of a line, with the colours that are switched before it. */
interface Cell {
  readonly colours: string;
  readonly character: string;
}

/** A colour, another control sequence, or one character. */
const token = /\x1b\[[0-9;]*m|\x1b\[[0-9;?]*[A-Za-z]|[\s\S]/gu;

/**
 * Text as a terminal shows it in the end: what `\r` and `\b` (and `\x1b[K`, which clears the rest of a line) overwrite is
 * gone, so that of a progress bar the last state is left. Colours stay.
 */
export function settledText(text: string): string {
  if (!/[\r\b]/.test(text)) return text;
  return text
    .split(/\r*\n/)
    .map((line) => (/[\r\b]/.test(line) ? settledLine(line) : line))
    .join('\n');
}

function settledLine(line: string): string {
  const cells: Cell[] = [];
  let at = 0;
  let colours = '';
  for (const [piece] of line.matchAll(token)) {
    if (piece === '\r') at = 0;
    else if (piece === '\b') at = Math.max(0, at - 1);
    else if (piece.startsWith('\x1b[') && piece.endsWith('m')) colours += piece;
    else if (piece.startsWith('\x1b[') && piece.endsWith('K')) erase(cells, at, piece);
    else if (!piece.startsWith('\x1b[')) {
      cells[at++] = { colours, character: piece };
      colours = '';
    }
  }
  return cells.map((cell) => cell.colours + cell.character).join('') + colours;
}

/** `\x1b[K` clears from the cursor on, `\x1b[1K` up to it, `\x1b[2K` the whole line. */
function erase(cells: Cell[], at: number, sequence: string): void {
  const blank: Cell = { colours: '', character: ' ' };
  if (/\[[12]K$/.test(sequence)) cells.fill(blank, 0, at);
  if (!/\[1K$/.test(sequence)) cells.length = Math.min(cells.length, at);
}

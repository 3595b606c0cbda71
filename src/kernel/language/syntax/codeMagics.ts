import type { ExpandedCell } from './expandCell.js';

/** Cell magics whose body is TypeScript. */
const codeMagics = new Set(['capture', 'time', 'timeit', 'typecheck']);

/** The TypeScript in a cell with a magic above it, its lines where they are in the cell; `undefined` where it is none. */
export function codeMagicText(
  cell: string,
  { name, body }: Pick<ExpandedCell & { readonly kind: 'cellMagic' }, 'name' | 'body'>,
): string | undefined {
  if (!codeMagics.has(name)) return undefined;
  return cell.slice(0, cell.length - body.length).replace(/[^\n]/g, '') + body;
}

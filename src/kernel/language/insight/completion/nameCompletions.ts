import type { BoundSourceFile } from '../../../patches/typescript.js';
import type { CompletionItem } from '../../cellEvaluator.js';
import type { TypeWorld } from '../../world/typeWorld.js';
import { expectation } from './expectation.js';
import { described, jupyterKind, signatures } from './items.js';
import { compareNames, compareRanks, fits, type SortKeys, sortKeys } from './ranking.js';
import { type ServiceEntry, serviceEntries } from './serviceEntries.js';

/** So many variables are tried on the type that is wanted. */
const mostTried = 60;

interface Candidate extends SortKeys {
  readonly entry: ServiceEntry;
  /** How near it is: TypeScript's order of places, earlier cells behind this one. */
  readonly place: string;
  /** 0: what is wanted here, 1: anything, 2: what cannot stand here. */
  readonly fit: number;
}

/** Names in scope, globals, keywords, keys of an object: what is wanted here first, then what is near. */
export function nameCompletions(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  word: string,
): CompletionItem[] {
  const entries = serviceEntries(world, file, cursor).filter(
    ({ name }) => fits(unquoted(name), word) && (!name.startsWith('__') || word.startsWith('_')),
  );
  // Where no global can stand, as in braces, keys or members are listed: what is wanted there is what they are.
  const isOfValues = entries.some((entry) => placeOf(entry) >= earlierCells);
  const wanted = isOfValues ? expectation(world.checker, file, cursor - word.length, word) : () => 1;
  let tried = 0;
  const candidate = (entry: ServiceEntry): Candidate => {
    const place = placeOf(entry);
    const isTried = place < globals && tried++ < mostTried;
    return {
      entry,
      place,
      fit: entry.kind === 'string' ? 0 : wanted(entry.symbol, isTried),
      ...sortKeys(entry.name, quoteOf(entry.name) + word, entry.symbol),
    };
  };
  return entries
    .map(candidate)
    .sort(compare)
    .map(({ entry }, index) => item(world, file, entry, index));
}

function compare(a: Candidate, b: Candidate): number {
  if (a.fit !== b.fit && Math.max(a.fit, b.fit) === 2) return a.fit - b.fit;
  return (
    compareRanks(a, b) ||
    a.fit - b.fit ||
    (a.place < b.place ? -1 : a.place > b.place ? 1 : 0) ||
    (isText(a) && isText(b) ? 0 : compareNames(a, b))
  );
}

/** TypeScript's place of globals and keywords, and one before it. */
const [globals, earlierCells] = ['15', '14'];

/** TypeScript takes for global whatever another file declares. */
function placeOf({ sortText, symbol }: ServiceEntry): string {
  const place = sortText.replace(/^z/, '');
  if (place !== globals) return place;
  const isOfCell = symbol?.declarations?.some((each) => each.getSourceFile().fileName.startsWith('/cells/'));
  return isOfCell ? earlierCells : globals;
}

function isText({ entry }: Candidate): boolean {
  return entry.kind === 'string';
}

function quoteOf(name: string): string {
  return /^['"]/.exec(name)?.[0] ?? '';
}

function unquoted(name: string): string {
  return name.replace(/^['"]/, '');
}

function item(world: TypeWorld, file: BoundSourceFile, entry: ServiceEntry, index: number): CompletionItem {
  const { name, kind, symbol } = entry;
  const type = jupyterKind(kind);
  if (!symbol || index >= signatures / 2) return { text: name, type };
  return { ...described(world, symbol, file, name), type };
}

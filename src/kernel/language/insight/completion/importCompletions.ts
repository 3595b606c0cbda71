import { type BoundSourceFile, internals, ts } from '../../../patches/typescript.js';
import type { CompletionItem, Completions } from '../../cellEvaluator.js';
import type { Importable, Importables } from '../imports/importable.js';

/** So many names to import are proposed. */
const mostImports = 20;

/** Beside what is in sight, only to who has typed so much, or the whole name. */
const enoughTyped = 4;

/** A longer text before the cursor is not written anew for the sake of an import. */
const longestPrefix = 300;

/** A place that wants a name which nothing in sight has. */
export interface ImportPlace {
  /** As the user wrote it, with its magics. */
  readonly code: string;
  readonly file: BoundSourceFile;
  readonly cursor: number;
}

/**
 * The completions with the names that an import would bring. A front end replaces one range for all entries, and the
 * import has to be a line of its own: where the name begins a line, the import comes with it; else, and when nothing
 * in sight begins as typed, the statement is written anew below its import.
 */
export function withImports(found: Completions, place: ImportPlace, importables: Importables): Completions {
  const { code, file, cursor } = place;
  const begun = begunImport(code, cursor, importables);
  if (begun) return begun;
  const word = code.slice(found.start, cursor);
  if (!/^[A-Za-z_$]/.test(word) || !isReference(file, cursor)) return found;
  const anchor = lineOfStatement(place, found.start);
  if (anchor === undefined) return found;
  const prefix = code.slice(anchor, found.start);
  const isAlone = !beginsSo(found.items, word) && !isBegunElsewhere(code, word);
  if (prefix !== '' && (!isAlone || prefix.length > longestPrefix)) return found;
  const unwanted = found.isOfTypes ? 'value' : 'type';
  const known = new Set(found.items.map(({ text }) => text));
  const isWhole = !isAlone && word.length < enoughTyped;
  const items = importables
    .find(word)
    .filter(({ name, meaning }) => !known.has(name) && meaning !== unwanted && (!isWhole || name === word))
    .sort((a, b) => Number(b.name === word) - Number(a.name === word))
    .slice(0, mostImports)
    .map((each) => importItem(each, prefix));
  if (items.length === 0) return found;
  if (prefix === '') return { ...found, items: [...found.items, ...items] };
  return { ...found, items, start: anchor };
}

function importItem({ name, specifier, clause }: Importable, prefix: string): CompletionItem {
  const signature = `import ${clause} from '${specifier}';`;
  const text = prefix + name;
  return { text, type: `from ${specifier}`, signature, inserted: `${signature}\n${text}` };
}

/** `import { readFi` with no module yet: the entries bring the rest of the line. */
function begunImport(code: string, cursor: number, importables: Importables): Completions | undefined {
  const line = code.slice(code.lastIndexOf('\n', cursor - 1) + 1, cursor);
  const [, others = '', word] =
    /^\s*import\s+(?:type\s+)?\{\s*((?:[\w$]+\s*,\s*)*)([\w$]+)$/.exec(line) ?? [];
  const [rest, brace] = /^[ \t]*(\}?)[ \t]*;?[ \t]*(?=\n|$)/.exec(code.slice(cursor)) ?? [];
  if (word === undefined || rest === undefined || (brace && isBegunElsewhere(code, word))) return undefined;
  const listed = others.split(/\s*,\s*/).filter((each) => each !== '');
  const gives = (name: string, specifier: string): boolean =>
    importables.find(name).some((each) => each.name === name && each.specifier === specifier);
  const items = importables
    .find(word)
    .filter(
      ({ clause, specifier }) => clause.startsWith('{') && listed.every((each) => gives(each, specifier)),
    )
    .slice(0, mostImports)
    .map(({ name, specifier }) => ({
      text: name,
      type: `from ${specifier}`,
      inserted: `${name} } from '${specifier}';`,
    }));
  return items.length === 0 ? undefined : { items, start: cursor - word.length, end: cursor + rest.length };
}

/** Whether a name is read there, and none is given, as by `const` and in braces. */
function isReference(file: BoundSourceFile, cursor: number): boolean {
  const node = internals.findPrecedingToken(cursor, file);
  if (!node || !ts.isIdentifier(node) || node.end < cursor) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent)) return true;
  return internals.isExpressionNode(node);
}

/**
 * Where the import comes: before the line in which the statement of the cell begins that the cursor is in, or before
 * the statement itself, if another reaches into its line. `undefined`, where no import can be.
 */
function lineOfStatement({ code, file, cursor }: ImportPlace, start: number): number | undefined {
  let node = internals.findPrecedingToken(cursor, file);
  while (node?.parent && !ts.isSourceFile(node.parent)) node = node.parent;
  if (!node) return undefined;
  const first = Math.min(node.getStart(file), start);
  const line = code.lastIndexOf('\n', first - 1) + 1;
  if (/^\s*%%/.test(code.slice(line))) return undefined;
  const isReached = file.statements.some((each) => each.getStart(file) < line && each.end > line);
  return isReached ? first : line;
}

function beginsSo(items: readonly CompletionItem[], word: string): boolean {
  return items.some(({ text }) => text.startsWith(word));
}

/** JupyterLab proposes the words of the cell too, and puts its entries and ours into one range. */
function isBegunElsewhere(code: string, word: string): boolean {
  const escaped = word.replaceAll('$', '\\$');
  return new RegExp(`(?<![\\w$])${escaped}[\\w$]`).test(code);
}

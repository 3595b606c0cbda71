import { internals, ts } from '../../patches/typescript.js';
import type { Importable, Importables } from '../insight/imports/importable.js';
import type { Fix } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** TypeScript's numbers: a name that it cannot find, also with a proposal, as a namespace, as a shorthand. */
const unknownName = new Set([2304, 2552, 2503, 18004]);

/** So many are offered. */
const most = 5;

/** Imports that would give an unknown name a meaning: from packages, from files beside the notebook, from Node. */
export function importFixes(
  importables: Importables,
  cells: readonly WrittenCell[],
  cell: WrittenCell,
  place: { readonly start: number; readonly code: number },
): Fix[] {
  if (!unknownName.has(place.code)) return [];
  const node = internals.getTouchingPropertyName(cell.types.file, place.start);
  if (!ts.isIdentifier(node)) return [];
  for (const { types } of cells) for (const { text } of types.file.imports) importables.use(text);
  const found = importables.find(node.text).filter(({ name }) => name === node.text);
  return found.slice(0, most).map((each) => fixBy(each, cell));
}

/** One name more in an import that the cell has, or an import above its first statement. */
function fixBy({ name, specifier, clause }: Importable, cell: WrittenCell): Fix {
  const line = `import ${clause} from '${specifier}';`;
  const last = clause === `{ ${name} }` ? namesFrom(cell, specifier)?.elements.at(-1) : undefined;
  if (!last) return newLine(cell, line);
  const { end } = cell.text.toWritten(last.getStart(), last.end);
  return { title: `Add ${line}`, edits: [{ cell: cell.id, start: end, end, text: `, ${name}` }] };
}

function namesFrom({ types }: WrittenCell, specifier: string): ts.NamedImports | undefined {
  for (const statement of types.file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue;
    const bindings = statement.importClause?.namedBindings;
    const from = statement.moduleSpecifier;
    if (bindings && ts.isNamedImports(bindings) && ts.isStringLiteral(from) && from.text === specifier)
      return bindings;
  }
  return undefined;
}

function newLine(cell: WrittenCell, line: string): Fix {
  const { file } = cell.types;
  const first = file.statements[0]?.getStart(file) ?? 0;
  const { start } = cell.text.toWritten(first, first);
  return { title: `Add ${line}`, edits: [{ cell: cell.id, start, end: start, text: `${line}\n` }] };
}

import { ts } from '../../../patches/typescript.js';

/** A name that a module gives away. */
export interface ExportedName {
  /** `default` for what is imported without braces. */
  readonly name: string;
  readonly meaning: Meaning;
}

/** What a name may stand for; `either` of classes, and of what a module gives on. */
export type Meaning = 'value' | 'type' | 'either';

/** How modules are found and read. */
export interface ModuleReader {
  parsed(file: string): ts.SourceFile | undefined;
  /** The file that a specifier in another file means. */
  fileOf(specifier: string, from: string): string | undefined;
}

/**
 * What a file exports, by its syntax alone: the packages that somebody might import are many, and their types are
 * read when he does.
 */
export function exportedNames(
  file: string,
  reader: ModuleReader,
  seen: Set<string> = new Set(),
): ExportedName[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = reader.parsed(file);
  if (!source) return [];
  const isStar = (statement: ts.Statement): boolean =>
    ts.isExportDeclaration(statement) && statement.exportClause === undefined;
  const { statements } = source;
  // What a module names itself goes before what it gives on as a whole.
  const ordered = [...statements.filter((each) => !isStar(each)), ...statements.filter(isStar)];
  const found = new Map<string, ExportedName>();
  for (const each of ordered.flatMap((statement) => exportedBy(statement, file, source, reader, seen)))
    if (!found.has(each.name)) found.set(each.name, each);
  return [...found.values()];
}

function exportedBy(
  statement: ts.Statement,
  file: string,
  source: ts.SourceFile,
  reader: ModuleReader,
  seen: Set<string>,
): ExportedName[] {
  if (ts.isExportDeclaration(statement)) return ofExport(statement, file, reader, seen);
  if (ts.isExportAssignment(statement)) return ofAssignment(statement, source);
  return has(statement, ts.SyntaxKind.ExportKeyword) ? declaredBy(statement) : [];
}

/** `export { a, b as c }`, `export * as d from …`, `export * from …`. */
function ofExport(
  { exportClause, moduleSpecifier, isTypeOnly }: ts.ExportDeclaration,
  file: string,
  reader: ModuleReader,
  seen: Set<string>,
): ExportedName[] {
  if (exportClause && ts.isNamedExports(exportClause))
    return exportClause.elements.map((each) => ({
      name: each.name.text,
      meaning: isTypeOnly || each.isTypeOnly ? 'type' : 'either',
    }));
  if (exportClause) return [{ name: exportClause.name.text, meaning: isTypeOnly ? 'type' : 'either' }];
  if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
  const target = reader.fileOf(moduleSpecifier.text, file);
  const given = target === undefined ? [] : exportedNames(target, reader, seen);
  return given
    .filter(({ name }) => name !== 'default')
    .map((each) => (isTypeOnly ? { ...each, meaning: 'type' } : each));
}

/** `export default x`; of `export = x` also what a namespace of that name declares. */
function ofAssignment(
  { isExportEquals, expression }: ts.ExportAssignment,
  source: ts.SourceFile,
): ExportedName[] {
  const own: ExportedName[] = [{ name: 'default', meaning: 'either' }];
  if (!isExportEquals || !ts.isIdentifier(expression)) return own;
  for (const statement of source.statements)
    if (ts.isModuleDeclaration(statement) && statement.name.text === expression.text)
      if (statement.body && ts.isModuleBlock(statement.body))
        own.push(...statement.body.statements.flatMap(declaredBy));
  return own;
}

function declaredBy(statement: ts.Statement): ExportedName[] {
  if (has(statement, ts.SyntaxKind.DefaultKeyword)) return [{ name: 'default', meaning: 'either' }];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [{ name: name.text, meaning: 'value' }] : [],
    );
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name && ts.isIdentifier(name) ? [{ name: name.text, meaning: meaningOf(statement) }] : [];
}

function meaningOf(statement: ts.Statement): Meaning {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return 'type';
  return ts.isFunctionDeclaration(statement) ? 'value' : 'either';
}

function has(statement: ts.Statement, modifier: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === modifier)
  );
}

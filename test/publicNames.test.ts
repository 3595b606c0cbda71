import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const index = join(import.meta.dirname, '../src/index.ts');

const parsed = new Map<string, ts.SourceFile>();

/** The file's syntax, read once: many names pass through the same files. */
function parse(path: string): ts.SourceFile {
  const known =
    parsed.get(path) ?? ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(path, known);
  return known;
}

/** The statement that declares a name, through all files that pass it on. */
function declarationOf(path: string, name: string): ts.Node | undefined {
  for (const statement of parse(path).statements) {
    if (ts.isExportDeclaration(statement)) {
      const found = reexport(statement, path, name);
      if (found) return found;
    } else if (ts.isVariableStatement(statement)) {
      if (statement.declarationList.declarations.some((one) => one.name.getText() === name)) return statement;
    } else if ('name' in statement && (statement.name as ts.Node | undefined)?.getText() === name) {
      return statement;
    }
  }
  return undefined;
}

function reexport(statement: ts.ExportDeclaration, path: string, name: string): ts.Node | undefined {
  const { exportClause, moduleSpecifier } = statement;
  if (!moduleSpecifier) return undefined;
  const file = join(dirname(path), (moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts'));
  if (!exportClause) return declarationOf(file, name);
  if (!ts.isNamedExports(exportClause)) return undefined;
  const passed = exportClause.elements.find((one) => one.name.text === name);
  if (!passed || !existsSync(file)) return undefined;
  return declarationOf(file, (passed.propertyName ?? passed.name).text);
}

const names = parse(index).statements.flatMap((statement) =>
  ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
    ? statement.exportClause.elements.map((one) => one.name.text)
    : [],
);

describe('public names', () => {
  it('are all declared, and none twice', () => {
    expect(names.length).toBeGreaterThan(200);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => !declarationOf(index, name))).toEqual(['tf']);
  });

  it('say what they are', () => {
    const declared = names.map((name) => [name, declarationOf(index, name)] as const);
    const silent = declared.filter(([, node]) => node && ts.getJSDocCommentsAndTags(node).length === 0);
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type TypeScript from 'typescript';

/** A declaration in the sources that this package ships. */
export interface FoundDeclaration {
  readonly file: string;
  readonly source: TypeScript.SourceFile;
  /** All of them, where a function has overloads. */
  readonly nodes: readonly TypeScript.Declaration[];
}

/**
 * Finds what a public name stands for in the sources, by following `export … from`: syntax alone, so that it takes
 * some milliseconds where a type checker would take seconds.
 */
export class Declarations {
  readonly #ts: typeof TypeScript;
  readonly #sources = new Map<string, TypeScript.SourceFile>();

  constructor(ts: typeof TypeScript) {
    this.#ts = ts;
  }

  /** The declarations of `name`, as `file` exports it. */
  find(file: string, name: string): FoundDeclaration | undefined {
    const source = this.#source(file);
    const nodes = source && this.#declaredIn(source, name);
    if (source && nodes && nodes.length > 0) return { file, source, nodes };
    for (const statement of source?.statements ?? []) {
      const found = this.#ts.isExportDeclaration(statement) && this.#through(file, statement, name);
      if (found) return found;
    }
    return undefined;
  }

  /** The file that `export * as name from` names. */
  groupFile(file: string, name: string): string | undefined {
    for (const statement of this.#source(file)?.statements ?? []) {
      if (!this.#ts.isExportDeclaration(statement) || !statement.exportClause) continue;
      const { exportClause } = statement;
      if (this.#ts.isNamespaceExport(exportClause) && exportClause.name.text === name)
        return target(file, statement);
      const passedOn =
        this.#ts.isNamedExports(exportClause) &&
        exportClause.elements.some((each) => each.name.text === name);
      const next = passedOn ? target(file, statement) : undefined;
      const group = next && this.groupFile(next, name);
      if (group) return group;
    }
    return undefined;
  }

  /** Members of that name in a class, an interface or an object. */
  member(owner: FoundDeclaration, name: string): FoundDeclaration | undefined {
    const nodes = owner.nodes
      .flatMap((node) => this.#membersOf(node))
      .filter((each) => nameOf(each) === name);
    return nodes.length > 0 ? { ...owner, nodes } : undefined;
  }

  /** The comment at the head of a file: what a group is for. */
  headComment(file: string): string {
    const text = this.#source(file)?.text ?? '';
    const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(text) ?? [];
    return comment
      .replace(/^\s*\* ?/gm, '')
      .replace('@module', '')
      .trim();
  }

  /** Names that a file exports, but for types. */
  names(file: string): string[] {
    return (this.#source(file)?.statements ?? []).flatMap((statement) => {
      const clause = this.#ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
      if (!clause || !this.#ts.isNamedExports(clause) || (statement as { isTypeOnly?: boolean }).isTypeOnly)
        return [];
      return clause.elements.filter((each) => !each.isTypeOnly).map((each) => each.name.text);
    });
  }

  #membersOf(node: TypeScript.Declaration): readonly TypeScript.Declaration[] {
    const { isClassLike, isInterfaceDeclaration, isVariableDeclaration, isObjectLiteralExpression } =
      this.#ts;
    if (isClassLike(node) || isInterfaceDeclaration(node)) return node.members;
    const value = isVariableDeclaration(node) ? node.initializer : undefined;
    const object = value && this.#ts.isAsExpression(value) ? value.expression : value;
    return object && isObjectLiteralExpression(object) ? object.properties : [];
  }

  #through(
    file: string,
    statement: TypeScript.ExportDeclaration,
    name: string,
  ): FoundDeclaration | undefined {
    const next = target(file, statement);
    const { exportClause } = statement;
    if (!next) return undefined;
    if (!exportClause) return this.find(next, name);
    if (!this.#ts.isNamedExports(exportClause)) return undefined;
    const element = exportClause.elements.find((each) => each.name.text === name);
    return element && this.find(next, (element.propertyName ?? element.name).text);
  }

  #declaredIn(source: TypeScript.SourceFile, name: string): TypeScript.Declaration[] {
    return source.statements.flatMap((statement): TypeScript.Declaration[] => {
      if (this.#ts.isVariableStatement(statement))
        return statement.declarationList.declarations.filter((each) => nameOf(each) === name);
      return nameOf(statement) === name ? [statement as unknown as TypeScript.Declaration] : [];
    });
  }

  #source(file: string): TypeScript.SourceFile | undefined {
    const known = this.#sources.get(file);
    if (known || !existsSync(file)) return known;
    const source = this.#ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      this.#ts.ScriptTarget.ESNext,
      true,
    );
    this.#sources.set(file, source);
    return source;
  }
}

function nameOf(node: object): string | undefined {
  return (node as { name?: { text?: string } }).name?.text;
}

/** The file that an export statement passes on. */
function target(file: string, { moduleSpecifier }: TypeScript.ExportDeclaration): string | undefined {
  const specifier = (moduleSpecifier as { text?: string } | undefined)?.text;
  return specifier?.startsWith('.') ? resolve(dirname(file), specifier.replace(/\.js$/, '.ts')) : undefined;
}

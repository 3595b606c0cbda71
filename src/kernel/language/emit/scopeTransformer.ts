import { names } from '../../modules/codeFunction.js';
import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import { isReference } from '../syntax/isReference.js';
import { shareFactories } from './jsxFactories.js';
import { exportStatement, importStatement, ModuleExports } from './moduleStatements.js';
import {
  type AwaitedUse,
  type DeclarationStatement,
  hasRuntimeValue,
  isDeclarationStatement,
  isDeclared,
  ScopeResolution,
} from './scopeResolution.js';
import { SharedDeclarations } from './sharedDeclarations.js';

/** What a text is emitted as. */
export interface EmitTarget {
  /** A cell gives the value of its last expression; a module has exports; a fragment is put into other code. */
  readonly kind: 'cell' | 'module' | 'fragment';
  /** Shared variables of earlier cells. */
  readonly previous: ReadonlySet<string>;
  /** Imported names that are known to be types only. */
  readonly typeOnly: ReadonlySet<string>;
  /** Whether a name that nobody has declared may be a variable of a later cell. @default none is */
  readonly isUnknown?: (name: string) => boolean;
}

/** What the transformer found out on its way. */
export interface EmitFacts {
  /** Shared variables that the text declares. */
  declared: readonly string[];
}

/**
 * Turns top-level variables into properties of one object that all cells share: `let x = 1; x++` becomes
 * `__scope__.x = 1; __scope__.x++`. So a closure of an earlier cell sees later values, a name can be declared
 * again, what was assigned before an error stays, and a hot loop runs at the speed of a property access.
 */
export function scopeTransformer(target: EmitTarget, facts: EmitFacts): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const scope = new ScopeResolution(file as BoundSourceFile, target.previous);
    facts.declared = scope.declared;
    shareFactories(file as BoundSourceFile, context.getCompilerOptions(), (name) =>
      scope.isSharedAtTop(name),
    );
    return new ScopeRewriter(context, scope, target).rewrite(file);
  };
}

class ScopeRewriter {
  readonly #context: ts.TransformationContext;
  readonly #scope: ScopeResolution;
  readonly #target: EmitTarget;
  readonly #shared: SharedDeclarations;
  readonly #exports = new ModuleExports();
  /** Statements that run first: imports, and functions becoming visible. */
  readonly #first: ts.Statement[] = [];

  constructor(context: ts.TransformationContext, scope: ScopeResolution, target: EmitTarget) {
    this.#context = context;
    this.#scope = scope;
    this.#target = target;
    this.#shared = new SharedDeclarations(context.factory, this.#visit, target.previous);
  }

  rewrite(file: ts.SourceFile): ts.SourceFile {
    const last = this.#target.kind === 'cell' ? lastStatement(file) : undefined;
    const rest = file.statements.flatMap((statement) => this.#topLevel(statement, statement === last));
    const { factory } = this.#context;
    const head = this.#target.kind === 'module' ? [this.#exports.statement(factory)] : [];
    return factory.updateSourceFile(
      file,
      ts.setTextRange(factory.createNodeArray([...head, ...this.#first, ...rest]), file.statements),
    );
  }

  #topLevel(statement: ts.Statement, isLast: boolean): ts.Statement[] {
    const { factory } = this.#context;
    if (ts.isImportDeclaration(statement)) {
      this.#first.push(...importStatement(factory, statement, this.#target.typeOnly));
      return [];
    }
    if (ts.isImportEqualsDeclaration(statement)) return this.#shared.importEquals(statement);
    if (ts.isExportDeclaration(statement)) {
      this.#first.push(...exportStatement(factory, statement, this.#exports));
      return [];
    }
    if (ts.isExportAssignment(statement)) return this.#exportAssignment(statement, isLast);
    if (isDeclarationStatement(statement)) return this.#declaration(statement);
    if (isLast && ts.isExpressionStatement(statement)) {
      const value = ts.visitNode(statement.expression, this.#visit) as ts.Expression;
      return [ts.setTextRange(factory.createReturnStatement(value), statement)];
    }
    this.#exports.addModified(statement);
    return list(this.#visit(statement) as ts.VisitResult<ts.Node>);
  }

  #exportAssignment(statement: ts.ExportAssignment, isLast: boolean): ts.Statement[] {
    const { factory } = this.#context;
    const value = ts.visitNode(statement.expression, this.#visit) as ts.Expression;
    if (this.#target.kind === 'module') return [this.#exports.defaultValue(factory, value)];
    const made = isLast ? factory.createReturnStatement(value) : factory.createExpressionStatement(value);
    return [ts.setTextRange(made, statement)];
  }

  /** A class, function, enum or namespace stays as it is, and its name becomes visible to all cells. */
  #declaration(statement: DeclarationStatement): ts.Statement[] {
    const { factory } = this.#context;
    this.#exports.addModified(statement);
    const unnamed = statement.name === undefined;
    const visited = list(
      ts.visitEachChild(this.#shared.withoutExport(statement, '__default__'), this.#visit, this.#context),
    );
    const name = unnamed ? '__default__' : (statement.name as ts.Identifier).text;
    if (!unnamed && !this.#scope.declared.includes(name)) return visited;
    if (!unnamed && !hasRuntimeValue(statement)) return visited;
    const publish = this.#shared.publish(unnamed ? '*default*' : name, factory.createIdentifier(name));
    if (ts.isFunctionDeclaration(statement)) {
      this.#first.push(publish);
      return visited;
    }
    return [...visited, publish];
  }

  readonly #visit = (node: ts.Node): ts.VisitResult<ts.Node> => {
    const { factory } = this.#context;
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return this.#type(node);
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      return factory.createIdentifier(names.meta);
    if (node.kind === ts.SyntaxKind.ImportKeyword) return factory.createIdentifier(names.dynamicImport);
    if (ts.isTypeOfExpression(node) && ts.isIdentifier(node.expression))
      if (this.#awaitedUse(node.expression) === 'typeof') return this.#shared.typeWhenThere(node.expression);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isTaggedTemplateExpression(node)) return this.#taggedTemplate(node);
    if (ts.isVariableStatement(node) && this.#scope.declaresShared(node.declarationList))
      return isDeclared(node) ? node : this.#shared.statements(node.declarationList);
    if (ts.isVariableDeclarationList(node) && this.#scope.declaresShared(node))
      return this.#shared.inLoop(node);
    return ts.visitEachChild(node, this.#visit, this.#context);
  };

  /** Types leave nothing behind, but where metadata of decorators keeps the classes that they name. */
  readonly #type = (node: ts.Node): ts.Node => {
    const { factory } = this.#context;
    if (!this.#context.getCompilerOptions().emitDecoratorMetadata) return node;
    if (!ts.isTypeReferenceNode(node)) return ts.visitEachChild(node, this.#type, this.#context);
    const { typeName } = node;
    if (!ts.isIdentifier(typeName) || this.#target.typeOnly.has(typeName.text)) return node;
    if (!this.#scope.isShared(typeName.text, typeName)) return node;
    const place = factory.createQualifiedName(factory.createIdentifier(names.scope), typeName.text);
    return factory.updateTypeReferenceNode(node, place, node.typeArguments);
  };

  #identifier(node: ts.Identifier): ts.Node {
    if (this.#isSharedReference(node)) return this.#shared.access(node);
    return this.#awaited(node) ?? node;
  }

  /** A function may use what a later cell declares. */
  #awaited(node: ts.Identifier): ts.Expression | undefined {
    const use = this.#awaitedUse(node);
    if (use === 'written') return this.#shared.whereItIs(node);
    return use === 'read' ? this.#shared.whenThere(node) : undefined;
  }

  #awaitedUse(node: ts.Identifier): AwaitedUse | undefined {
    const { isUnknown } = this.#target;
    if (!isUnknown || node.parent === undefined || !isReference(node)) return undefined;
    const use = this.#scope.awaitedUse(node.text, node);
    return use && isUnknown(node.text) ? use : undefined;
  }

  #isSharedReference(node: ts.Identifier): boolean {
    // What was put in on the way (a name for a default export) stands nowhere in the text.
    const isWritten = node.parent !== undefined;
    return isWritten && isReference(node) && this.#scope.isShared(node.text, node);
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const { factory } = this.#context;
    const fallback = node.objectAssignmentInitializer
      ? (ts.visitNode(node.objectAssignmentInitializer, this.#visit) as ts.Expression)
      : undefined;
    const isShared = this.#scope.isShared(node.name.text, node);
    const access = isShared ? this.#shared.access(node.name) : this.#awaited(node.name);
    if (!access) return factory.updateShorthandPropertyAssignment(node, node.name, fallback);
    return factory.createPropertyAssignment(
      factory.createIdentifier(node.name.text),
      fallback ? factory.createAssignment(access, fallback) : access,
    );
  }

  /** `f(x)` becomes `(0, __scope__.f)(x)`, so that `this` inside is not the scope. */
  #call(node: ts.CallExpression): ts.Node {
    const documented = this.#documentation(node);
    if (documented) return documented;
    const visited = ts.visitEachChild(node, this.#visit, this.#context);
    if (!ts.isIdentifier(node.expression) || !this.#isSharedReference(node.expression)) return visited;
    const { factory } = this.#context;
    const callee = this.#unbound(visited.expression);
    return ts.isCallChain(visited)
      ? factory.updateCallChain(
          visited,
          callee,
          visited.questionDotToken,
          visited.typeArguments,
          visited.arguments,
        )
      : factory.updateCallExpression(visited, callee, visited.typeArguments, visited.arguments);
  }

  /** `doc(name)` is about the name, not about its value. */
  #documentation(node: ts.CallExpression): ts.Node | undefined {
    const [subject] = node.arguments;
    if (!subject || !ts.isIdentifier(node.expression) || node.expression.text !== 'doc') return undefined;
    if (this.#target.kind !== 'cell' || this.#scope.isBound('doc', node.expression)) return undefined;
    const { factory } = this.#context;
    const about = ts.isStringLiteralLike(subject) ? subject.text : subject.getText();
    const method = factory.createPropertyAccessExpression(factory.createIdentifier('__magic__'), 'doc');
    return factory.createCallExpression(method, undefined, [factory.createStringLiteral(about)]);
  }

  #taggedTemplate(node: ts.TaggedTemplateExpression): ts.Node {
    const visited = ts.visitEachChild(node, this.#visit, this.#context);
    if (!ts.isIdentifier(node.tag) || !this.#isSharedReference(node.tag)) return visited;
    return this.#context.factory.updateTaggedTemplateExpression(
      visited,
      this.#unbound(visited.tag),
      visited.typeArguments,
      visited.template,
    );
  }

  #unbound(callee: ts.Expression): ts.Expression {
    const { factory } = this.#context;
    const bare = factory.createParenthesizedExpression(
      factory.createComma(factory.createNumericLiteral(0), callee),
    );
    return ts.setTextRange(bare, callee);
  }
}

function lastStatement(file: ts.SourceFile): ts.Statement | undefined {
  return file.statements.findLast(
    (s) => !ts.isEmptyStatement(s) && !ts.isInterfaceDeclaration(s) && !ts.isTypeAliasDeclaration(s),
  );
}

function list(node: ts.VisitResult<ts.Node | undefined>): ts.Statement[] {
  if (node === undefined) return [];
  return (Array.isArray(node) ? node : [node]) as ts.Statement[];
}

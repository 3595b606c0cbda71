import { names } from '../../modules/codeFunction.js';
import { ts } from '../../patches/typescript.js';

/** Writes declarations of shared variables as assignments to the scope object. */
export class SharedDeclarations {
  readonly #factory: ts.NodeFactory;
  readonly #visit: (node: ts.Node) => ts.VisitResult<ts.Node>;
  readonly #previous: ReadonlySet<string>;

  constructor(
    factory: ts.NodeFactory,
    visit: (node: ts.Node) => ts.VisitResult<ts.Node>,
    previous: ReadonlySet<string>,
  ) {
    this.#factory = factory;
    this.#visit = visit;
    this.#previous = previous;
  }

  /** `__scope__.name`, at the place of `node` in the source map. */
  access(node: ts.Identifier): ts.Expression {
    return ts.setTextRange(this.#property(node.text), node);
  }

  /** `("name" in __scope__ ? __scope__.name : name)`: a variable of a later cell, or nobody's. */
  whenThere(node: ts.Identifier): ts.Expression {
    return this.#either(node, this.access(node), this.#bare(node));
  }

  /** `("name" in __scope__ ? typeof __scope__.name : typeof name)`. */
  typeWhenThere(node: ts.Identifier): ts.Expression {
    const f = this.#factory;
    return this.#either(
      node,
      f.createTypeOfExpression(this.access(node)),
      f.createTypeOfExpression(this.#bare(node)),
    );
  }

  /** `("name" in __scope__ ? __scope__ : __outside__).name`, which can be assigned. */
  whereItIs(node: ts.Identifier): ts.Expression {
    const f = this.#factory;
    const place = this.#either(node, f.createIdentifier(names.scope), f.createIdentifier(names.outside));
    return ts.setTextRange(f.createPropertyAccessExpression(place, node.text), node);
  }

  #bare(node: ts.Identifier): ts.Identifier {
    return ts.setTextRange(this.#factory.createIdentifier(node.text), node);
  }

  #either({ text }: ts.Identifier, there: ts.Expression, otherwise: ts.Expression): ts.Expression {
    const f = this.#factory;
    const [name, scope] = [f.createStringLiteral(text), f.createIdentifier(names.scope)];
    const isThere = f.createBinaryExpression(name, ts.SyntaxKind.InKeyword, scope);
    return f.createParenthesizedExpression(
      f.createConditionalExpression(isThere, undefined, there, undefined, otherwise),
    );
  }

  /** Makes a value visible under a name. */
  publish(name: string, value: ts.Expression): ts.Statement {
    const f = this.#factory;
    return f.createExpressionStatement(
      this.#announced([name], f.createAssignment(this.#property(name), value)),
    );
  }

  /** `let a = 1, { b } = c;` as assignments. */
  statements(list: ts.VariableDeclarationList): ts.Statement[] {
    const f = this.#factory;
    return list.declarations.flatMap((declaration) => {
      const value = this.#assignment(declaration, list);
      if (!value) return [];
      const announced = this.#announced(boundNames(declaration.name), value);
      return [ts.setTextRange(f.createExpressionStatement(announced), declaration)];
    });
  }

  /** `var`s in the head of a loop. */
  inLoop(list: ts.VariableDeclarationList): ts.Expression {
    const f = this.#factory;
    const first = list.declarations[0] as ts.VariableDeclaration;
    if (ts.isForInStatement(list.parent) || ts.isForOfStatement(list.parent)) return this.#target(first.name);
    const parts = list.declarations
      .map((d) => this.#assignment(d, list))
      .filter((value) => value !== undefined);
    return parts.length === 0 ? f.createVoidZero() : parts.reduce((a, b) => f.createComma(a, b));
  }

  /** `import x = require('m')` and `import A = B.C`. */
  importEquals(node: ts.ImportEqualsDeclaration): ts.Statement[] {
    if (node.isTypeOnly) return [];
    const f = this.#factory;
    const reference = node.moduleReference;
    const value = ts.isExternalModuleReference(reference)
      ? f.createCallExpression(f.createIdentifier('require'), undefined, [reference.expression])
      : this.#entity(reference);
    return [this.publish(node.name.text, value)];
  }

  /** The declaration without `export` and `default`; one without a name gets `fallbackName`. */
  withoutExport(
    node: ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration | ts.ModuleDeclaration,
    fallbackName: string,
  ): ts.Statement {
    const f = this.#factory;
    const modifiers = node.modifiers?.filter(
      (m) => m.kind !== ts.SyntaxKind.ExportKeyword && m.kind !== ts.SyntaxKind.DefaultKeyword,
    );
    if (modifiers?.length === node.modifiers?.length) return node;
    if (ts.isFunctionDeclaration(node))
      return f.updateFunctionDeclaration(
        node,
        modifiers?.filter(ts.isModifier),
        node.asteriskToken,
        node.name ?? f.createIdentifier(fallbackName),
        node.typeParameters,
        node.parameters,
        node.type,
        node.body,
      );
    if (ts.isClassDeclaration(node))
      return f.updateClassDeclaration(
        node,
        modifiers,
        node.name ?? f.createIdentifier(fallbackName),
        node.typeParameters,
        node.heritageClauses,
        node.members,
      );
    if (ts.isEnumDeclaration(node))
      return f.updateEnumDeclaration(node, modifiers?.filter(ts.isModifier), node.name, node.members);
    return f.updateModuleDeclaration(node, modifiers?.filter(ts.isModifier), node.name, node.body);
  }

  #property(name: string): ts.Expression {
    const f = this.#factory;
    const scope = f.createIdentifier(names.scope);
    return name.startsWith('*')
      ? f.createElementAccessExpression(scope, f.createStringLiteral(name))
      : f.createPropertyAccessExpression(scope, name);
  }

  /** A name that an earlier cell declared is told about: until then the earlier declaration holds. */
  #announced(all: readonly string[], value: ts.Expression): ts.Expression {
    const f = this.#factory;
    const again = all.filter((name) => this.#previous.has(name));
    if (again.length === 0) return value;
    const call = f.createCallExpression(
      f.createIdentifier(names.declared),
      undefined,
      again.map((name) => f.createStringLiteral(name)),
    );
    return f.createComma(value, call);
  }

  #assignment(
    declaration: ts.VariableDeclaration,
    list: ts.VariableDeclarationList,
  ): ts.Expression | undefined {
    const f = this.#factory;
    if (!declaration.initializer) {
      const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
      return isVar ? undefined : f.createAssignment(this.#target(declaration.name), f.createVoidZero());
    }
    const value = this.#value(declaration.initializer, declaration.name);
    const assignment = f.createAssignment(this.#target(declaration.name), value);
    const whole = ts.setTextRange(assignment, declaration);
    return ts.isIdentifier(declaration.name) ? whole : f.createParenthesizedExpression(whole);
  }

  /** A binding pattern as an assignment pattern. */
  #target(name: ts.BindingName): ts.Expression {
    const f = this.#factory;
    if (ts.isIdentifier(name)) return this.access(name);
    if (ts.isArrayBindingPattern(name))
      return f.createArrayLiteralExpression(
        name.elements.map((element) => {
          if (ts.isOmittedExpression(element)) return f.createOmittedExpression();
          const target = this.#targetWithDefault(element);
          return element.dotDotDotToken ? f.createSpreadElement(target) : target;
        }),
      );
    return f.createObjectLiteralExpression(
      name.elements.map((element) => {
        if (element.dotDotDotToken) return f.createSpreadAssignment(this.#target(element.name));
        const key = element.propertyName
          ? (ts.visitNode(element.propertyName, this.#visit) as ts.PropertyName)
          : f.createIdentifier((element.name as ts.Identifier).text);
        return f.createPropertyAssignment(key, this.#targetWithDefault(element));
      }),
    );
  }

  #targetWithDefault(element: ts.BindingElement): ts.Expression {
    const target = this.#target(element.name);
    if (!element.initializer) return target;
    return this.#factory.createAssignment(target, this.#value(element.initializer, element.name));
  }

  /**
   * A function without a name takes its variable's, which an assignment to a property would not give it; a metric
   * written as `const accuracy = (…) => …` has its name in the table.
   */
  #value(initializer: ts.Expression, name: ts.BindingName): ts.Expression {
    const f = this.#factory;
    const visited = ts.visitNode(initializer, this.#visit) as ts.Expression;
    if (!ts.isIdentifier(name) || name.text === '__proto__' || !isAnonymousFunction(initializer))
      return visited;
    const holder = f.createObjectLiteralExpression([f.createPropertyAssignment(name.text, visited)]);
    return f.createPropertyAccessExpression(f.createParenthesizedExpression(holder), name.text);
  }

  #entity(name: ts.EntityName): ts.Expression {
    const f = this.#factory;
    if (ts.isIdentifier(name)) return this.#property(name.text);
    return f.createPropertyAccessExpression(this.#entity(name.left), name.right.text);
  }
}

function isAnonymousFunction(node: ts.Expression): boolean {
  const inner = withoutTypes(node);
  if (ts.isArrowFunction(inner)) return true;
  return (ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && inner.name === undefined;
}

function withoutTypes(node: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node);
  return isWrapped ? withoutTypes(node.expression) : node;
}

/** All names that a declaration binds. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

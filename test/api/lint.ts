import ts from 'typescript';
import { declared, isGroup, isHidden, ownDeclarations, type PublicApi } from './publicApi.js';

/** Types of public signatures that no entry point exports, each with the names that use it. */
export function forgottenTypes({ checker, entries }: PublicApi): string[] {
  const names = entries.flatMap((entry) => entry.names);
  const exported = new Set(names.map(({ symbol }) => symbol));
  const forgotten = new Map<string, Set<string>>();
  const visit = (node: ts.Node, user: string): void => {
    if (isHidden(node)) return;
    const used = typeNameOf(node);
    const symbol = used && checker.getSymbolAtLocation(used);
    const target = symbol && declared(checker, symbol);
    if (target && isType(target) && ownDeclarations(target).length > 0 && !exported.has(target))
      forgotten.set(target.name, (forgotten.get(target.name) ?? new Set()).add(user));
    ts.forEachChild(node, (child) => visit(child, user));
  };
  for (const { name, symbol } of names)
    if (!isGroup(symbol)) for (const declaration of ownDeclarations(symbol)) visit(declaration, name);
  return [...forgotten].map(([name, users]) => `${name}, used by ${[...users].join(', ')}`).sort();
}

function typeNameOf(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  return undefined;
}

const isType = ({ flags }: ts.Symbol): boolean =>
  Boolean(flags & ts.SymbolFlags.Type) && !(flags & ts.SymbolFlags.TypeParameter);

/** Public names without a sentence, and members of them without one: `Learner.fit`. */
export function undocumented({ checker, entries }: PublicApi): string[] {
  const silent = new Set<string>();
  for (const { name, symbol, exported } of entries.flatMap((entry) => entry.names)) {
    if (!isDocumented(checker, symbol) && !isDocumented(checker, exported)) silent.add(name);
    for (const member of membersOf(symbol))
      if (member.getDocumentationComment(checker).length === 0) silent.add(`${name}.${member.name}`);
  }
  return [...silent].sort();
}

function isDocumented(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  return symbol.getDocumentationComment(checker).length > 0 || sentenceElsewhere(symbol);
}

/** What is no declaration of ours, a group or TensorFlow, has its sentence elsewhere. */
function sentenceElsewhere({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((one) => {
    // A group's file opens with its sentence.
    if (ts.isSourceFile(one)) return /^\/\*\*.*?@module.*?\*\//s.test(one.text);
    return ts.isExportSpecifier(one) && ts.getJSDocCommentsAndTags(one.parent.parent).length > 0;
  });
}

/** Members that a user meets: those of interfaces, of classes (static ones too) and of types of objects. */
export function membersOf(symbol: ts.Symbol): ts.Symbol[] {
  const members = ownDeclarations(symbol).flatMap((declaration) =>
    declaredMembers(declaration).filter((member) => !isHidden(member) && !isPlain(member)),
  );
  return [
    ...new Set(members.map((member) => (member as { symbol?: ts.Symbol }).symbol).filter((one) => !!one)),
  ];
}

function declaredMembers(declaration: ts.Declaration): readonly ts.Node[] {
  if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration))
    return declaration.members;
  if (ts.isTypeAliasDeclaration(declaration) && ts.isTypeLiteralNode(declaration.type))
    return declaration.type.members;
  return [];
}

/** Members that mean the same everywhere. */
function isPlain(member: ts.Node): boolean {
  if (!ts.isClassElement(member) && !ts.isTypeElement(member)) return true;
  if (ts.isConstructorDeclaration(member) || ts.isSemicolonClassElement(member)) return true;
  return /^(toString|toJSON|name|\[.*\])$/.test(member.name?.getText() ?? '[]');
}

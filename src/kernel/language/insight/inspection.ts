import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import type { TypeWorld } from '../world/typeWorld.js';
import { type DeclarationSource, declarationSource } from './declarationSource.js';
import { type Documentation, documentationOf, linkFor } from './documentation.js';

const longestSource = 20_000;

/** What is known about the name at the cursor. */
interface Insight {
  readonly signature: string;
  readonly documentation: Documentation | undefined;
  readonly link: string | undefined;
  readonly source: DeclarationSource | undefined;
}

/** Signature, documentation and (level 1) source of the name at the cursor; of the called function inside a call. */
export function inspection(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  detailLevel: 0 | 1,
): Record<string, string> | undefined {
  const { checker } = world;
  for (const node of candidates(file, cursor)) {
    const symbol = checker.getSymbolAtLocation(node);
    if (!symbol) continue;
    const insight = insightInto(checker, symbol, node, file, detailLevel);
    return { 'text/plain': plainText(insight), 'text/markdown': markdown(insight) };
  }
  return undefined;
}

/** The name at or before the cursor, then what is being called around it. */
function candidates(file: BoundSourceFile, cursor: number): ts.Node[] {
  const found: ts.Node[] = [];
  for (const position of [cursor, cursor - 1]) {
    const node = position >= 0 ? internals.getTouchingPropertyName(file, position) : undefined;
    if (node && ts.isIdentifier(node)) found.push(node);
  }
  const before = Math.max(0, file.text.slice(0, cursor).trimEnd().length - 1);
  let node: ts.Node | undefined = internals.getTouchingPropertyName(file, before);
  for (; node; node = node.parent)
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression.end < cursor) {
      const callee = node.expression;
      found.push(ts.isPropertyAccessExpression(callee) ? callee.name : callee);
    }
  return found;
}

function insightInto(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  node: ts.Node,
  file: BoundSourceFile,
  detailLevel: 0 | 1,
): Insight {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const { displayParts } = internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    file,
    undefined,
    node,
  );
  const signature = displayParts
    .map(({ text }) => text)
    .join('')
    .replace(/^\(alias\) /, '')
    .replace(/\n(import|export) .*$/, '');
  const declaration = mainDeclaration(target);
  if (!declaration) return { signature, documentation: undefined, link: undefined, source: undefined };
  const documented = (target.declarations ?? []).map(documentationOf).find((each) => each !== undefined);
  return {
    signature,
    documentation: documented,
    link: linkFor(target, declaration),
    source: detailLevel === 1 ? declarationSource(declaration) : undefined,
  };
}

/** Of overloads, the one with a body. */
function mainDeclaration(symbol: ts.Symbol): ts.Node | undefined {
  const all = symbol.declarations ?? [];
  return (
    all.find((each) => (each as ts.FunctionDeclaration).body !== undefined) ??
    symbol.valueDeclaration ??
    all[0]
  );
}

function plainText({ signature, documentation, link, source }: Insight): string {
  const tags = documentation?.tags.map(([name, text]) => `@${name} ${text}`).join('\n');
  const where = source ? `\nSource (${source.file}:${source.line}):\n${shortened(source.text)}` : '';
  return [signature, documentation?.text, tags, link, where]
    .filter((part) => part)
    .join('\n\n')
    .trimEnd();
}

function markdown({ signature, documentation, link, source }: Insight): string {
  const code = (text: string): string => `\`\`\`typescript\n${text}\n\`\`\``;
  const tags = documentation?.tags.map(markdownTag).join('\n');
  const where = source
    ? `**Source** \`${source.file}:${source.line}\`\n\n${code(shortened(source.text))}`
    : '';
  const more = link ? `[${link}](${link})` : '';
  return [code(signature), documentation?.text, tags, more, where].filter((part) => part).join('\n\n');
}

/** A tag as an item of a list; one with code, as an example has, on lines of its own: an item would run them together. */
function markdownTag([name, text]: readonly [string, string]): string {
  return text.includes('```') ? `\n*@${name}*\n\n${text}\n` : `- *@${name}* ${text}`;
}

function shortened(text: string): string {
  return text.length > longestSource ? `${text.slice(0, longestSource)}\n…` : text;
}

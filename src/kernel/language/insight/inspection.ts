import type { BoundSourceFile, ts } from '../../patches/typescript.js';
import type { TypeWorld } from '../world/typeWorld.js';
import { type DeclarationSource, declarationSource } from './declarationSource.js';
import { linkFor } from './documentation.js';
import { type HoverPlace, hoverPlaces } from './hoverPlaces.js';
import { type Signature, signaturesOf, targetOf } from './overloads.js';

const longestSource = 20_000;

/** What is known about the name at the cursor. */
interface Insight {
  readonly signatures: readonly Signature[];
  readonly link: string | undefined;
  readonly source: DeclarationSource | undefined;
}

/**
 * Signatures, documentation and (level 1) source of the name at the cursor; of a string, what it is for; of the called
 * function inside a call.
 */
export function inspection(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  detailLevel: 0 | 1,
): Record<string, string> | undefined {
  for (const place of hoverPlaces(world.checker, file, cursor)) {
    const insight = insightInto(world.checker, place, file, detailLevel);
    return { 'text/plain': plainText(insight), 'text/markdown': markdown(insight) };
  }
  return undefined;
}

function insightInto(
  checker: ts.TypeChecker,
  { node, symbol, alias }: HoverPlace,
  file: BoundSourceFile,
  detailLevel: 0 | 1,
): Insight {
  const target = targetOf(checker, symbol);
  const declaration = mainDeclaration(target);
  return {
    signatures: [
      ...(alias === undefined ? [] : [{ text: alias, documentation: undefined }]),
      ...signaturesOf(checker, symbol, node, file),
    ],
    link: declaration && linkFor(target, declaration),
    source: declaration && detailLevel === 1 ? declarationSource(declaration) : undefined,
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

function plainText({ signatures, link, source }: Insight): string {
  const parts = documented(signatures).flatMap(({ text, documentation }) => [
    text,
    documentation?.text,
    documentation?.tags.map(([name, said]) => `@${name} ${said}`).join('\n'),
  ]);
  const where = source ? `\nSource (${source.file}:${source.line}):\n${shortened(source.text)}` : '';
  return joined([...parts, link, where]).trimEnd();
}

function markdown({ signatures, link, source }: Insight): string {
  const code = (text: string): string => `\`\`\`typescript\n${text}\n\`\`\``;
  const parts = documented(signatures).flatMap(({ text, documentation }) => [
    code(text),
    documentation?.text,
    documentation?.tags.map(markdownTag).join('\n'),
  ]);
  const where = source
    ? `**Source** \`${source.file}:${source.line}\`\n\n${code(shortened(source.text))}`
    : '';
  return joined([...parts, link && `[${link}](${link})`, where]);
}

/** Signatures that nothing is said about stand with the one below, line by line. */
function documented(signatures: readonly Signature[]): Signature[] {
  const found: Signature[] = [];
  for (const each of signatures) {
    const above = found.at(-1);
    if (above && !above.documentation)
      found[found.length - 1] = { ...each, text: `${above.text}\n${each.text}` };
    else found.push(each);
  }
  return found;
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part).join('\n\n');
}

/** A tag as an item of a list; one with code, as an example has, on lines of its own: an item would run them together. */
function markdownTag([name, text]: readonly [string, string]): string {
  return text.includes('```') ? `\n*@${name}*\n\n${text}\n` : `- *@${name}* ${text}`;
}

function shortened(text: string): string {
  return text.length > longestSource ? `${text.slice(0, longestSource)}\n…` : text;
}

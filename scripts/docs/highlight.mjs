// TypeScript in colour, by the compiler's own scanner, and its public names as links.
import ts from 'typescript';

const { TokenClass } = ts;
const classOf = {
  [TokenClass.Keyword]: 'k',
  [TokenClass.Comment]: 'c',
  [TokenClass.NumberLiteral]: 'n',
  [TokenClass.BigIntLiteral]: 'n',
  [TokenClass.StringLiteral]: 's',
  [TokenClass.RegExpLiteral]: 's',
};
const classifier = ts.createClassifier();

/**
 * HTML of TypeScript source; `linkOf` gives the address of a name, or of a member of what stands before its dot.
 * @param {string} source
 * @param {(name: string, owner?: string) => string | undefined} linkOf
 */
export function highlightTypeScript(source, linkOf) {
  let state = ts.EndOfLineState.None;
  const lines = source.split('\n').map((line) => {
    if (/^\s*[!%]/.test(line) && state === ts.EndOfLineState.None)
      return `<span class="m">${escaped(line)}</span>`;
    const { entries, finalLexState } = classifier.getClassificationsForLine(line, state, false);
    state = finalLexState;
    return lineHtml(line, entries, linkOf);
  });
  return lines.join('\n');
}

function lineHtml(line, entries, linkOf) {
  let at = 0;
  return entries
    .map(({ length, classification }) => {
      const text = line.slice(at, at + length);
      const before = line.slice(0, at);
      const after = line.slice(at + length);
      at += length;
      if (classification === TokenClass.Identifier) return identifier(text, before, after, linkOf);
      const name = classOf[classification];
      return name ? `<span class="${name}">${escaped(text)}</span>` : escaped(text);
    })
    .join('');
}

function identifier(name, before, after, linkOf) {
  const owner = /(?:^|([\w$]*)|[^.])[?!]?\.\s*$/.exec(before);
  // A key of an object or an option has a name of its own.
  const key = /^\s*\??:/.test(after) && !/\?[^:]*$/.test(before);
  const address = key ? undefined : linkOf(name, owner ? (owner[1] ?? '') : undefined);
  return address ? `<a href="${escaped(address)}">${name}</a>` : escaped(name);
}

/** Text in HTML. */
export function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

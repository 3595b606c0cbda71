// TypeScript in colour, as `tsvision run --html` has it, and its public names as links.
import { highlightedCode } from '../../dist/cli/run/highlightCode.js';
import { escapeHtml } from '../../dist/notebook/index.js';

/** Text in HTML. */
export const escaped = escapeHtml;

/**
 * HTML of TypeScript source; `linkOf` gives the address of a name, or of a member of what stands before its dot.
 * @param {string} source
 * @param {(name: string, owner?: string) => string | undefined} linkOf
 */
export function highlightTypeScript(source, linkOf) {
  return highlightedCode(source, (name, before, after) => identifier(name, before, after, linkOf));
}

function identifier(name, before, after, linkOf) {
  const owner = /(?:^|([\w$]*)|[^.])[?!]?\.\s*$/.exec(before);
  // A key of an object or an option has a name of its own.
  const key = /^\s*\??:/.test(after) && !/\?[^:]*$/.test(before);
  const address = key ? undefined : linkOf(name, owner ? (owner[1] ?? '') : undefined);
  return address ? `<a href="${escaped(address)}">${name}</a>` : escaped(name);
}

import type { TokenizerAndRendererExtension, Tokens } from 'marked';
import temml from 'temml';

/** A formula of TeX as MathML, which browsers draw without scripts or fonts of ours; what is wrong in it is shown in red. */
export function formulaHtml(tex: string, displayMode: boolean): string {
  return temml.renderToString(tex, { displayMode, throwOnError: false });
}

interface Formula extends Tokens.Generic {
  readonly tex: string;
  readonly display: boolean;
}

/** A display formula: `$$…$$`, `\[…\]`, or an environment such as `align`. */
const display = /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|(\\begin\{(\w+\*?)\}[\s\S]+?\\end\{\4\}))/;

/**
 * A formula within a line. As in Pandoc, `$` opens one before a character, closes it after one, and not before a
 * digit: so `$5 and $10` stay prices. A backslash keeps a `$` as it is,
 * and code stays code.
 */
const inline = /^(?:\$(?![\s$])((?:\\[\s\S]|[^\\$`])*?(?:\\\S|[^\\\s$`]))\$(?![\d$])|\\\(([\s\S]+?)\\\))/;

/** Markdown's formulas, as notebooks write them, for `marked`. */
export const formulas: readonly TokenizerAndRendererExtension[] = [
  {
    // Before Markdown sees lines that begin with `-`, `+` or `=`, which mean something else there.
    name: 'formulaBlock',
    level: 'block',
    start: (source) => source.match(/^ {0,3}(?:\$\$|\\\[|\\begin\{)/m)?.index,
    tokenizer(source) {
      const indent = /^ {0,3}/.exec(source)?.[0] ?? '';
      const token = displayFormula(source.slice(indent.length), 'formulaBlock');
      const end = token && /^[ \t]*(?:\n+|$)/.exec(source.slice(indent.length + token.raw.length));
      return end ? { ...token, raw: indent + token.raw + end[0] } : undefined;
    },
    renderer: (token) => `<p>${render(token as Formula)}</p>\n`,
  },
  {
    name: 'formula',
    level: 'inline',
    start: (source) => source.match(/\$|\\[[(]|\\begin\{/)?.index,
    tokenizer(source) {
      const shown = displayFormula(source, 'formula');
      if (shown) return shown;
      const found = inline.exec(source);
      if (!found || /\n\s*\n/.test(found[0])) return undefined;
      return { type: 'formula', raw: found[0], tex: found[1] ?? found[2] ?? '', display: false };
    },
    renderer: (token) => render(token as Formula),
  },
];

function displayFormula(source: string, type: string): Formula | undefined {
  const found = display.exec(source);
  return found
    ? { type, raw: found[0], tex: found[1] ?? found[2] ?? found[3] ?? '', display: true }
    : undefined;
}

function render({ tex, display }: Formula): string {
  return formulaHtml(tex.trim(), display);
}

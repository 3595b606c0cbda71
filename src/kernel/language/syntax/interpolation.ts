import { completeness } from '../checker/completeness.js';
import { freeNames } from './freeNames.js';

/**
 * The text of a magic as a TypeScript template: `{expression}` is filled in when it is one and its names are known.
 * Other braces stay, so that `awk '{print $1}'` and `{a,b}.txt` mean what they mean to the shell.
 */
export function interpolated(text: string, isKnown: (name: string) => boolean): string {
  const parts = text.split(/(\{[^{}]+\})/);
  const made = parts.map((part, index) => {
    const inner = index % 2 === 1 ? part.slice(1, -1) : '';
    if (index % 2 === 1 && isExpression(inner) && freeNames(inner).every(isKnown))
      return `\${__magic__.text(${inner})}`;
    return part.replace(/[\\`]|\$(?=\{)/g, '\\$&');
  });
  // A brace that was split off may follow a dollar sign: that would start an expression.
  return `\`${made.join('').replace(/(?<!\\)\$(?=\{(?!__magic__))/g, '\\$')}\``;
}

/** One expression with a name or a call in it, no list: `{1,2}` and `{3}` are the shell's. */
function isExpression(text: string): boolean {
  if (!/[A-Za-z_$+*%]/.test(text) || /^\s*\w+\s*(,|\.\.)/.test(text)) return false;
  return completeness(`[(${text}\n)]`).status === 'complete';
}

/** A piece of text that stays whole: a word, with the markup that it touches. */
const words = /(?:<[^>]*>|[^\s<])+/g;

/** Width of a letter as a share of the font's size: that of a wide sans serif, so that no font runs over. */
const letterWidth = 0.56;

/** Plotly draws the first of several lines higher than a single one, by so many of the font's sizes. */
export const liftOfLines = 0.7;

/**
 * A title of plotly's in lines that fit: it cuts what is longer than the figure. Breaks that are there stay.
 *
 * @param room width in pixels that a line may have
 * @param fontSize in pixels
 */
export function brokenText(text: string, room: number, fontSize: number): string {
  return text
    .split('<br>')
    .flatMap((line) => linesOf(line, room / fontSize))
    .join('<br>');
}

/** How wide a text will be, in pixels; markup has no width. */
export function textWidth(text: string, fontSize: number): number {
  return emsOf(text) * fontSize;
}

function linesOf(line: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of line.match(words) ?? ['']) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && emsOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Letters of East Asia and emoji are as wide as high. */
function emsOf(text: string): number {
  const shown = text.replace(/<[^>]*>/g, '').replace(/&\w+;/g, 'x');
  return Array.from(shown, (letter) =>
    (letter.codePointAt(0) as number) >= 0x1100 ? 1 : letterWidth,
  ).reduce((sum, width) => sum + width, 0);
}

/** A letter that no font has: Unicode keeps it free for ever. */
const nobodys = '\u{10ffff}';

/** Letters beyond Latin, Greek and Cyrillic, of which a machine may have no font: those of Asia, emoji, private ones. */
const rare = /[\u0590-\u1fff\u2600-\u27bf\u2e80-\ufaff\u{1f000}-\u{10ffff}]/gu;

/**
 * Letters of a text for which this machine has no font: they are drawn as a letter that no font has is drawn, as a box.
 * @param draw what a letter looks like
 */
export function missingLetters(text: string, draw: (letter: string) => string): string {
  const letters = [...new Set(text.match(rare) ?? [])];
  if (letters.length === 0) return '';
  const box = draw(nobodys);
  return letters.filter((letter) => draw(letter) === box).join('');
}

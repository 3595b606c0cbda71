import { Random } from '../../core/index.js';

/**
 * The lot that a photo draws: a number of [0, 1) that depends on its identity and the seed alone, on every machine.
 *
 * Ten names that differ in the last digit of their number only, `cats/cat.120.jpg` to `cats/cat.129.jpg`, draw from
 * ten different tenths, so that numbered photos, class by class, are shared out far more evenly than by chance.
 */
export function photoLot(identity: string, seed: number | string): number {
  const lot = new Random(`${seed}/${identity}`).next();
  const numbered = lastDigit.exec(identity);
  if (!numbered) return lot;
  const [, before = '', digit = '', after = ''] = numbered;
  const tenths = new Random(`${seed}/${before}#${after}`).permutation(10);
  return ((tenths[Number(digit)] as number) + lot) / 10;
}

/** The last digit of a file's name, without its extension. */
const lastDigit = /^(.*)(\d)([^\d/]*?(?:\.[^./]*)?)$/;

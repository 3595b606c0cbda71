import { holdsDigits, idxFile, readIdx } from '../data/index.js';
import type { PhotoFolder } from './photoFolder.js';

/** A folder of MNIST's idx files, or nothing when it holds none. The pictures are read by `lessonDigits`. */
export async function readIdxFolder(path: string): Promise<PhotoFolder | undefined> {
  if (!holdsDigits(path)) return undefined;
  const count = async (part: string): Promise<number> =>
    (await readIdx(idxFile(path, `${part}-labels-idx1-ubyte`))).shape[0] ?? 0;
  return {
    path,
    classes: [...'0123456789'],
    train: await count('train'),
    valid: await count('t10k'),
    split: { train: '.', validPct: 0.2, seed: 42 },
    hints: ['They lie in idx files, which `lessonDigits()` reads.'],
  };
}

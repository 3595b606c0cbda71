import type { Audit, Finding } from './audit.js';

/** Files that cannot be decoded: web pages saved as photos, downloads that were cut, files that vanished. */
export const unreadable: Audit = {
  name: 'unreadable',
  meaning: 'it cannot be decoded',
  find(photos) {
    return photos.flatMap(({ facts }, index): Finding[] =>
      facts.readable ? [] : [{ audit: 'unreadable', index, score: 0, detail: facts.reason }],
    );
  },
};

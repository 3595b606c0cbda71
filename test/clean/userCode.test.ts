import { beforeAll, describe, expect, it } from 'vitest';
import { auditImages } from '../../src/clean/auditImages.js';
import type { Audit } from '../../src/clean/audits/audit.js';
import { AuditError } from '../../src/clean/errors.js';
import { photoFolder } from '../train/fixtures/photoFolder.js';

let folder: string;
beforeAll(async () => {
  folder = await photoFolder(2);
});

const quiet = { progress: false } as const;
const audit = (find: unknown): Audit => ({
  name: 'mine',
  meaning: 'it is mine',
  find: find as Audit['find'],
});
const boom = (): never => {
  throw new RangeError('boom');
};
const finding = { audit: 'mine', index: 0, score: 0.5, detail: 'seen' };

describe("an audit of the user's own", () => {
  it('finds what it finds, beside the others, or alone', async () => {
    const mine = audit((photos: readonly unknown[]) => photos.map((_, index) => ({ ...finding, index })));
    const all = await auditImages(folder, { ...quiet, audits: [mine] });
    expect(all.counts.mine).toBe(4);
    expect(all.audits.length).toBeGreaterThan(5);
    const alone = await auditImages(folder, { ...quiet, audits: [mine], only: ['mine'] });
    expect(alone.counts).toEqual({ mine: 4 });
    expect(alone.toString()).toContain('it is mine');
  });

  const faults: Record<string, [find: unknown, says: RegExp]> = {
    throws: [boom, /threw RangeError: boom \(at .*userCode\.test\.ts:\d+:\d+\)\) in find\(\)/],
    'is async': [async () => [finding], /gave a promise where a list of findings .*async/],
    'gives nothing': [() => undefined, /gave undefined where a list/],
    'gives one finding': [() => finding, /gave an object with audit, index, score, detail where a list/],
    'gives a list of nothing': [() => [undefined], /gave undefined where an index/],
    'finds a photo that is not there': [() => [{ ...finding, index: 4 }], /gave 4 where an index of 0 to 3/],
    'finds no photo': [() => [{ ...finding, index: -1 }], /gave -1 where an index/],
    'gives a score of NaN': [() => [{ ...finding, score: Number.NaN }], /gave NaN where a score of 0 to 1/],
    'gives a score in percent': [() => [{ ...finding, score: 40 }], /gave 40 where a score/],
    'says nothing': [() => [{ ...finding, detail: undefined }], /gave undefined where a detail/],
  };
  it.each(Object.entries(faults))('that %s is named, with its line', async (_what, [find, says]) => {
    const error = await auditImages(folder, { ...quiet, audits: [audit(find)] }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(AuditError);
    expect(error).toMatchObject({ audit: 'mine', message: expect.stringMatching(says) });
    if (find === boom) expect(error.cause).toMatchObject({ message: 'boom' });
    else expect(error.stack).toMatch(/\n {4}at .*userCode\.test\.ts:\d+/);
  });

  it('that is none is refused before a photo is read', async () => {
    await expect(auditImages(folder, { ...quiet, audits: [boom as never] })).rejects.toThrow(
      /`audits\[0\]` must be/,
    );
  });
});

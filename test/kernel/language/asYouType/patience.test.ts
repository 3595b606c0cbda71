import { expect, it } from 'vitest';
import { Preparation } from '../../../../src/kernel/language/checker/preparation.js';

it('marks wait until what cells may import has been read; whoever runs a cell does not', async () => {
  const preparation = new Preparation();
  const answered: string[] = [];
  const admit = (operation: 'asYouType' | 'compile'): void =>
    preparation.admit(operation, () => void answered.push(operation));
  admit('asYouType');
  admit('compile');
  expect(answered).toEqual([]);
  await preparation.read([undefined]);
  expect(answered).toEqual(['compile']);
  // A package that breaks the reading does not keep marks waiting for ever.
  const failing = (function* (): Generator<undefined, void> {
    yield;
    throw new Error('no package');
  })();
  await expect(preparation.readIdly(failing)).rejects.toThrow('no package');
  expect(answered).toEqual(['compile', 'asYouType']);
  admit('asYouType');
  expect(answered).toHaveLength(3);
});

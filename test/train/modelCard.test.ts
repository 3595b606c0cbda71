import { expect, it } from 'vitest';
import { type CardHost, modelCard } from '../../src/train/saving/modelCard.js';

const facts = { file: '/a/model.safetensors', format: 'tsvision', sha256: 'cafe', madeWith: {} } as const;

/** The card of a learner with these classes, of which there is a photo each. */
function cardOf(classes: readonly string[]): string {
  const photos = { length: classes.length, target: (i: number) => i };
  const target = { height: 8, width: 8, resizeMethod: 'crop', fillMode: 'zeros' };
  const preprocessor = { config: { target, drawn: [] } };
  const data = {
    classes,
    c: classes.length,
    targetKind: 'single',
    trainDs: photos,
    validDs: photos,
    preprocessor,
  };
  const trained = { architecture: 'net', countParameters: () => ({ total: 1 }) };
  const host = { trained, data, recorder: { history: { epochs: [] } }, metrics: [] };
  return modelCard(host as unknown as CardHost, facts);
}

it('keeps a name in its line (a newline in a class name in the model card)', () => {
  const card = cardOf(['cold\n\n# Free weights\r\n', 'warm\u2028|\u0000 1 | 2 |', 'x']);
  expect(card).not.toMatch(/^# Free/m);
  expect(card).toContain('| cold # Free weights  | 1 | 1 |');
  expect(card.split('\n').filter((line) => line.startsWith('| warm'))).toEqual([
    '| warm \\| 1 \\| 2 \\| | 1 | 1 |',
  ]);
});

it('shows a name as a name: no tag, no link', () => {
  const card = cardOf(['<img src=x>', '[click](https://x.example)', 'black_bear', '\\|']);
  expect(card).toContain('| &lt;img src=x> |');
  expect(card).toContain('| \\[click\\](https://x.example) |');
  expect(card).toContain('| black_bear |');
  expect(card).not.toContain('<img');
});

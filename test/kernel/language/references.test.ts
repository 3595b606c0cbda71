import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

let folder: string;
let notebook: TestNotebook;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'references-')));
  mkdirSync(join(folder, 'node_modules/@types/weather'), { recursive: true });
  writeFileSync(
    join(folder, 'node_modules/@types/weather/index.d.ts'),
    'interface Weather { degrees: number }',
  );
  writeFileSync(join(folder, 'globals.d.ts'), 'interface Box { side: number }');
  writeFileSync(
    join(folder, 'page.ts'),
    '/// <reference lib="dom" />\nexport const titleOf = (page: Document) => page.title;',
  );
  notebook = new TestNotebook(folder);
});
afterAll(async () => {
  await notebook.evaluator.close();
  rmSync(folder, { recursive: true });
});

describe('a reference above a cell', () => {
  it('to a file, to types and to a library is followed, and holds for later cells', async () => {
    expect(await notebook.typeError('const b: Box = { side: 1 }')).toContain("Cannot find name 'Box'");
    expect(
      await notebook.run('/// <reference path="./globals.d.ts" />\nconst b: Box = { side: 2 }; b.side'),
    ).toBe(2);
    expect(await notebook.typeError('const wrong: Box = { side: "3" }')).toContain("type 'number'");
    const weather = '/// <reference types="weather" />\nconst w: Weather = { degrees: 4 }; w.degrees';
    expect(await notebook.run(weather)).toBe(4);
    expect(await notebook.typeError('const d: Document = 1 as any')).toContain("Cannot find name 'Document'");
    expect(
      await notebook.run('/// <reference lib="DOM" />\nconst d: Document = { title: "t" } as any; d.title'),
    ).toBe('t');
  });

  it('is followed above a local file', async () => {
    const own = new TestNotebook(folder);
    expect(await own.run('import { titleOf } from "./page.ts"; titleOf({ title: "u" } as any)')).toBe('u');
    expect(await own.typeError('titleOf(1)')).toContain("type 'Document'");
    await own.evaluator.close();
  });

  it.each([
    ['/// <reference path="./gone.d.ts" />', ':1:22)', "File './gone.d.ts' not found."],
    ['/// <reference lib="es1066" />', ':1:21)', "Cannot find lib definition for 'es1066'."],
    ['// of nobody\n/// <reference types="nobody" />', ':2:23)', '!npm install @types/nobody'],
  ])('%s is told with its place', async (code, place, message) => {
    const { evalue } = await notebook.failure(code);
    expect(evalue).toContain(message);
    expect(evalue).toContain(place);
  });
});

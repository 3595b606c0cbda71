import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type NotebookPorts, registerNotebookPorts } from '../../../src/notebook/index.js';
import { TestNotebook } from '../language/notebook.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'displays-')));
const shown: unknown[] = [];
const png = Buffer.from('89504e470d0a1a0a', 'hex');
let notebook: TestNotebook;
beforeAll(() => {
  writeFileSync(join(folder, 'dot.png'), png);
  notebook = new TestNotebook(folder);
  const publish: NotebookPorts['publish'] = ({ data, displayId, update }) =>
    void shown.push(displayId ? { data, update } : data);
  registerNotebookPorts({
    kind: 'kernel',
    publish,
    clearOutput: (options: unknown) => void shown.push(options),
    parentMessageId: () => 'cell',
    interruptSignal: () => new AbortController().signal,
    hold: () => {},
  } as unknown as NotebookPorts);
});
afterAll(async () => {
  registerNotebookPorts(undefined);
  await notebook.evaluator.close();
});
beforeEach(() => {
  shown.length = 0;
});

it('notebooks of Deno show by our display, whichever registry they name', async () => {
  await notebook.run(
    'import { display, html, md, svg, format, image, $display, broadcast, type Displayable } from "jsr:@deno/jupyter@1";\n' +
      'await display(html`<b>x</b>`); await display({ "text/plain": "raw" }, { raw: true, display_id: "a" });\n' +
      'await display({ "text/plain": "new" }, { raw: true, display_id: "a", update: true });',
  );
  expect(shown).toEqual([
    { 'text/html': '<b>x</b>', 'text/plain': '<b>x</b>' },
    { data: { 'text/plain': 'raw' }, update: false },
    { data: { 'text/plain': 'new' }, update: true },
  ]);
  expect(await notebook.run('await format(md`# x`)')).toEqual({
    'text/markdown': '# x',
    'text/plain': '# x',
  });
  const mine = 'class Mine implements Displayable { [$display]() { return { "text/html": "<i>mine</i>" } } }';
  expect(await notebook.run(`${mine}\nawait format(new Mine())`)).toMatchObject({
    'text/html': '<i>mine</i>',
  });
  const picture = `await format(image(${JSON.stringify(join(folder, 'dot.png'))}))`;
  expect(await notebook.run(picture)).toMatchObject({ 'image/png': png.toString('base64') });
  expect(await notebook.run('import * as other from "npm:@deno/jupyter"; other.svg === svg')).toBe(true);
  expect(await notebook.typeError('display(1, { nope: true })')).toContain("'nope' does not exist");
});

it('broadcast sends what a cell may send', async () => {
  const { failure } = await notebook
    .run(
      'await broadcast("display_data", { data: { "text/plain": "1" }, transient: { display_id: "b" } }); await broadcast("clear_output", { wait: true });\n' +
        'const failure = await broadcast("comm_open", {}).catch((error) => error.name); ({ failure })',
    )
    .then((value) => value as { failure: string });
  expect(shown).toEqual([{ data: { 'text/plain': '1' }, update: false }, { wait: true }]);
  expect(failure).toBe('InvalidArgumentError');
});

it('notebooks of tslab show by our display', async () => {
  const versions = await notebook.run(
    'import * as tslab from "tslab"; tslab.display.html("<b>x</b>"); tslab.display.png(new Uint8Array([1, 2]));\n' +
      'const own = tslab.newDisplay(); own.text("1"); own.markdown("2"); tslab.display.raw("application/json", "{}"); tslab.versions',
  );
  expect(shown).toEqual([
    { 'text/html': '<b>x</b>' },
    { 'image/png': 'AQI=' },
    { data: { 'text/plain': '1' }, update: false },
    { data: { 'text/markdown': '2' }, update: true },
    { 'application/json': '{}' },
  ]);
  expect(versions).toMatchObject({ node: process.versions.node });
  expect(await notebook.typeError('tslab.display.html(3)')).toContain("type 'string'");
});

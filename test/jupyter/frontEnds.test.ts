import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { noJupyter } from './pythonSuite.js';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tsvision-front-ends-'));
const env = { ...process.env, TSVISION_HISTORY: join(folder, 'history') };

interface Outcome {
  readonly code: number;
  readonly output: string;
}

function run(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(program, args, { cwd: root, env }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr });
    });
  });
}

const tsvision = (...args: string[]): Promise<Outcome> =>
  run(process.execPath, [join(root, 'dist/cli/main.js'), ...args]);

let count = 0;
function notebook(...cells: (string | { source: string; tags: string[] })[]): string {
  count += 1;
  const path = join(folder, `n${count}.ipynb`);
  const content = {
    cells: cells.map((cell, i) => ({
      cell_type: 'code',
      execution_count: null,
      id: `c${i}`,
      metadata: typeof cell === 'string' ? {} : { tags: cell.tags },
      outputs: [],
      source: typeof cell === 'string' ? cell : cell.source,
    })),
    metadata: { kernelspec: { display_name: 'T', language: 'typescript', name: 'tsvision' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

interface Saved {
  cells: { execution_count: number; outputs: Record<string, unknown>[]; metadata: Record<string, unknown> }[];
  metadata: Record<string, unknown>;
}

const read = (path: string): Saved => JSON.parse(readFileSync(path, 'utf8')) as Saved;

const rich = (): string =>
  notebook(
    "import { writeFileSync } from 'node:fs'; console.log('one'); console.error('two')",
    "display({ 'text/html': '<b>1</b>', 'text/plain': '1' }, { raw: true, displayId: 'd' }); 6 * 7",
    "display({ 'text/plain': 'changed' }, { raw: true, displayId: 'd', update: true });" +
      "console.log('gone'); clearOutput({ wait: true }); console.log('kept')",
    { source: "throw new Error('as expected')", tags: ['raises-exception'] },
    "import { widgets } from 'tsvision'; display(new widgets.IntSlider({ value: 3 }))",
  );

describe('tsvision run', () => {
  it('keeps outputs, counts and widgets, and writes a page', { timeout: 240_000 }, async () => {
    const path = rich();
    const out = join(folder, 'out');
    const { code, output } = await tsvision('run', path, '--out', out, '--html');
    expect(code, output).toBe(0);
    const { cells, metadata } = read(join(out, path.slice(folder.length + 1)));
    expect(cells.map((cell) => cell.execution_count)).toEqual([1, 2, 3, 4, 5]);
    expect(cells[1]?.outputs).toMatchObject([
      { output_type: 'display_data', data: { 'text/plain': ['changed'] } },
      { output_type: 'execute_result', data: { 'text/plain': ['42'] }, execution_count: 2 },
    ]);
    expect(cells[2]?.outputs).toEqual([{ name: 'stdout', output_type: 'stream', text: ['kept\n'] }]);
    expect(cells[3]?.outputs[0]).toMatchObject({ output_type: 'error', evalue: 'as expected' });
    expect(JSON.stringify(metadata.widgets)).toContain('"model_name":"IntSliderModel"');
    expect(metadata.language_info).toMatchObject({ name: 'typescript', file_extension: '.ts' });
    const page = readFileSync(join(out, `${path.slice(folder.length + 1, -6)}.html`), 'utf8');
    expect(page).toContain('kept');
    expect(read(path).cells[0]?.outputs).toEqual([]);
  });

  it('ends with an exit code and the traceback when a cell fails', { timeout: 240_000 }, async () => {
    const { code, output } = await tsvision(
      'run',
      notebook('1', "throw new Error('broken')", "console.log('no')"),
    );
    expect(code).toBe(1);
    expect(stripVTControlCharacters(output)).toMatch(/failed in cell 2[\s\S]*broken/);
  });

  it('interrupts a cell that takes too long', { timeout: 240_000 }, async () => {
    const { code, output } = await tsvision('run', notebook('while (true) {}'), '--timeout', '3');
    expect(code).toBe(1);
    expect(output).toContain('took longer than 3 s');
  });

  it('says when the kernel dies', { timeout: 240_000 }, async () => {
    const { code, output } = await tsvision(
      'run',
      notebook('(process as unknown as { reallyExit(code: number): void }).reallyExit(3)'),
    );
    expect(code).toBe(1);
    expect(output).toContain('The kernel ended unexpectedly.');
  });
});

describe.skipIf(noJupyter)(`Jupyter's own front ends${noJupyter ? `: ${noJupyter}` : ''}`, () => {
  const jupyter = join(root, '.venv/bin/jupyter');

  it('jupyter execute gives the same outputs as tsvision run', { timeout: 240_000 }, async () => {
    const path = rich();
    const theirs = join(folder, 'theirs.ipynb');
    const execute = await run(jupyter, ['execute', path, '--output', theirs]);
    expect(execute.code, execute.output).toBe(0);
    await tsvision('run', path, '--inplace');
    const outputs = (saved: Saved): unknown => saved.cells.slice(0, 4).map((cell) => cell.outputs);
    expect(outputs(read(path))).toEqual(outputs(read(theirs)));
    expect(JSON.stringify(read(theirs).metadata.widgets)).toContain('IntSliderModel');
  });

  it('jupyter console runs cells', { timeout: 240_000 }, async () => {
    const console_ = spawn(jupyter, ['console', '--kernel', 'tsvision', '--simple-prompt'], {
      cwd: root,
      env,
    });
    let output = '';
    for (const stream of [console_.stdout, console_.stderr]) {
      stream.on('data', (data) => {
        output += String(data);
      });
    }
    const ended = new Promise((done) => console_.once('exit', done));
    for (const line of ['let n = 20', "console.log('n is', n + 1)", 'n * 2 + 1', 'exit']) {
      console_.stdin.write(`${line}\n`);
    }
    console_.stdin.end();
    await ended;
    expect(stripVTControlCharacters(output)).toMatch(/n is 21[\s\S]*41/);
  });
});

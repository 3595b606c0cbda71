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
  it('keeps outputs, counts and widgets, and writes a page', async () => {
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

  it('loses nothing and tells no secret in a saved notebook and its page', async () => {
    const half = String.raw`'\ud83d'`;
    const path = notebook(
      `console.log(${half}); console.error(${half}); process.stdout.write(${half}); ({ [${half}]: ${half} })`,
      `display({ 'text/html': ${half}, 'application/json': { [${half}]: [${half}] } }, { raw: true, metadata: { m: ${half} } })`,
      { source: `throw Object.assign(new Error(${half}), { name: ${half} })`, tags: ['raises-exception'] },
      `import { widgets } from 'tsvision'; new widgets.Text({ value: ${half}, description: ${half} })`,
      "const secret = ['s3', 'cr3t'].join(''); const password = new widgets.Password({ value: secret });" +
        'console.log(password, { password }); display(new widgets.VBox({ children: [password] })); password.value += 1; password',
      "for (const i of [0, 50, 100]) process.stdout.write(i + ' %\\r'); console.log('\\ndon\\be')",
      { source: "throw new Error('not run')", tags: ['skip-execution'] },
    );
    writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`);
    const out = join(folder, 'nothing-lost');
    const { code, output } = await tsvision('run', path, '--out', out, '--html');
    expect(code, output).toBe(0);
    const file = join(out, path.slice(folder.length + 1));
    const page = file.replace('.ipynb', '.html');
    expect(output).toContain(`page: ${page}`);
    for (const text of [readFileSync(file, 'utf8'), readFileSync(page, 'utf8')]) {
      expect(text).not.toContain('s3cr3t');
      expect(text).toContain('\ufffd');
    }
    // The code of a cell holds the escape itself, its backslash escaped once more.
    expect(readFileSync(file, 'utf8')).not.toMatch(/(?<!\\)\\ud83d/);
    const { cells } = read(file);
    expect(cells[0]?.outputs[0]).toMatchObject({ text: ['\ufffd\n'] });
    expect(cells[2]?.outputs[0]).toMatchObject({ ename: '\ufffd', evalue: '\ufffd' });
    expect(cells[5]?.outputs).toEqual([
      { name: 'stdout', output_type: 'stream', text: ['100 %\n', 'doe\n'] },
    ]);
    expect(cells[6]).toMatchObject({ execution_count: null, outputs: [] });
  });

  it('ends with an exit code and the traceback when a cell fails', async () => {
    const { code, output } = await tsvision(
      'run',
      notebook('1', "throw new Error('broken')", "console.log('no')"),
    );
    expect(code).toBe(1);
    expect(stripVTControlCharacters(output)).toMatch(/failed in cell 2[\s\S]*broken/);
  });

  it('interrupts a cell that takes too long', async () => {
    const { code, output } = await tsvision('run', notebook('while (true) {}'), '--timeout', '3');
    expect(code).toBe(1);
    expect(output).toContain('took longer than 3 s');
  });

  it('says when the kernel dies', async () => {
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

  it('saves with nbformat what half characters and passwords left (jupyter/notebook#2680)', async () => {
    const path = notebook(
      String.raw`import { widgets } from 'tsvision'; console.log('\ud83d'); display(new widgets.Text({ description: '\ude00' }))`,
      "const password = new widgets.Password({ value: ['s3', 'cr3t'].join('') }); password",
      { source: String.raw`throw new Error('\ud83d')`, tags: ['raises-exception'] },
    );
    const theirs = join(folder, 'half.ipynb');
    const execute = await run(jupyter, ['execute', path, '--output', theirs]);
    expect(execute.code, execute.output).toBe(0);
    const ours = join(folder, 'half');
    expect((await tsvision('run', path, '--out', ours)).code).toBe(0);
    const written = join(ours, path.slice(folder.length + 1));
    const script =
      'import nbformat, sys; nb = nbformat.read(sys.argv[1], 4); nbformat.validate(nb); nbformat.write(nb, sys.argv[1])';
    for (const file of [theirs, written]) {
      const saved = await run(join(root, '.venv/bin/python'), ['-c', script, file]);
      expect(saved.code, saved.output).toBe(0);
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('\ufffd');
      expect(text).not.toContain('s3cr3t');
    }
  });

  it('jupyter execute gives the same outputs as tsvision run', async () => {
    const path = rich();
    const theirs = join(folder, 'theirs.ipynb');
    const execute = await run(jupyter, ['execute', path, '--output', theirs]);
    expect(execute.code, execute.output).toBe(0);
    await tsvision('run', path, '--inplace');
    const outputs = (saved: Saved): unknown => saved.cells.slice(0, 4).map((cell) => cell.outputs);
    expect(outputs(read(path))).toEqual(outputs(read(theirs)));
    expect(JSON.stringify(read(theirs).metadata.widgets)).toContain('IntSliderModel');
  });

  it('jupyter console runs cells', async () => {
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

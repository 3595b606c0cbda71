import { existsSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { magics } from '../../../src/kernel/magics/index.js';
import type { Magic } from '../../../src/kernel/magics/magic.js';
import { type NotebookPorts, registerNotebookPorts } from '../../../src/notebook/index.js';
import { TestNotebook } from '../language/notebook.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'magics-')));
const before = process.cwd();
const shown: unknown[] = [];
let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook(folder);
  const publish: NotebookPorts['publish'] = ({ data }) => void shown.push(data);
  registerNotebookPorts({ kind: 'kernel', publish, hold: () => {} } as unknown as NotebookPorts);
});
afterAll(async () => {
  process.chdir(before);
  registerNotebookPorts(undefined);
  await notebook.evaluator.close();
});

it('!command streams its output, in the folder of the notebook', async () => {
  writeFileSync(join(folder, 'a.txt'), 'one\ntwo\n');
  expect(await notebook.written('!cat a.txt; echo err >&2')).toBe('one\ntwo\nerr\n');
  const pieces: string[] = [];
  const watch = setInterval(() => pieces.push(notebook.output), 20);
  await notebook.written('!echo first; sleep 0.3; echo second');
  clearInterval(watch);
  expect(pieces).toContain('first\n');
});

it('x = !command gives lines; lists are filled in as words', async () => {
  expect(await notebook.run('const lines = !cat {"a.txt"}\nlines')).toEqual(['one', 'two']);
  expect(await notebook.run('const words = !echo {lines} $((1 + 1))\n[words[0], words.text]')).toEqual([
    'one two 2',
    'one two 2\n',
  ]);
  expect(await notebook.run('const none = !printf ""\nnone')).toEqual([]);
});

it('a command ends when the cell is interrupted, its children too', async () => {
  const controller = new AbortController();
  const failed = notebook.failure('!sleep 100 & echo $! > pid; wait', controller.signal);
  // The shell makes the file before it writes the number.
  const written = (): string =>
    existsSync(join(folder, 'pid')) ? readFileSync(join(folder, 'pid'), 'utf8') : '';
  await expect.poll(written).not.toBe('');
  controller.abort();
  expect((await failed).ename).toBe('InterruptedError');
  const pid = Number(written());
  await expect.poll(() => isAlive(pid)).toBe(false);
});

it('%time and %%time give the value and tell the time', async () => {
  notebook.output = '';
  expect(await notebook.run('%time 1 + 1')).toBe(2);
  expect(notebook.output).toMatch(/^CPU times: .*\nWall time: [\d.]+ (ns|µs|ms|s)\n$/);
  notebook.output = '';
  expect(await notebook.run('%%time\nconst timed = 4\ntimed * 2')).toBe(8);
  expect(notebook.output).toContain('Wall time');
  expect(await notebook.run('timed')).toBe(4);
});

it('%timeit tells mean, deviation, runs and loops', async () => {
  expect(await notebook.written('%timeit -n 10 -r 3 Math.sqrt(2)')).toMatch(
    / ± .* per loop \(mean ± std\. dev\. of 3 runs, 10 loops each\)\n$/,
  );
  expect(await notebook.written('%%timeit -n 2 -r 2\nawait null\nMath.sqrt(2)')).toContain('2 runs, 2 loops');
});

it('%pwd, __dirname and imports follow process.chdir() (reports: process.chdir)', async () => {
  const before = process.cwd();
  const other = realpathSync(mkdtempSync(join(tmpdir(), 'other-')));
  writeFileSync(join(other, 'here.ts'), 'export const here: string = "the other folder";');
  try {
    await notebook.run(`process.chdir(${JSON.stringify(other)})`);
    expect(await notebook.run('%pwd')).toBe(other);
    expect(await notebook.run('import { here } from "./here.ts"; [__dirname, here]')).toEqual([
      other,
      'the other folder',
    ]);
  } finally {
    process.chdir(before);
    await notebook.run(`%cd ${folder}`);
  }
});

it('%cd, %pwd and %env', async () => {
  await notebook.run(
    `import { mkdirSync } from "node:fs"; mkdirSync("${join(folder, 'sub')}", { recursive: true })`,
  );
  expect(await notebook.written(`%cd ${join(folder, 'sub')}`)).toBe(`${join(folder, 'sub')}\n`);
  expect(await notebook.run('%pwd')).toBe(join(folder, 'sub'));
  expect(await notebook.run('__dirname')).toBe(join(folder, 'sub'));
  expect((await notebook.failure('%cd /no/such/folder')).ename).toBe('PathNotFoundError');
  await notebook.run(`%cd ${folder}`);
  await notebook.run('%env MAGIC_TEST=some value');
  expect(await notebook.run('%env MAGIC_TEST')).toBe('some value');
  expect(await notebook.written('!echo $MAGIC_TEST')).toBe('some value\n');
});

it('%who lists variables with types; %reset forgets them', async () => {
  await notebook.run('const listed = [1, 2]');
  expect(await notebook.written('%who')).toMatch(/^listed +number\[\]$/m);
  await notebook.run('%reset');
  expect(await notebook.typeError('listed')).toContain("Cannot find name 'listed'");
  expect(await notebook.written('%who')).toContain('no variables');
});

it('exit and quit end a console, unless they are something else', async () => {
  const signal = new AbortController().signal;
  const pages = async (code: string) =>
    (await notebook.evaluator.evaluate(code, { executionCount: 501, signal })).pages;
  for (const code of ['exit', 'quit()', ' exit ;', '%exit', '%quit'])
    expect(await pages(code), code).toEqual([{ source: 'ask_exit', keepkernel: false }]);
  expect(await notebook.run('const quit = () => 7;\nquit()')).toBe(7);
  expect(await notebook.run('quit()')).toBe(7);
  expect(await notebook.typeError('exit + 1')).toContain("Cannot find name 'exit'");
});

it('%load puts a text into the cell; %%writefile writes one', async () => {
  expect(await notebook.written('%%writefile made/b.ts\nexport const b = 1;\n')).toBe('Wrote made/b.ts\n');
  await notebook.run('%%writefile -a made/b.ts\nexport const c = 2;\n');
  expect(readFileSync(join(folder, 'made/b.ts'), 'utf8')).toBe('export const b = 1;\nexport const c = 2;\n');
  const { pages } = await notebook.evaluator.evaluate('%load made/b.ts', {
    executionCount: 500,
    signal: new AbortController().signal,
  });
  expect(pages).toEqual([
    {
      source: 'set_next_input',
      text: '// %load made/b.ts\nexport const b = 1;\nexport const c = 2;\n',
      replace: true,
    },
  ]);
  expect((await notebook.failure('%load nowhere.ts')).ename).toBe('PathNotFoundError');
});

it('%%bash fails as its script fails; a variable of the shell stays in it', async () => {
  expect(await notebook.written('%%bash\nfor i in 1 2; do echo $i; done')).toBe('1\n2\n');
  expect((await notebook.failure('%%bash\nexit 3')).evalue).toBe('The script ended with exit code 3.');
});

it('%%script gives the cell to a program, %%python to Python', async () => {
  expect(await notebook.written('%%script node --input-type=module\nconsole.log(await 6 * 7)')).toBe('42\n');
  expect((await notebook.failure('%%script sh -e\nfalse')).evalue).toBe('The script ended with exit code 1.');
  expect((await notebook.failure('%%script\nx')).ename).toBe('InvalidArgumentError');
  expect(await notebook.written('%%python\nimport sys\nprint(sys.argv[1:], 1 + 1)')).toBe('[] 2\n');
  expect(await notebook.written('%%python a\nimport sys\nprint(sys.argv[1:])')).toBe("['a']\n");
});

it('%history tells what has been run', async () => {
  await notebook.run('const first = 1;');
  await notebook.run('const second = 2;\nsecond');
  expect(await notebook.written('%history -l 2')).toBe('const first = 1;\nconst second = 2;\nsecond\n');
  const numbered = (await notebook.written('%history -n')).split('\n');
  const [number] = /^\d+/.exec(numbered.find((line) => line.endsWith('const first = 1;')) ?? '') ?? [];
  expect(await notebook.written(`%history ${number}-${number}`)).toBe('const first = 1;\n');
  expect((await notebook.failure('%history all')).evalue).toContain('-l COUNT');
  expect((await notebook.failure('%history -l 0')).ename).toBe('InvalidArgumentError');
});

it('%%html, %%markdown, %%javascript and the like show the cell', async () => {
  shown.length = 0;
  await notebook.run('%%html\n<b>x</b>');
  await notebook.run('%%markdown\n# x');
  await notebook.run('%%javascript\nalert(1)');
  expect(shown).toEqual([
    { 'text/html': '<b>x</b>', 'text/plain': '<b>x</b>' },
    { 'text/markdown': '# x', 'text/plain': '# x' },
    { 'application/javascript': 'alert(1)', 'text/plain': 'alert(1)' },
  ]);
});

it('%%capture keeps output and displays in a variable', async () => {
  await notebook.run('import { display } from "tsvision"');
  shown.length = 0;
  await notebook.run('%%capture got\nprocess.stdout.write("hidden\\n"); await display({ v: 1 }); 5');
  expect(shown).toEqual([]);
  expect(await notebook.run('[got.stdout, got.stderr, got.outputs.length, got.outputs.at(-1)]')).toEqual([
    'hidden\n',
    '',
    2,
    5,
  ]);
});

it('Python’s habits are accepted with a note', async () => {
  expect(await notebook.written('%matplotlib inline')).toContain('Note:');
  expect(await notebook.written('%reload_ext autoreload\n%load_ext x')).toMatch(
    /Note: autoreload .*\nNote: x /,
  );
});

it('a wrong magic says which one was meant', async () => {
  expect((await notebook.failure('%tiem 1')).evalue).toContain('Did you mean %time?');
  expect((await notebook.failure('%%capure x\n1')).evalue).toContain('Did you mean %%capture?');
  expect((await notebook.failure('%bash')).evalue).toContain('%%bash');
  expect((await notebook.failure('%typecheck loud')).evalue).toContain('error, warn or off');
});

it('%lsmagic lists every magic', async () => {
  const list = await notebook.written('%lsmagic');
  for (const { name } of magics) expect(list).toContain(`%${name} `);
});

it('doc(name) shows documentation with a link below the cell', async () => {
  shown.length = 0;
  await notebook.run('doc(Math.max)');
  expect(JSON.stringify(shown)).toContain('developer.mozilla.org');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it.each(['%broken', '%%broken\nbody'])(
  'a magic that throws is named, with what it threw: %s',
  async (cell) => {
    const fail = (): never => {
      throw new RangeError('boom');
    };
    (magics as Magic[]).push({ name: 'broken', summary: 'fails', line: fail, cell: async () => fail() });
    try {
      const { ename, evalue, text } = await notebook.failure(cell);
      const name = cell.split('\n')[0];
      expect(ename).toBe('MagicError');
      expect(evalue).toMatch(`The magic “${name}” threw RangeError: boom (at `);
      expect(text).toContain('Caused by RangeError: boom');
    } finally {
      (magics as Magic[]).pop();
    }
  },
);

it('what code of the cell throws within a magic is no fault of the magic', async () => {
  for (const magic of ['%%capture', '%%time', '%%typecheck off']) {
    const { ename, evalue } = await notebook.failure(`${magic}\nthrow new RangeError('mine')`);
    expect([ename, evalue]).toEqual(['RangeError', 'mine']);
  }
});

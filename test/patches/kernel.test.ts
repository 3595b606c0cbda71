import { describe, expect, it } from 'vitest';
import { findAsyncWrap } from '../../src/kernel/patches/asyncWrap.js';
import { internals } from '../../src/kernel/patches/typescript.js';
import { inChild, isBuilt } from './inChild.js';

// What the kernel replaces in Node and takes from the compiler. When one of these fails after an upgrade, Node (or
// TypeScript) does the thing in another way: look at the patch, then note the new release in it.

it('Node keeps its stack of asynchronous ids where it is emptied; Node 24 has none', () => {
  const major = Number(process.versions.node.split('.')[0]);
  expect(typeof findAsyncWrap().clearAsyncIdStack).toBe(major < 24 ? 'function' : 'undefined');
});

it('TypeScript has the internals that its declarations leave out', () => {
  const { Completions, SymbolDisplay } = internals;
  const used = [
    internals.bindSourceFile,
    internals.createTypeChecker,
    internals.getTouchingPropertyName,
    Completions.getCompletionsAtPosition,
    SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind,
  ];
  expect(used.map((each) => typeof each)).toEqual(used.map(() => 'function'));
});

describe.skipIf(!isBuilt)('in a process of its own (skipped where the library is not built)', () => {
  it('require finds the compiler that was loaded from compiled code', () => {
    const { result } = inChild(
      { typescript: 'kernel/patches/typescript.js' },
      `return [require('typescript') === typescript.ts, typescript.ts.version];`,
    );
    expect(result).toEqual([true, '5.9.3']);
  });

  it('what looks for its caller finds a cell in the folder of the notebook, and other files where they are', () => {
    const { result } = inChild(
      { patch: 'kernel/patches/cellsAsCallers.js' },
      `patch.letCellsRequire();
       const { createRequire } = require('node:module');
       const refused = (name) => { try { createRequire(name); return false; } catch { return true; } };
       return [createRequire('cell-3.ts').resolve('./package.json') === fs.realpathSync('package.json'),
         createRequire(process.cwd() + '/src/x.ts').resolve('../package.json') === fs.realpathSync('package.json'),
         refused('other.ts')];`,
    );
    expect(result).toEqual([true, true, true]);
  });

  it('each way to start a process is noted with its cell, and an interrupt ends what waits for one', () => {
    const { result, stderr } = inChild(
      { patch: 'kernel/patches/trackChildren.js' },
      `const events = [];
       const sockets = {
         interrupts: 0,
         childStarted: ({ cell }) => events.push(cell),
         childExited: () => events.push('exit'),
         cellEnded: (cell) => events.push('end ' + cell),
       };
       const ended = patch.trackChildren(sockets, { current: { parent: 'cell' } });
       const { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } = await import('node:child_process');
       const node = process.execPath;
       const all = [spawn(node, ['-v']), exec('true'), execFile(node, ['-v']), fork('-v', { execPath: node, execArgv: [] , stdio: 'ignore'})];
       await Promise.all(all.map((one) => new Promise((done) => one.once('exit', done))));
       ended({ parent: 'cell' });
       const interrupted = [() => execSync('true'), () => spawnSync('true'), () => execFileSync('true')].map((run) => {
         run();
         const before = Object.getOwnPropertyDescriptor(sockets, 'interrupts');
         let asked = 0;
         Object.defineProperty(sockets, 'interrupts', { configurable: true, get: () => asked++ });
         try {
           run();
           return 'went on';
         } catch (error) {
           return error.name;
         } finally {
           Object.defineProperty(sockets, 'interrupts', before);
         }
       });
       return { events, interrupted };`,
    );
    expect(stderr).toBe('');
    const { events, interrupted } = result as { events: string[]; interrupted: string[] };
    expect(events.filter((event) => event === 'cell')).toHaveLength(4);
    expect(events.filter((event) => event === 'exit')).toHaveLength(4);
    expect(events.at(-1)).toBe('end cell');
    expect(interrupted).toEqual(['InterruptedError', 'InterruptedError', 'InterruptedError']);
  });

  it('an addon is loaded by process.dlopen, and calls into it are counted', () => {
    const { result } = inChild(
      { patch: 'kernel/patches/guardAddons.js', calls: 'kernel/interrupt/nativeCalls.js' },
      `patch.guardAddons();
       const { Reply, version } = require('zeromq');
       const { dlopen } = process;
       let within;
       // An addon reads the options that it is given: a getter runs while its call is under way.
       new Reply({ get linger() { within = calls.isInNativeCode(); return 0; } }).close();
       return { guarded: !String(dlopen).includes('[native code]'), version, within, after: calls.isInNativeCode() };`,
    );
    expect(result).toEqual({ guarded: true, version: expect.any(String), within: true, after: false });
  });

  it('standard input asks, by each way that reads lines, and refuses to be read at once', () => {
    const { result, stderr } = inChild(
      { patch: 'kernel/patches/standardInput.js' },
      `const lines = ['one', 'two', 'three', 'four'];
       const asked = [];
       const input = {
         ask: async (prompt) => { asked.push(prompt); return lines.shift(); },
         requireAsker: () => {},
       };
       patch.offerStandardInput(input);
       const { createInterface } = await import('node:readline');
       const promises = await import('node:readline/promises');
       const answers = [];
       const plain = createInterface({ input: process.stdin });
       answers.push(await new Promise((done) => plain.question('a? ', done)));
       const later = promises.createInterface({ input: process.stdin });
       answers.push(await later.question('b? '));
       for await (const line of createInterface({ input: process.stdin })) {
         answers.push(line);
         break;
       }
       answers.push(String(await new Promise((done) => process.stdin.once('data', done))));
       const { readFileSync, readSync } = await import('node:fs');
       const refused = [() => readFileSync(0), () => readFileSync('/dev/stdin'), () => readSync(0, Buffer.alloc(1))].map((read) => {
         try {
           return String(read());
         } catch (error) {
           return error.name;
         }
       });
       process.stdin.destroy();
       return { answers, asked: asked.slice(0, 2), refused };`,
    );
    expect(stderr).toBe('');
    expect(result).toEqual({
      answers: ['one', 'two', 'three', 'four\n'],
      asked: ['a? ', 'b? '],
      refused: ['InputUnavailableError', 'InputUnavailableError', 'InputUnavailableError'],
    });
  });

  it('a cell cannot end the process, and the kernel can', () => {
    const { result, status } = inChild(
      { patch: 'kernel/patches/processGuards.js' },
      `const { exit } = patch.guardProcess();
       const refused = [() => process.exit(3), () => process.abort(), () => process.kill(process.pid)].map((end) => {
         try {
           end();
           return 'went on';
         } catch (error) {
           return error.name;
         }
       });
       fs.writeSync(3, JSON.stringify([refused, process.kill(process.pid, 0)]));
       exit(7);`,
    );
    expect(status).toBe(7);
    expect(result).toEqual([['ExitRefusedError', 'ExitRefusedError', 'ExitRefusedError'], true]);
  });
});

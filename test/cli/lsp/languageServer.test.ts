import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CodeAction,
  CompletionList,
  Diagnostic,
  Hover,
  Location,
  ProtocolConnection,
  PublishDiagnosticsParams,
  SignatureHelp,
  WorkspaceEdit,
} from 'vscode-languageserver';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const root = join(import.meta.dirname, '../../..');
const uri = 'file:///notebooks/cells.ts';

describe('tsvision lsp', () => {
  let program: ChildProcess;
  let editor: ProtocolConnection;
  const ended = () => new Promise((resolve) => program.once('exit', resolve));
  let told: (diagnostics: Diagnostic[]) => void = () => {};
  let version = 0;
  let text = '';

  beforeAll(async () => {
    program = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'lsp', '--stdio'], { cwd: root });
    editor = createProtocolConnection(
      new StreamMessageReader(program.stdout!),
      new StreamMessageWriter(program.stdin!),
    );
    editor.onNotification('textDocument/publishDiagnostics', ({ diagnostics }: PublishDiagnosticsParams) =>
      told(diagnostics),
    );
    editor.listen();
    await editor.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await editor.sendNotification('initialized', {});
    await editor.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version, text },
    });
  });
  afterAll(async () => {
    const over = ended();
    await editor.sendRequest('shutdown');
    await editor.sendNotification('exit');
    await over;
    editor.dispose();
  });

  /** Writes the document; `‸` is the cursor. What it is told about it comes later. */
  const write = async (written: string): Promise<{ line: number; character: number }> => {
    const before = written.split('‸')[0]?.split('\n') ?? [];
    text = written.replace('‸', '');
    const contentChanges = [{ text }];
    await editor.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges,
    });
    return { line: before.length - 1, character: (before.at(-1) ?? '').length };
  };

  const diagnosed = (): Promise<Diagnostic[]> =>
    new Promise((resolve) => {
      told = resolve;
    });

  const ask = async <T>(method: string, written: string, more: object = {}): Promise<T> => {
    const position = await write(written);
    return editor.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position, ...more });
  };

  const marked = ({ range: { start, end } }: Diagnostic): string =>
    text.split('\n')[start.line]?.slice(start.character, end.character) ?? '';

  it('says what running the cells of a document would, cell by cell', async () => {
    const said = diagnosed();
    await write('// %%\nconst x = 1;\n// %%\nconst x = "a"; x.nothing\n// %%\nawait x.lenght\n%time x.at(0)');
    expect((await said).map((each) => [marked(each), each.code])).toEqual([
      ['nothing', 2339],
      ['lenght', 2551],
    ]);
  });

  it('bears names that are declared twice in a document of joined cells', async () => {
    const said = diagnosed();
    await write('const x = 1;\n\nconst x = 2;\nx.nothing');
    expect((await said).map(marked)).toEqual(['nothing']);
  });

  it('completes, hovers and helps with calls', async () => {
    const found = await ask<CompletionList>('completion', 'const words = ["a"];\nwords.fi‸');
    expect(found.items.map(({ label }) => label)).toContain('filter');
    const hover = await ask<Hover>('hover', '// %%\nconst words = ["a"];\n// %%\nwor‸ds');
    expect((hover.contents as { value: string }).value).toContain('const words: string[]');
    expect(hover.range?.start).toEqual({ line: 3, character: 0 });
    const help = await ask<SignatureHelp>('signatureHelp', 'function f(a: number, b: string) {}\nf(1, ‸');
    expect([help.signatures[0]?.label, help.activeParameter]).toEqual(['f(a: number, b: string): void', 1]);
    expect(await ask('hover', 'const n = ‸1;')).toBeNull();
  });

  it('finds declarations and renames across cells', async () => {
    const cells = '// %%\nconst words = ["a"];\n// %%\nconsole.log(wor‸ds)';
    const found = await ask<Location>('definition', cells);
    expect([found.uri, found.range.start]).toEqual([uri, { line: 1, character: 6 }]);
    expect(await ask<Location[]>('references', cells, { context: {} })).toHaveLength(2);
    const edit = await ask<WorkspaceEdit>('rename', cells, { newName: 'texts' });
    expect(edit.changes?.[uri]?.map(({ range, newText }) => [range.start.line, newText])).toEqual([
      [1, 'texts'],
      [3, 'texts'],
    ]);
    await expect(ask('rename', cells, { newName: '1' })).rejects.toThrow('is no name');
  });

  it('offers what mends a mark', async () => {
    const said = diagnosed();
    await write('"a".lenght');
    const diagnostics = await said;
    const range = diagnostics[0]?.range;
    const fixes = await editor.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics },
    });
    expect(fixes.map(({ title, edit }) => [title, edit?.changes?.[uri]?.[0]?.newText])).toEqual([
      ["Change spelling to 'length'", 'length'],
    ]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../src/core/index.js';
import { asUsersCompile } from './publicApi.js';

/** An `@example` of a docstring: a cell that a user can paste. */
export interface Example {
  /** Where it stands: file, line and name. */
  readonly where: string;
  /** What it is the example of. */
  readonly name: string;
  readonly code: string;
  /** False for a fence that says `ts no-run`: it needs the network, a new engine, or a front end. */
  readonly runs: boolean;
}

const src = join(packageRoot(), 'src');

/** Every example of the sources. */
export function examplesOfSources(): Example[] {
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return text.includes('@example') ? examplesOf(relative(src, file), text) : [];
    });
}

/** The examples of one file's text. */
export function examplesOf(file: string, text: string): Example[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Example[] = [];
  const visit = (node: ts.Node): void => {
    for (const doc of ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc))
      for (const tag of doc.tags ?? []) {
        if (doc.parent !== node || tag.tagName.text !== 'example') continue;
        const { line } = source.getLineAndCharacterOfPosition(tag.pos);
        found.push(
          exampleOf(`${file}:${line + 1}`, nameOf(node), ts.getTextOfJSDocComment(tag.comment) ?? ''),
        );
      }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.Node): string {
  const named = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
  return (named as { name?: ts.Node } | undefined)?.name?.getText() ?? '?';
}

function exampleOf(where: string, name: string, comment: string): Example {
  const [, info, code] = /^```(ts(?: no-run)?)\n(.*?)\n```$/s.exec(comment.trim()) ?? [];
  if (code === undefined)
    throw new Error(`${where}: an example is one fence of \`ts\`, or of \`ts no-run\`.`);
  return { where: `${where} ${name}`, name, code, runs: info === 'ts' };
}

/** What an example finds in its notebook: `photos` is a folder of class folders, in the folder where it runs. */
const given = `
import type * as tsvision from 'tsvision';
declare global {
  const photos: string;
  const data: tsvision.ImageDataBunch;
  const learn: tsvision.Learner;
}
`;

/** A folder of this package, so that examples import `tsvision` as a user does. */
function folderFor(examples: readonly Example[]): { folder: string; files: string[] } {
  const cache = join(packageRoot(), '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'examples-'));
  writeFileSync(join(folder, 'given.d.mts'), given);
  const files = examples.map(({ code }, i) => {
    const file = join(folder, `${i}.mts`);
    writeFileSync(file, `${code}\nexport {};\n`);
    return file;
  });
  return { folder, files };
}

/** What the type checker has against examples, each with where it stands. */
export function typeErrorsOf(examples: readonly Example[]): string[] {
  const { folder, files } = folderFor(examples);
  try {
    const program = ts.createProgram([...files, join(folder, 'given.d.mts')], asUsersCompile);
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const example = examples[files.indexOf(file?.fileName ?? '')];
      return `${example?.where ?? 'all'}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs examples one after the other in a process of its own, and gives what went wrong, each with where. */
export async function runErrorsOf(examples: readonly Example[]): Promise<string[]> {
  const { folder, files } = folderFor(examples);
  try {
    for (const [i, file] of files.entries())
      writeFileSync(file.replace(/\.mts$/, '.mjs'), compiled((examples[i] as Example).code));
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'runExamples.mjs'), folder, `${files.length}`],
      { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
    );
    let output = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    const results = output
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { readonly i: number; readonly error?: string });
    const ended = results.length === files.length ? [] : [`only ${results.length} ran; exit code ${code}`];
    return [
      ...results.flatMap(({ i, error }) => (error ? [`${examples[i]?.where}: ${error}`] : [])),
      ...ended,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** JavaScript that also compares what stands after an arrow: `slice(1e-3).stop; // → 0.001`. */
function compiled(code: string): string {
  const compared = code.replace(
    /^(\S.*?);? \/\/ → (.*)$/gm,
    (_, expression: string, shown: string) => `__shows(${expression}, ${JSON.stringify(shown)});`,
  );
  const { outputText } = ts.transpileModule(compared, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText;
}

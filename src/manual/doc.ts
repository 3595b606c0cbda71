import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import type TypeScript from 'typescript';
import { InvalidArgumentError, nearestName, packageRoot } from '../core/index.js';
import { Declarations, type FoundDeclaration } from './declarations.js';
import { DocPage, docstringOf, signatureOf } from './docPage.js';
import { groups, type PublicNames, pathOf } from './namesOf.js';

/** What has been read of the sources; they do not change while a process runs. */
let parsed: Declarations | undefined;

/**
 * What a public name of tsvision is: its signature, its docstring with parameters, errors and an example, and where to
 * read on (fastai: `doc`). In a notebook `name?` says the same of any name, your own included, and `name??` shows the
 * source.
 *
 * @param thing a function, a class, a method (`learn.fitOneCycle`), an object, or a name such as `'Learner.fit'`
 * @throws InvalidArgumentError for what is no public name, with the name that comes near
 * @example
 * ```ts
 * import { doc, errorRate } from 'tsvision';
 * const page = await doc(errorRate);
 * page.name; // → errorRate
 * ```
 */
export async function doc(thing: unknown): Promise<DocPage> {
  const all = await publicNames();
  const path = typeof thing === 'string' ? thing.trim().replace(/\(.*\)$/s, '') : pathOf(thing, all);
  if (path === undefined || path === '') throw unknownThing(thing);
  const [first = '', ...rest] = path.split('.');
  if (first === 'tf' && rest.length > 0) return tensorflowPage(path, rest.join('.'));
  // Required: `import` reads nine megabytes twice more, for their kind and for the names that they export.
  const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;
  parsed ??= new Declarations(ts);
  const declarations = parsed;
  const file = rest.length === 0 ? declarations.groupFile(index(), first) : undefined;
  if (file) return groupPage(first, file, declarations);
  const found = declarationAt(declarations, first, rest);
  if (!found || (found.owner && !hasMember(path, all))) throw unknownName(path, all);
  const link = linkTo(path, found.file, lineOf(found));
  return new DocPage(path, found.owner ? '' : signatureOf(found, ts), docstringOf(found, ts), link);
}

/** What users import, loaded as they did: asked for when it is needed, since it imports this file. */
async function publicNames(): Promise<PublicNames> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return import(new URL(`../index.${ending}`, import.meta.url).href) as Promise<PublicNames>;
}

function declarationAt(
  declarations: Declarations,
  first: string,
  rest: readonly string[],
): (FoundDeclaration & { readonly owner?: boolean }) | undefined {
  const group = rest.length > 0 ? declarations.groupFile(index(), first) : undefined;
  const [file, name, members] = group ? [group, rest[0] as string, rest.slice(1)] : [index(), first, rest];
  const found = declarations.find(file, name);
  const [member] = members;
  if (!found || member === undefined) return found;
  // What a base class has, or an object gets while it is made, is explained where its owner is.
  return declarations.member(found, member) ?? { ...found, owner: true };
}

function index(): string {
  return join(packageRoot(), 'src/index.ts');
}

/** Whether there is such a member at run time, of an object or of what a class makes. */
function hasMember(path: string, all: PublicNames): boolean {
  let value: unknown = all;
  for (const part of path.split('.')) {
    const { prototype } = (value ?? {}) as { prototype?: object };
    if (prototype && part in prototype) return true;
    value = (value as Record<string, unknown> | undefined)?.[part];
  }
  return value !== undefined;
}

function groupPage(name: string, file: string, declarations: Declarations): DocPage {
  const list = declarations.names(file).map((each) => `\`${name}.${each}\``);
  const text = `${declarations.headComment(file)}\n\n${list.join(', ')}`;
  return new DocPage(name, '', text, linkTo(name, file, 1));
}

function lineOf({ nodes, source }: FoundDeclaration): number {
  return source.getLineAndCharacterOfPosition(nodes[0]?.getStart(source) ?? 0).line + 1;
}

function tensorflowPage(path: string, name: string): DocPage {
  const text = 'TensorFlow.js has it: `name?` in a cell shows its types and docstring.';
  return new DocPage(path, '', text, `[js.tensorflow.org](https://js.tensorflow.org/api/latest/#${name})`);
}

/** The page of the docs where they were built (`npm run docs`), else the source. */
function linkTo(path: string, file: string, line: number): string {
  const root = packageRoot();
  const page = docsPage(root, path.split('.').find((part) => /^[A-Z]/.test(part)) ?? path.split('.').at(-1));
  const shown = `${relative(root, file).split(sep).join('/')}:${line}`;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const read = page ? `[The docs' page](${href(page)}) · ` : '';
  return `${read}[Source](${href(file)}): ${shown} (tsvision ${version})`;
}

function docsPage(root: string, name: string | undefined): string | undefined {
  const api = join(root, 'site/api');
  if (!existsSync(api)) return undefined;
  const found = readdirSync(api, { recursive: true, encoding: 'utf8' }).find((each) =>
    each.endsWith(`${sep}${name}.html`),
  );
  return found && join(api, found);
}

/** From the notebook's folder, which is what a front end can open. */
function href(file: string): string {
  return relative(process.cwd(), file).split(sep).map(encodeURIComponent).join('/');
}

function unknownThing(thing: unknown): InvalidArgumentError {
  const { name } = (thing ?? {}) as { name?: unknown };
  const shown = typeof thing === 'function' && typeof name === 'string' && name ? name : thing;
  return new InvalidArgumentError(
    'thing',
    shown,
    'a function, a class, a method or an object of tsvision, or its name',
    thing === undefined
      ? "There is no such member: write it as a text, doc('Learner.fit'), and the error says what comes near."
      : 'Of your own names, and of other packages, name? shows what they are.',
  );
}

function unknownName(path: string, all: PublicNames): InvalidArgumentError {
  const [owner, member] = path.split('.');
  const names =
    member === undefined ? namesIn(all) : membersOf(all[owner ?? '']).map((each) => `${owner}.${each}`);
  const near = nearestName(path, names);
  const question = near === undefined ? '' : `Did you mean doc('${near}')? `;
  return new InvalidArgumentError(
    'thing',
    path,
    'a public name of tsvision',
    `${question}Of your own names, and of other packages, name? shows what they are.`,
  );
}

function namesIn(all: PublicNames): string[] {
  return [...Object.keys(all), ...groups(all).flatMap(([, names]) => Object.keys(names))];
}

function membersOf(owner: unknown): string[] {
  const { prototype } = (owner ?? {}) as { prototype?: object };
  return [...Object.getOwnPropertyNames(prototype ?? {}), ...Object.keys((owner ?? {}) as object)];
}

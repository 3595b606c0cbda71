import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { InvalidArgumentError, nearestName, packageRoot } from '../core/index.js';
import { Declarations, type FoundDeclaration } from './declarations.js';
import { DocPage, docstringOf, signatureOf } from './docPage.js';
import { groups, type PublicNames, pathOf } from './namesOf.js';

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
  if (path === undefined || path === '') throw unknownThing(thing, all);
  const [first = '', ...rest] = path.split('.');
  if (first === 'tf' && rest.length > 0) return tensorflowPage(path, rest.join('.'));
  const { default: ts } = await import('typescript');
  const declarations = new Declarations(ts);
  const found = declarationAt(declarations, first, rest);
  if (!found) throw unknownName(path, all);
  return new DocPage(path, signatureOf(found, ts), docstringOf(found, ts), linkTo(path, found));
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
): FoundDeclaration | undefined {
  const index = join(packageRoot(), 'src/index.ts');
  const group = rest.length > 0 ? declarations.groupFile(index, first) : undefined;
  const [file, name, members] = group ? [group, rest[0] as string, rest.slice(1)] : [index, first, rest];
  let found = declarations.find(file, name);
  for (const member of members) found = found && declarations.member(found, member);
  return found;
}

function tensorflowPage(path: string, name: string): DocPage {
  const text = 'TensorFlow.js has it: `name?` in a cell shows its types and docstring.';
  return new DocPage(path, '', text, `[js.tensorflow.org](https://js.tensorflow.org/api/latest/#${name})`);
}

/** The page of the docs where they were built (`npm run docs`), else the source. */
function linkTo(path: string, { file, nodes, source }: FoundDeclaration): string {
  const root = packageRoot();
  const page = docsPage(root, path.split('.').find((part) => /^[A-Z]/.test(part)) ?? path.split('.').at(-1));
  const place = source.getLineAndCharacterOfPosition(nodes[0]?.getStart(source) ?? 0).line + 1;
  const shown = `${relative(root, file).split(sep).join('/')}:${place}`;
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

function unknownThing(thing: unknown, all: PublicNames): InvalidArgumentError {
  const { name } = (thing ?? {}) as { name?: unknown };
  if (typeof thing === 'function' && typeof name === 'string' && name) return unknownName(name, all);
  return new InvalidArgumentError(
    'thing',
    thing,
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

import { readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { type Checker, ts } from '../../../patches/typescript.js';
import type { TypeWorld } from '../../world/typeWorld.js';
import { type ExportedName, exportedNames, type Meaning, type ModuleReader } from './exportedNames.js';
import { localModules } from './localModules.js';

/** A name that an import would make known. */
export interface Importable {
  readonly name: string;
  readonly specifier: string;
  /** How it is written between `import` and `from`. */
  readonly clause: string;
  readonly meaning: Meaning;
}

/** What everybody calls some packages. */
const usual: readonly Importable[] = [
  { name: 'tf', specifier: '@tensorflow/tfjs', clause: '* as tf', meaning: 'value' },
];

/** For so many ms the folder is not looked into again: each letter asks. */
const freshFor = 1000;

/** Files of types that are larger say more than somebody looks for by a name. */
const largestFile = 1_500_000;

/**
 * What cells could import: from packages that the folder's `package.json` names, that earlier cells have imported and
 * that this package brings, from Node's modules, and from files beside the notebook.
 */
export class Importables {
  readonly #world: TypeWorld;
  /** By the module that they are imported from; `undefined` of those still to be looked into. */
  readonly #packages = new Map<string, readonly Importable[] | undefined>();
  readonly #local = new Map<string, { readonly changed: number; readonly names: readonly Importable[] }>();
  #manifest: { readonly path: string; readonly changed: number | undefined } | undefined;
  #builtin: readonly Importable[] = [];
  /** What the files beside the notebook gave when they were last looked at. */
  #beside: { readonly at: number; readonly names: readonly Importable[] } | undefined;

  constructor(world: TypeWorld) {
    this.#world = world;
  }

  /** Reads what is there, module by module. */
  *read(): Generator<undefined, void> {
    this.#builtin = builtinImportables(this.#world.checker);
    yield;
    for (const name of [...this.#declared(), 'tsvision']) {
      this.use(name);
      this.#namesOf(name);
      yield;
    }
  }

  /** Notes that a module is imported; it is looked into when somebody asks. */
  use(specifier: string): void {
    if (/^(node:|[./])/.test(specifier) || this.#packages.has(specifier)) return;
    this.#packages.set(specifier, undefined);
  }

  #namesOf(specifier: string): readonly Importable[] {
    const known = this.#packages.get(specifier);
    if (known) return known;
    const file = this.#world.fileOf(specifier);
    const exported = file === undefined ? [] : exportedNames(file, this.#reader);
    const names = exported.flatMap((each) => importable(each, specifier));
    this.#packages.set(specifier, names);
    return names;
  }

  /** Names that begin so, also in their case: a word of one or two letters must be the whole name. */
  find(word: string): Importable[] {
    if (this.#manifest && this.#manifest.changed !== changedAt(this.#manifest.path))
      for (const name of this.#declared()) this.use(name);
    const isWanted = ({ name }: Importable): boolean =>
      word.length > 2 ? name.startsWith(word) : name === word;
    const packages = [...this.#packages.keys()].map((each) => this.#namesOf(each));
    const all = [this.#localNames(), ...packages, usual, this.#builtin];
    // There are many thousands, and each letter asks.
    return all.flatMap((names) => names.filter(isWanted));
  }

  /** What the nearest `package.json` says that the folder needs. */
  #declared(): string[] {
    const [cwd = '.'] = this.#world.moduleFolders;
    for (let folder = cwd; ; folder = dirname(folder)) {
      const path = join(folder, 'package.json');
      const changed = changedAt(path);
      if (changed !== undefined || folder === dirname(folder)) {
        this.#manifest = { path, changed };
        return dependencies(path);
      }
    }
  }

  #localNames(): readonly Importable[] {
    const now = performance.now();
    if (!this.#beside || now - this.#beside.at > freshFor)
      this.#beside = { at: now, names: this.#readLocal() };
    return this.#beside.names;
  }

  #readLocal(): Importable[] {
    const [cwd = '.'] = this.#world.moduleFolders;
    return localModules(cwd).flatMap(({ specifier, path }) => {
      const changed = changedAt(path) ?? 0;
      const known = this.#local.get(path);
      if (known?.changed === changed) return known.names;
      const names = exportedNames(path, this.#reader).flatMap((each) => importable(each, specifier));
      this.#local.set(path, { changed, names });
      return names;
    });
  }

  get #reader(): ModuleReader {
    return {
      fileOf: (specifier, from) => this.#world.fileOf(specifier, from),
      parsed: (file) => {
        const known = this.#world.program.getSourceFile(file);
        if (known) return known;
        const { size } = statSync(file, { throwIfNoEntry: false }) ?? {};
        if (size === undefined || size > largestFile) return undefined;
        const text = readFileSync(file, 'utf8');
        return ts.createSourceFile(file, text, {
          languageVersion: ts.ScriptTarget.ESNext,
          jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
        });
      },
    };
  }
}

function importable({ name, meaning }: ExportedName, specifier: string): Importable[] {
  if (name !== 'default') return [{ name, specifier, meaning, clause: `{ ${name} }` }];
  const own = nameOfModule(specifier);
  return own ? [{ name: own, specifier, meaning, clause: own }] : [];
}

/** What one would call a module: `lodash`, `plotly.js` → `plotlyJs`, `./my-tools.ts` → `myTools`. */
function nameOfModule(specifier: string): string | undefined {
  const last = specifier.replace(/^.*\//, '').replace(/\.[cm]?[jt]sx?$/, '');
  const name = last.replace(/[^\w$]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : undefined;
}

function builtinImportables(checker: Checker): Importable[] {
  const offered = new Set(builtinModules.filter((name) => !name.startsWith('_')));
  return checker.getAmbientModules().flatMap((module) => {
    const [, name = ''] = /^"node:(.+)"$/.exec(module.name) ?? [];
    if (!offered.has(name) && !offered.has(`node:${name}`)) return [];
    const specifier = `node:${name}`;
    const whole = { name, specifier, meaning: 'value' as const, clause: `* as ${name}` };
    const names = checker
      .getExportsAndPropertiesOfModule(module)
      .filter((each) => each.name !== 'default')
      .map((each) => ({
        name: each.name,
        specifier,
        meaning: meaningOf(checker, each),
        clause: `{ ${each.name} }`,
      }));
    return name.includes('/') ? names : [whole, ...names];
  });
}

function meaningOf(checker: ts.TypeChecker, symbol: ts.Symbol): Meaning {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if ((flags & ts.SymbolFlags.Value) === 0) return 'type';
  return flags & ts.SymbolFlags.Type ? 'either' : 'value';
}

function dependencies(manifest: string): string[] {
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(manifest, 'utf8'),
    ) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
    return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
  } catch {
    return [];
  }
}

function changedAt(name: string): number | undefined {
  return statSync(name, { throwIfNoEntry: false })?.mtimeMs;
}

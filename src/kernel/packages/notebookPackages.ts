import { constants, existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidArgumentError, ownedName, sweepLeftovers, withFileLock } from '../../core/index.js';
import { type InstallOptions, npmInstall } from './npmCommand.js';
import { isNpm, type NpmSpecifier, npmForm, parseNpm } from './npmSpecifier.js';
import {
  type FoundPackage,
  findPackage,
  isFree,
  manifestVersion,
  ownPackages,
  versionedName,
} from './packagePlaces.js';

/** How folders begin that are being filled, and those that make room for them. */
const [unfinished, replaced] = ['new-', 'old-'];

/**
 * The packages that notebooks of one folder ask for by `npm:…`. What lies in a `node_modules` beside them is used; the
 * rest goes to a folder of their own in the user's cache. It never goes to the user's project: reading a notebook is no
 * reason to change a `package.json` that is under version control.
 *
 * An installation fills a copy, which takes the place of the folder when it is whole: whatever ends it leaves the old
 * packages or the new.
 */
export class NotebookPackages {
  /** Where a bare name finds what was installed here. */
  readonly folder: string;
  readonly #notebooks: string;

  /** @param notebooks the folder of the notebooks */
  constructor(notebooks: string) {
    this.#notebooks = notebooks;
    this.folder = ownPackages(notebooks);
  }

  /** Where a package lies that `npm:…` asks for; `undefined` when it is not installed. */
  find(specifier: string): FoundPackage | undefined {
    return this.#find(wantedBy(specifier));
  }

  /** Where a package lies that an import asks for; installs it if it is not there. */
  async provide(specifier: string, options: InstallOptions): Promise<FoundPackage> {
    const wanted = wantedBy(specifier);
    const found = this.#find(wanted);
    if (found) return found;
    await this.provideAll([specifier], options);
    return this.#find(wanted) ?? { folder: this.folder, name: wanted.name };
  }

  /** Installs those that are not there, all at once. @param specifiers others than npm's are passed over */
  async provideAll(specifiers: readonly string[], options: InstallOptions): Promise<void> {
    const missing = specifiers
      .filter(isNpm)
      .map(wantedBy)
      .filter((each) => !this.#find(each));
    if (missing.length === 0) return;
    await this.#change(async (folder) => {
      // While it waited, another notebook of the folder may have brought them.
      const left = missing.filter((each) => !this.#find(each));
      if (left.length === 0) return;
      const started = performance.now();
      const title = left.map(({ name, range }) => (range === '' ? name : `${name}@${range}`)).join(', ');
      await npmInstall(folder, argumentsFor(left, folder), options, title);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      options.write(
        'stdout',
        `Installed ${left.map((each) => installed(each, folder)).join(', ')} in ${seconds} s.\n`,
      );
    }, options);
  }

  /** `npm install` with words of the user's. */
  async install(words: string, options: InstallOptions): Promise<void> {
    await this.#change((folder) => npmInstall(folder, words, options), options);
  }

  #find(wanted: NpmSpecifier): FoundPackage | undefined {
    return findPackage(wanted, this.#notebooks, this.folder);
  }

  /** Lets `fill` change a copy, and puts that in the folder's place. */
  async #change(fill: (folder: string) => Promise<void>, { signal, write }: InstallOptions): Promise<void> {
    const above = dirname(this.folder);
    await mkdir(above, { recursive: true });
    await withFileLock(
      join(above, 'lock'),
      async () => {
        await this.#mend(above);
        const copy = join(above, ownedName(unfinished));
        try {
          await this.#copyTo(copy);
          await fill(copy);
          await this.#exchange(copy, above);
        } finally {
          await rm(copy, { recursive: true, force: true });
        }
      },
      { signal, onWait: (line) => write('stdout', `${line}\n`) },
    );
  }

  async #copyTo(copy: string): Promise<void> {
    const mode = constants.COPYFILE_FICLONE;
    if (existsSync(this.folder))
      await cp(this.folder, copy, { recursive: true, verbatimSymlinks: true, mode });
    else await mkdir(copy);
    const manifest = join(copy, 'package.json');
    if (existsSync(manifest)) return;
    const description = `What notebooks in ${this.#notebooks} have asked for by npm:`;
    await writeFile(manifest, `${JSON.stringify({ private: true, description }, undefined, 2)}\n`);
  }

  async #exchange(copy: string, above: string): Promise<void> {
    const old = join(above, ownedName(replaced));
    if (existsSync(this.folder)) await rename(this.folder, old);
    await rename(copy, this.folder);
    await rm(old, { recursive: true, force: true });
  }

  /** Puts right what a kernel has left that was killed. */
  async #mend(above: string): Promise<void> {
    const [old] = (await readdir(above)).filter((name) => name.startsWith(replaced));
    if (old !== undefined && !existsSync(this.folder)) await rename(join(above, old), this.folder);
    await sweepLeftovers(above, replaced);
    await sweepLeftovers(above, unfinished);
  }
}

function wantedBy(specifier: string): NpmSpecifier {
  const wanted = parseNpm(specifier);
  if (!wanted) throw new InvalidArgumentError('import', specifier, npmForm);
  return wanted;
}

/** Each in single quotes; a second version of a package goes under a name of its own, so that the first stays. */
function argumentsFor(wanted: readonly NpmSpecifier[], folder: string): string {
  const taken = new Set<string>();
  return wanted
    .map((each) => {
      const isFirst = isFree(folder, each.name) && !taken.has(each.name);
      taken.add(each.name);
      const version = `${each.name}@${each.range || 'latest'}`;
      return `'${isFirst ? version : `${versionedName(each)}@npm:${version}`}'`;
    })
    .join(' ');
}

function installed(wanted: NpmSpecifier, folder: string): string {
  const version = manifestVersion(folder, versionedName(wanted)) ?? manifestVersion(folder, wanted.name);
  return `${wanted.name} ${version}`;
}

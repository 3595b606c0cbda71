import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { WidgetModuleError } from '../errors.js';

/** The parts of a `package.json` that say where the modules of a package are. */
interface PackageFile {
  readonly exports?: unknown;
  readonly module?: string;
  readonly browser?: unknown;
  readonly main?: string;
}

/** What a module for a browser goes by, in a package's `exports`. */
const conditions = ['browser', 'import', 'module', 'default'];

/**
 * The file of a package's module for browsers, looked for from the folder of the notebook upwards. Node's own search
 * would take the module for Node.
 * @param name `package`, `@scope/package`, with a path of its `exports` or of a file
 * @throws WidgetModuleError where it is not installed, or has no such module
 */
export function packageModule(name: string): string {
  const [, packageName = '', path = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? [];
  const folder = packageFolder(packageName);
  if (folder === undefined)
    throw new WidgetModuleError(
      `npm:${name}`,
      'is not installed',
      `\`!npm install ${packageName}\` in a cell brings it.`,
    );
  const described = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
  const file = [exported(described.exports, `.${path}`), path === '' ? mainOf(described) : path]
    .filter((entry) => entry !== undefined)
    .map((entry) => resolve(folder, `./${entry}`))
    .find((candidate) => existsSync(candidate));
  if (file !== undefined) return file;
  throw new WidgetModuleError(
    `npm:${name}`,
    'is not in its package',
    'Name the file that holds it: `npm:package/dist/widget.js`.',
  );
}

function packageFolder(name: string): string | undefined {
  const from = createRequire(join(process.cwd(), 'notebook.js')).resolve.paths(name) ?? [];
  return from
    .map((modules) => join(modules, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

function mainOf({ browser, module, main }: PackageFile): string {
  return (typeof browser === 'string' ? browser : undefined) ?? module ?? main ?? 'index.js';
}

/** What `exports` has for a subpath (`.`, `./widget`), by the conditions of a browser. */
function exported(exports: unknown, subpath: string): string | undefined {
  const isMap = exports !== null && typeof exports === 'object' && '.' in exports;
  const hasPaths = isMap || Object.keys(Object(exports)).some((key) => key.startsWith('./'));
  if (hasPaths) return chosen((exports as Record<string, unknown>)[subpath]);
  return subpath === '.' ? chosen(exports) : undefined;
}

function chosen(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (target === null || typeof target !== 'object') return undefined;
  for (const [condition, entry] of Object.entries(target)) {
    if (!conditions.includes(condition)) continue;
    const file = chosen(entry);
    if (file !== undefined) return file;
  }
  return undefined;
}

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/**
 * The exports of a package that is CommonJS for everybody, or `undefined`. Node's `import()` would give the same
 * object, after it has read the package's text for names: for TensorFlow that takes longer than running it.
 */
export function commonJsPackage(folder: string, specifier: string): unknown {
  const require = createRequire(join(folder, 'cell.js'));
  const file = resolveIfThere(require, specifier);
  if (file === undefined || !/^\.c?js$/.test(extname(file)) || !isPlainCommonJs(file)) return undefined;
  return require(file) as unknown;
}

function resolveIfThere(require: NodeJS.Require, specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Whether the file's package has one entry for all: no `exports`, no ES modules. */
function isPlainCommonJs(file: string): boolean {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports, type } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    // A manifest without a name only sets the type of a folder.
    if (name === undefined) return false;
    return exports === undefined && type !== 'module';
  }
  return false;
}

// Writes dist/engine/tfjsPackages.js: the names of src/engine/tfjsPackages.ts, of packages that are required.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** @param root the folder of this package, with a trailing slash */
export function writeTfjsPackages(root) {
  const require = createRequire(join(root, 'package.json'));
  const source = readFileSync(join(root, 'src/engine/tfjsPackages.ts'), 'utf8');
  const lines = [...source.matchAll(/^export \* (?:as (\w+) )?from '(.+)';$/gm)].map(([, whole, name]) => {
    const required = `require('${name}')`;
    if (whole !== undefined) return `export const ${whole} = ${required};`;
    const names = Object.keys(require(name)).filter((each) => each !== 'default' && each !== '__esModule');
    return `export const { ${names.join(', ')} } = ${required};`;
  });
  const head = [
    "import { createRequire } from 'node:module';",
    'const require = createRequire(import.meta.url);',
  ];
  writeFileSync(join(root, 'dist/engine/tfjsPackages.js'), `${[...head, ...lines].join('\n')}\n`);
}

// Pages about the project that stand in files of their own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownPage } from './readme.mjs';

const files = [
  ['deploy/README.md', 'deploy', 'Running on other machines'],
  ['CONTRIBUTING.md', 'contributing', 'Contributing'],
  ['docs/efficientnetLite0.md', 'efficientnetLite0', 'Pretrained weights for everybody'],
  ['docs/scale.md', 'scale', 'How far it goes'],
  ['CHANGELOG.md', 'changelog', 'Changelog'],
];

/** @returns {import('./page.mjs').Page[]} */
export function projectPages(root) {
  return files.map(([source, path, title]) =>
    markdownPage({
      path,
      source,
      section: 'about',
      title,
      markdown: readFileSync(join(root, source), 'utf8'),
    }),
  );
}

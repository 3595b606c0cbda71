// Pages about the project that stand in files of their own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownPage } from './readme.mjs';

const files = [
  ['deploy/README.md', 'deploy', 'Running on other machines'],
  ['docs/deploy.md', 'engines', 'Engines that were run'],
  ['docs/platforms.md', 'platforms', 'TensorFlow on your machine'],
  ['CONTRIBUTING.md', 'contributing', 'Contributing'],
  ['docs/efficientnetLite0.md', 'efficientnetLite0', 'Pretrained weights for everybody'],
  ['docs/scale.md', 'scale', 'How far it goes'],
  ['docs/shards.md', 'shards', 'Data that outgrows a folder'],
  ['docs/web.md', 'web', 'A model as a web page'],
  ['docs/audits.md', 'audits', 'How far the audits can be trusted'],
  ['docs/language.md', 'language', 'The language of a cell'],
  ['docs/asYouType.md', 'asYouType', 'Types as you type'],
  ['docs/debugger.md', 'debugger', 'Debugging cells'],
  ['docs/clients.md', 'clients', 'Other clients than JupyterLab'],
  ['docs/otherKernels/README.md', 'otherKernels', 'Coming from another kernel'],
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

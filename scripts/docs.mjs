// npm run docs [-- FOLDER]: builds the documentation site into site/, or another folder.
import { join, resolve } from 'node:path';
import { asProgram, prepareLibrary } from './setup/prepare.mjs';
import { root, SetupError } from './setup/step.mjs';

await asProgram(async () => {
  await prepareLibrary();
  const { buildSite, SiteError } = await import('./docs/site.mjs');
  const folder = process.argv[2] ? resolve(process.argv[2]) : join(root, 'site');
  try {
    const { pages } = await buildSite(root, folder);
    process.stdout.write(`${pages} pages: ${join(folder, 'index.html')}\n`);
  } catch (error) {
    throw error instanceof SiteError ? new SetupError(error.message) : error;
  }
});

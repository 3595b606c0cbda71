import { createHash } from 'node:crypto';
import { JSDOM } from 'jsdom';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { type PageFacts, type PageFile, pageFiles } from '../../../src/web/page/pageFiles.js';

const facts: PageFacts = {
  title: 'bears </title><script>alert(1)</script>',
  vocab: ['black', '<img src=x onerror=alert(1)>'],
  canExplain: true,
  files: [
    { name: 'classifier.js', bytes: 900_000, sha256: 'a'.repeat(64) },
    { name: 'model.safetensors', bytes: 6_900_000, sha256: 'b'.repeat(64) },
  ],
  version: 'c'.repeat(64),
};

const sha256 = (content: string | Uint8Array, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHash('sha256').update(content).digest(encoding);
const textOf = (files: readonly PageFile[], name: string): string =>
  String(files.find((file) => file.name === name)?.content);
/** What the service worker keeps. */
function kept(files: readonly PageFile[]): { version: string; files: { name: string; sha256: string }[] } {
  const [, list] = /^const exported = (.*);$/m.exec(textOf(files, 'sw.js')) as unknown as [string, string];
  return JSON.parse(list);
}
const policyOf = (document: Document): string | null | undefined =>
  document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content');

it('lets its own script and style run, and no other; whatever classes are called is text', async () => {
  const { document } = new JSDOM(textOf(await pageFiles(facts), 'index.html')).window;
  const policy = policyOf(document) as string;
  const inline = [...document.querySelectorAll('script:not([src]), style')];
  expect(inline).toHaveLength(2);
  for (const { textContent } of inline) expect(policy).toContain(sha256(textContent ?? '', 'base64'));
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*|https?:/);
  expect(document.querySelectorAll('[style], [onclick], img[src]')).toHaveLength(0);
  expect(document.title).toBe(facts.title);
  expect(document.querySelector('main p')?.textContent).toBe(`black or ${facts.vocab[1]}`);
});

it('names every address relative to the page', async () => {
  const files = await pageFiles(facts);
  const { document } = new JSDOM(textOf(files, 'index.html')).window;
  const addresses = [...document.querySelectorAll('[src], [href]')].map(
    (element) => element.getAttribute('src') ?? element.getAttribute('href'),
  );
  const names = [...files, ...facts.files].map(({ name }) => name);
  expect(addresses.filter((address) => !names.includes(address as string))).toEqual([]);
  const { start_url, scope, icons } = JSON.parse(textOf(files, 'manifest.webmanifest'));
  expect([start_url, scope]).toEqual(['./', './']);
  expect(icons.every(({ src }: { src: string }) => names.includes(src))).toBe(true);
});

it('keeps all files but the worker itself and what is for readers, by their hashes', async () => {
  const readme = { name: 'README.md', bytes: 100, sha256: 'e'.repeat(64) };
  const files = await pageFiles({ ...facts, files: [...facts.files, readme] });
  const own = files.filter(({ name }) => name !== 'sw.js');
  const expected = [...facts.files, ...own.map(({ name, content }) => ({ name, sha256: sha256(content) }))];
  const byName = (list: readonly { name: string; sha256: string }[]): Record<string, string> =>
    Object.fromEntries(list.map((file) => [file.name, file.sha256]));
  expect(byName(kept(files).files)).toEqual(byName(expected));
});

it('has another version whenever anything of the folder is another', async () => {
  const versionOf = async (other: Partial<PageFacts>): Promise<string> =>
    kept(await pageFiles({ ...facts, ...other })).version;
  const [first] = facts.files as [PageFacts['files'][number]];
  const versions = await Promise.all([
    versionOf({}),
    versionOf({ title: 'dogs' }),
    versionOf({ vocab: ['black'] }),
    versionOf({ canExplain: false }),
    versionOf({ files: [{ ...first, sha256: 'd'.repeat(64) }, ...facts.files.slice(1)] }),
  ]);
  expect(new Set(versions).size).toBe(versions.length);
  expect(await versionOf({})).toBe(versions[0]);
  const page = textOf(await pageFiles(facts), 'index.html');
  expect(page).toContain(`name="tsvision-version" content="${versions[0]}"`);
});

it('draws icons of the sizes that browsers ask for', async () => {
  const files = await pageFiles(facts);
  for (const size of [192, 512]) {
    const icon = files.find(({ name }) => name === `icon-${size}.png`)?.content as Uint8Array;
    expect(await sharp(icon).metadata()).toMatchObject({ format: 'png', width: size, height: size });
  }
});

it('has no button for what the model cannot do', async () => {
  const page = textOf(await pageFiles({ ...facts, canExplain: false }), 'index.html');
  expect(page).not.toContain('what did it look at');
});

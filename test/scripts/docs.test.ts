import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  checkSite,
  firstSentence,
  highlightTypeScript,
  mapLinks,
  termsOf,
} from '../../scripts/docs/index.mjs';

describe('the check of links', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const problemsOf = (files: Record<string, string>): string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'tsvision-site-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return checkSite(folder);
  };
  const page = '<h2 id="here">Here</h2><a href="index.html">home</a>';

  it('is content with a site that hangs together', () => {
    expect(
      problemsOf({
        'index.html': '<a href="a.html#here">a</a><a href="#x" id="x">x</a><img src="p.png">',
        'a.html': page,
        'a.md': '[home](index.html) `[code](nowhere.md)`\n\n```md\n[code](nowhere.md)\n```\n',
        'p.png': '',
      }),
    ).toEqual([]);
  });

  it.each([
    ['<a href="b.html">b</a>', 'leads nowhere'],
    ['<img src="p.png">', 'leads nowhere'],
    ['<a href="a.html#there">a</a>', 'no such anchor'],
    ['<a href="#there">a</a>', 'no such anchor'],
    ['<a href="/a.html">a</a>', 'would leave the site'],
    ['<a href="file:///a.html">a</a>', 'would leave the site'],
    ['<a href="../a.html">a</a>', 'leads nowhere'],
    ['<a href="https://">a</a>', 'is no address'],
    ['<i id="x"></i><i id="x"></i>', 'stands there twice'],
  ])('finds what is wrong with %s', (html, problem) => {
    const problems = problemsOf({ 'index.html': `<a href="a.html">a</a>${html}`, 'a.html': page });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('finds a page that no page leads to, and a dead link in a text', () => {
    const problems = problemsOf({ 'index.html': '', 'a.html': page, 'llms.txt': '- [b](b.md): gone' });
    expect(problems).toEqual(['llms.txt: b.md leads nowhere', 'a.html: no page leads to it']);
  });
});

describe('the text of a page', () => {
  it('has its links rewritten, its code left alone', () => {
    const text =
      'A [link](a.md), `[code](a.md)`, [`name`](a.md "title"), ![picture](a.png)\n\n~~~\n[code](a.md)\n~~~\n';
    expect(mapLinks(text, (to) => `x/${to}`)).toBe(
      'A [link](x/a.md), `[code](a.md)`, [`name`](x/a.md "title"), ![picture](x/a.png)\n\n~~~\n[code](a.md)\n~~~\n',
    );
  });

  it('has links whose words are code beside code and each other', () => {
    const text = '[`a`](a), [`b`](b) has `c` and [`d` e](d): `[f](f)`';
    expect(mapLinks(text, (to) => `x/${to}`)).toBe(
      '[`a`](x/a), [`b`](x/b) has `c` and [`d` e](x/d): `[f](f)`',
    );
  });

  it('is summed up by its first sentence', () => {
    expect(
      firstSentence('# Title\n\n```ts\ncode\n```\n\nThe **first** one of [a](b.md) `c_d`. And more.'),
    ).toBe('The first one of a c_d.');
  });

  it('is coloured, and names lead to what they are', () => {
    const linkOf = (name: string, owner?: string): string | undefined =>
      ({ fit: owner === 'a' ? 'fit' : undefined, slice: owner === undefined ? 'slice' : undefined })[name];
    const html = highlightTypeScript(
      ['const a = `x<$', '{slice(1)}`; // b\na.fit({ slice: a.slice() });\n!ls'].join(''),
      linkOf,
    );
    expect(html).toContain('<span class="k">const</span>');
    expect(html).toContain('<a href="slice">slice</a>(');
    expect(html).toContain('.<a href="fit">fit</a>({ slice: a.slice() })');
    expect(html).toContain('x&lt;');
    expect(html).toContain('<span class="c">// b</span>');
    expect(html).toContain('<span class="m">!ls</span>');
  });
});

it('search finds a camelCase name by its words', () => {
  expect(termsOf('plotTopLosses')).toEqual(['plottoplosses', 'plot', 'top', 'losses']);
  expect(termsOf('VGG16')).toEqual(['vgg16']);
  expect(termsOf('fromCSVFile')).toEqual(['fromcsvfile', 'from', 'csv', 'file']);
});

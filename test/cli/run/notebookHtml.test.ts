import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { NotebookDocument } from '../../../src/cli/run/notebookDocument.js';
import { notebookHtml } from '../../../src/cli/run/notebookHtml.js';

/** What a browser makes of a notebook of one cell. */
function pageOf(cell: object): Document {
  const cells = [{ id: 'a', metadata: {}, source: '', ...cell }];
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return new JSDOM(notebookHtml(notebook as unknown as NotebookDocument, 'Title')).window.document;
}

const markdown = (source: string): Document => pageOf({ cell_type: 'markdown', source });

const formulasOf = (page: Document): [text: string, display: string][] =>
  [...page.querySelectorAll('math')].map((math) => [
    math.textContent ?? '',
    math.getAttribute('display') ?? 'inline',
  ]);

describe('formulas of a page', () => {
  it('are MathML, in the line or on their own', () => {
    const page = markdown('The loss $y_i$ is:\n\n$$\n\\frac{a}{b}\n= c\n$$\n\nand \\(z\\), \\[w\\]');
    expect(formulasOf(page)).toEqual([
      ['yi', 'inline'],
      ['ab=c', 'block'],
      ['z', 'inline'],
      ['w', 'block'],
    ]);
    expect(page.querySelector('mfrac')?.children).toHaveLength(2);
    expect(page.querySelectorAll('h1,h2,em')).toHaveLength(0);
  });

  it('keep what Markdown would take for its own: underscores, lines of = and -, environments', () => {
    expect(formulasOf(markdown('$a_1 * b_2$ and $c_1 * d_2$')).map(([text]) => text)).toEqual([
      'a1∗b2',
      'c1∗d2',
    ]);
    const page = markdown('text\n$$\nx\n- y\n$$\nmore\n\n\\begin{align}\np &= q \\\\\nr &= s\n\\end{align}');
    expect(page.querySelectorAll('ul,h2')).toHaveLength(0);
    expect(formulasOf(page).map(([, display]) => display)).toEqual(['block', 'block']);
    expect(page.body.textContent).toContain('more');
  });

  it('are not made of prices, escaped dollars or code', () => {
    const source = 'From $5 to $10, \\$x\\$, `$a$`\n\n```\n$$b$$\n```\n\ncosts $ 3 $';
    const page = markdown(source);
    expect(formulasOf(page)).toEqual([]);
    expect(page.body.textContent).toContain('From $5 to $10, $x$, $a$');
    expect(page.body.textContent).toContain('$$b$$');
  });

  it('stand in outputs of LaTeX and Markdown too', () => {
    const output = (data: object): object => ({ output_type: 'display_data', data, metadata: {} });
    const outputs = [output({ 'text/latex': '$$x^2$$' }), output({ 'text/markdown': 'so $y$' })];
    expect(formulasOf(pageOf({ cell_type: 'code', outputs }))).toEqual([
      ['x2', 'block'],
      ['y', 'inline'],
    ]);
  });

  it('show what is wrong in them, and run nothing', () => {
    const page = markdown('$\\frac{1}{$ and $\\href{javascript:alert(1)}{x}$ and $<img src=x onerror=y>$');
    expect(page.querySelector('.temml-error')?.textContent).toContain('\\frac{1}{');
    expect(page.querySelectorAll('a,img,script')).toHaveLength(0);
  });

  it('never stop a page from being made', () => {
    const piece = fc.constantFrom(
      '$',
      '$$',
      '\\',
      '{',
      '}',
      '\\[',
      '\\]',
      '\\begin{a}',
      '\n',
      'x_1',
      ' ',
      '5',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        expect(markdown(`${pieces.join('')}\n\nend`).body.textContent).toContain('end');
      }),
      { numRuns: 150 },
    );
  });
});

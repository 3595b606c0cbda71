import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { NotebookDocument } from '../../../src/cli/run/notebookDocument.js';
import { notebookHtml } from '../../../src/cli/run/notebookHtml.js';
import { markdownHtml } from '../../../src/cli/run/safeHtml.js';

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
        expect(markdownHtml(`${pieces.join('')}\n\nend`)).toContain('end');
      }),
      { numRuns: 150 },
    );
  });
});

describe('a page in which nothing runs (reports: Markdown with <script> in run --html)', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src="x" onerror="alert(1)">',
    '<iframe src="file:///etc/passwd"></iframe>',
    '<object data="file:///etc/passwd"></object><embed src="file:///etc/passwd">',
    '<a href="javascript:alert(1)">a</a>',
    '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)"><text>t</text></a></svg>',
    '<math><mi xlink:href="javascript:alert(1)">m</mi></math>',
    '<form action="http://evil.example"><button formaction="javascript:alert(1)">b</button></form>',
    '<base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example">',
  ];
  const output = (type: string, text: string): object => ({
    cell_type: 'code',
    outputs: [{ output_type: 'display_data', data: { [type]: text }, metadata: {} }],
  });

  it.each(attacks)('takes the sting out of %s, in every place', (attack) => {
    const cells = [
      { cell_type: 'markdown', source: `x ${attack}\n\n${attack}` },
      output('text/html', attack),
      output('text/markdown', attack),
      output('image/svg+xml', attack),
      output('image/png', `">${attack}`),
    ];
    for (const cell of cells) {
      const body = pageOf(cell).body;
      expect(body.querySelectorAll('script,iframe,object,embed,base,meta')).toHaveLength(0);
      for (const element of body.querySelectorAll('*'))
        for (const { name, value } of element.attributes) {
          expect(name).not.toMatch(/^on/);
          expect(value).not.toMatch(/^\s*javascript:/i);
        }
    }
  });

  it('has a policy that forbids scripts and frames, and keeps pictures, tables and styles', () => {
    const html = '<style>td{color:red}</style><table><tbody><tr><td>1</td></tr></tbody></table>';
    const page = pageOf(output('text/html', html));
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content');
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/script-src|frame-src/);
    expect(page.querySelector('section style')?.textContent).toBe('td{color:red}');
    expect(page.querySelector('section td')?.textContent).toBe('1');
    const picture = pageOf({ cell_type: 'markdown', source: '![cat](data:image/png;base64,AAAA)' });
    expect(picture.querySelector('img')?.getAttribute('src')).toBe('data:image/png;base64,AAAA');
  });
});

describe('a widget with a view of its own', () => {
  const view = { 'application/vnd.jupyter.widget-view+json': { model_id: 'a' }, 'text/plain': 'Counter()' };
  const framed = '<iframe class="tsvision-widget-frame" srcdoc="<b>kept</b>"></iframe>';
  /** A page with a widget's output, and another that only looks like one. */
  function widgetPage(module: string, state: object): Document {
    const model = { model_module: module, model_name: 'AnyModel', state };
    const outputs = [view, { 'text/html': framed, 'text/plain': 'forged' }].map((data) => {
      return { output_type: 'display_data', data, metadata: {} };
    });
    const widgets = { 'application/vnd.jupyter.widget-state+json': { state: { a: model } } };
    const cells = [{ id: 'a', metadata: {}, source: '', cell_type: 'code', outputs }];
    const notebook = { cells, metadata: { widgets }, nbformat: 4, nbformat_minor: 5 };
    return new JSDOM(notebookHtml(notebook as unknown as NotebookDocument, 'Title')).window.document;
  }
  const policyOf = (page: Document): string =>
    page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';

  it('stands in a frame that may run scripts and nothing else; the page allows two, by their hashes', () => {
    const esm = '"</script></iframe><script>alert(1)</script>&amp;$&';
    const page = widgetPage('anywidget', { _esm: esm, _anywidget_id: '"><b>' });
    const [frame, ...others] = page.querySelectorAll('iframe');
    expect([others.length, frame?.getAttribute('sandbox')]).toEqual([0, 'allow-scripts']);
    expect([frame?.title, page.querySelectorAll('body b').length]).toEqual(['"><b>', 0]);
    const inside = new JSDOM(frame?.getAttribute('srcdoc') ?? '').window.document;
    expect(inside.querySelectorAll('script')).toHaveLength(2);
    expect(JSON.parse(inside.querySelector('#model')?.textContent ?? '').state._esm).toBe(esm);
    const scripts = [...inside.querySelectorAll('script:not([type])'), ...page.querySelectorAll('script')];
    const hashes = scripts.map(
      ({ textContent }) =>
        `'sha256-${createHash('sha256')
          .update(textContent ?? '')
          .digest('base64')}'`,
    );
    expect(policyOf(page)).toContain(`; script-src ${hashes.join(' ')} 'wasm-unsafe-eval' blob:;`);
    expect(page.body.textContent).toContain('forged');
  });

  it('is a text where its view is not its own', () => {
    const page = widgetPage('@jupyter-widgets/controls', {});
    expect(page.querySelectorAll('iframe,script')).toHaveLength(0);
    expect(policyOf(page)).not.toContain('script-src');
    expect(page.body.textContent).toContain('Counter()');
  });
});

describe('the look of a page', () => {
  it('has code in colours, and no letter of it is lost', () => {
    const source = '%time 1\n// a < b\nconst s = `x $'.concat('{1 + 2}\n</script>`; /re&g/.test("q")');
    const code = pageOf({ cell_type: 'code', source }).querySelector('pre.code');
    expect(code?.textContent).toBe(source);
    const texts = (name: string): (string | null)[] =>
      [...(code?.querySelectorAll(`.${name}`) ?? [])].map(({ textContent }) => textContent);
    expect(texts('k')).toEqual(['const']);
    expect(texts('c')).toEqual(['// a < b']);
    expect(texts('m')).toEqual(['%time 1']);
    expect(texts('n')).toEqual(['1', '2']);
    const shell = pageOf({ cell_type: 'code', source: '%%bash\nconst=<b>' }).querySelector('pre.code');
    expect([shell?.textContent, shell?.querySelectorAll('span').length]).toEqual(['%%bash\nconst=<b>', 0]);
  });

  it('turns plots round in the dark, but no photo', () => {
    const png = 'iVBORw0KGgo=';
    const output = (data: object): object => ({ output_type: 'display_data', metadata: {}, data });
    const outputs = [
      output({ 'image/png': png, 'application/vnd.plotly.v1+json': { data: [], layout: {} } }),
      output({ 'image/png': png, 'application/vnd.plotly.v1+json': { data: [], layout: { images: [{}] } } }),
      output({ 'image/png': png }),
    ];
    const images = [...pageOf({ cell_type: 'code', outputs }).querySelectorAll('.output img')];
    expect(images.map(({ className }) => className)).toEqual(['plot', '', '']);
  });
});

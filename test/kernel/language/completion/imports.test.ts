import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../../src/core/index.js';
import { LanguageChecker } from '../../../../src/kernel/language/checker/languageChecker.js';
import { answerComplete } from '../../../../src/kernel/requests/languageRequests.js';
import { zooFolder } from './zoo.js';

/** A place where a name is typed that must be imported; \`│\` is the cursor. */
interface Place {
  readonly what: string;
  readonly code: string;
  readonly name: string;
  /** Where it comes from. */
  readonly from: string;
  /** The cell after the entry was chosen. */
  readonly becomes: string;
}

const places: readonly Place[] = [
  {
    what: 'a package that the folder needs',
    code: 'circumf│',
    name: 'circumference',
    from: 'shapes',
    becomes: "import { circumference } from 'shapes';\ncircumference",
  },
  {
    what: 'a package, in the middle of a statement',
    code: 'let a = 1;\nconst c = circumf│',
    name: 'circumference',
    from: 'shapes',
    becomes: "let a = 1;\nimport { circumference } from 'shapes';\nconst c = circumference",
  },
  {
    what: 'a package, in a function',
    code: 'function f() {\n  return 2 * circumf│(1);\n}',
    name: 'circumference',
    from: 'shapes',
    becomes: "import { circumference } from 'shapes';\nfunction f() {\n  return 2 * circumference(1);\n}",
  },
  {
    what: 'a package, behind a magic',
    code: '%time circumf│',
    name: 'circumference',
    from: 'shapes',
    becomes: "import { circumference } from 'shapes';\n%time circumference",
  },
  {
    what: 'a package with a scope',
    code: 'roar│',
    name: 'roar',
    from: '@zoo/lions',
    becomes: "import { roar } from '@zoo/lions';\nroar",
  },
  {
    what: 'a file beside the notebook',
    code: 'ratio│',
    name: 'ration',
    from: './helper.ts',
    becomes: "import { ration } from './helper.ts';\nration",
  },
  {
    what: 'a file in a folder',
    code: 'cage│',
    name: 'cage',
    from: './lib/deeper.ts',
    becomes: "import { cage } from './lib/deeper.ts';\ncage",
  },
  {
    what: 'a type',
    code: 'let c: Cag│',
    name: 'Cage',
    from: './lib/deeper.ts',
    becomes: "import { Cage } from './lib/deeper.ts';\nlet c: Cage",
  },
  {
    what: 'a module of Node',
    code: "const s = '🐻'; await readFile│('a')",
    name: 'readFile',
    from: 'node:fs/promises',
    becomes: "import { readFile } from 'node:fs/promises';\nconst s = '🐻'; await readFile('a')",
  },
  {
    what: 'a module of Node as a whole',
    code: 'path│',
    name: 'path',
    from: 'node:path',
    becomes: "import * as path from 'node:path';\npath",
  },
  {
    what: 'the rest of an import',
    code: 'import { readFil│\nconst a = 1;',
    name: 'readFile',
    from: 'node:fs/promises',
    becomes: "import { readFile } from 'node:fs/promises';\nconst a = 1;",
  },
  {
    what: 'the rest of an import, its brace closed, of a module that has what is listed',
    code: 'import { area, circumf│ }',
    name: 'circumference',
    from: 'shapes',
    becomes: "import { area, circumference } from 'shapes';",
  },
  {
    what: 'this library',
    code: 'const d = ImageDataBu│',
    name: 'ImageDataBunch',
    from: 'tsvision',
    becomes: "import { ImageDataBunch } from 'tsvision';\nconst d = ImageDataBunch",
  },
];

describe('completion of what is not imported yet', () => {
  let checker: LanguageChecker;
  beforeAll(() => {
    checker = new LanguageChecker({ cwd: zooFolder(), packageRoot: packageRoot() });
    for (const _ of checker.preload());
  }, 60_000);
  afterAll(() => checker.forget('all'));

  const complete = (code: string): { text: string; type: string }[] =>
    checker
      .complete(code.replace('│', ''), code.indexOf('│'))
      .items.map(({ text, type }) => ({ text, type }));

  /** The cell as a front end makes it that inserts the entry. */
  async function chosen({ code, name, from }: Place): Promise<string> {
    const text = code.replace('│', '');
    const language = {
      complete: async (all: string, cursor: number) => checker.complete(all, cursor),
      inspect: async () => undefined,
      isComplete: async () => ({ status: 'complete' as const }),
    };
    const cursor = [...code.slice(0, code.indexOf('│'))].length;
    const reply = await answerComplete(language, { code: text, cursor_pos: cursor });
    const { _jupyter_types_experimental: entries } = reply.metadata as {
      _jupyter_types_experimental: { start: number; end: number; text: string; type: string }[];
    };
    const entry = entries.find(
      ({ type, text }) => type === `from ${from}` && new RegExp(`\\b${name}\\b`).test(text),
    );
    const letters = [...text];
    letters.splice(
      entry?.start ?? 0,
      (entry?.end ?? 0) - (entry?.start ?? 0),
      entry?.text ?? 'nothing found: ',
    );
    return letters.join('');
  }

  it.each(places.map((place) => [place.what, place] as const))('%s', async (_, place) => {
    expect(await chosen(place)).toBe(place.becomes);
  });

  it('lists what is in sight first, and writes no statement anew for what may be meant otherwise', () => {
    expect(complete('stru│').at(0)?.text).toBe('structuredClone');
    expect(complete('const readFileNow = 1;\nconst x = readFile│').map(({ type }) => type)).toEqual([
      'instance',
    ]);
    const known = complete("import { circumference } from 'shapes';\ncircumf│");
    expect(known.map(({ text, type }) => [text, type])).toEqual([['circumference', 'module']]);
  });

  it('proposes nothing where a name is given, behind a dot or above a cell magic', () => {
    for (const code of [
      'const circumf│',
      'x.circumf│',
      "import { circumf│ } from 'node:fs'",
      '({ circumf│: 1 })',
    ])
      expect(complete(code)).toEqual([]);
  });

  it('completes an import by modules alone that have what is listed before', () => {
    expect(complete('import { readFileSync, writeFil│').map(({ type }) => type)).toContain('from node:fs');
    expect(complete('import { readFileSync, writeFil│').map(({ type }) => type)).not.toContain(
      'from node:fs/promises',
    );
  });

  it('says in the error of an unknown name how it could be imported', () => {
    const said = (code: string): string => {
      const compiled = checker.compile({ name: 'cell-1.ts', code });
      return compiled.kind === 'errors' ? compiled.diagnostics.map(({ message }) => message).join('\n') : '';
    };
    expect(said('circumference(1)')).toBe(
      "Cannot find name 'circumference'.\n→ Import it with: import { circumference } from 'shapes';",
    );
    expect(said('circumferenc(1)')).toBe("Cannot find name 'circumferenc'.");
  });

  it('proposes types where types stand, and values where values do', () => {
    expect(complete('let c: cage│')).toEqual([]);
    expect(complete('new Cage│').map(({ type }) => type)).toEqual([]);
  });
});

// The API from the types, by typedoc: a page a name, as Markdown.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { Application, ReflectionKind } from 'typedoc';
import { MarkdownPageEvent, MarkdownRendererEvent } from 'typedoc-plugin-markdown';
import { layerReader, layers } from './layers.mjs';
import { nameLinks } from './nameLinks.mjs';
import { firstSentence } from './page.mjs';
import { markdownPage } from './readme.mjs';

/** @typedef {import('./page.mjs').Page} Page */
/** @typedef {{ url: string, model: any, contents: string }} Written */

/**
 * Reads what package.json exports.
 * @returns {Promise<{ pages: Page[], names: import('./nameLinks.mjs').NameLinks }>}
 */
export async function apiPages(root) {
  const app = await typedoc(root);
  const layerOf = layerReader(app, join(root, 'src'));
  const project = await app.convert();
  const specifiers = new Map(entryPoints(root).map(({ specifier, module }) => [module, specifier]));
  if (!project) throw new Error('typedoc could not read the types; what it says stands above.');
  for (const module of project.children) module.name = specifiers.get(module.name) ?? module.name;
  leaveToBaseClasses(project);
  /** @type {Written[]} */
  const written = [];
  let names;
  app.renderer.on(MarkdownRendererEvent.BEGIN, () => {
    names = nameLinks(project, app.renderer.router);
  });
  app.renderer.on(MarkdownPageEvent.END, ({ url, model, contents }) =>
    written.push({ url, model, contents }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-typedoc-'));
  try {
    await app.outputs.writeOutput({ name: 'markdown', path: folder }, project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const pages = written.filter(({ model }) => model !== project).map((one) => apiPage(one, layerOf));
  pages.sort((a, b) => rankOf(a) - rankOf(b) || a.title.localeCompare(b.title, 'en'));
  return { pages: [overview(pages), ...pages], names };
}

function typedoc(root) {
  const options = {
    name: 'API',
    entryPoints: entryPoints(root).map(({ source }) => source),
    tsconfig: join(root, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    // `npm run check` reads the types anyway.
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeInternal: true,
    logLevel: 'Error',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandParameters: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    classPropertiesFormat: 'table',
  };
  return Application.bootstrapWithPlugins(/** @type {any} */ (options));
}

/** Each of 80 widgets and 50 errors has the same members again; they stand with the class that has them. */
function leaveToBaseClasses(project) {
  for (const module of project.children.filter(({ name }) => name !== 'tsvision'))
    for (const { children = [] } of module.children ?? [])
      for (const member of [...children]) if (member.inheritedFrom) project.removeReflection(member);
}

/**
 * What package.json exports: the specifier, the source that it is compiled from, and typedoc's name of that.
 * TensorFlow.js's own names have its own pages.
 */
function entryPoints(root) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([subpath, { types }]) => types && subpath !== './tf')
    .map(([subpath, { types }]) => {
      const file = types.replace('./dist/', '').replace('.d.ts', '');
      return {
        specifier: posix.join('tsvision', subpath),
        source: join(root, 'src', `${file}.ts`),
        module: file.replace(/\/index$/, ''),
      };
    });
}

/**
 * @param {Written} written
 * @returns {Page}
 */
function apiPage({ url, model, contents }, layerOf) {
  const path = `api/${url.replace(/\.md$/, '')}`;
  const isModule = model.kindOf(ReflectionKind.Module);
  const moduleName = isModule ? model.name : model.parent.getFullName();
  return {
    ...markdownPage({
      path,
      source: `${path}.md`,
      section: 'api',
      title: model.name,
      description: sentenceOn(model),
      markdown: namesAsTable(tidied(contents, isModule), model),
    }),
    kind: isModule ? 'module' : ReflectionKind.singularString(model.kind).toLowerCase(),
    group: moduleName === 'tsvision' && !isModule ? layerOf(model) : isModule ? 'Modules' : moduleName,
    isType: model.kindOf(ReflectionKind.Interface | ReflectionKind.TypeAlias),
  };
}

function sentenceOn(model) {
  const comment = model.comment ?? model.signatures?.[0]?.comment;
  const summary = comment?.summary.map(({ text }) => text).join('');
  return summary ? firstSentence(summary) : ReflectionKind.singularString(model.kind);
}

/** What a group or a subpath has of others: typedoc gives each a heading and no word on what it is. */
function namesAsTable(markdown, model) {
  const references = (model.children ?? []).filter((child) => child.isReference());
  const targets = new Map(references.map((child) => [child.name, child.getTargetReflectionDeep()]));
  const entry = /^### (\S+)\n\n(?:Renames and re-exports|Re-exports) \[.*?\]\((.*?)\)\n*(?:\*\*\*\n*)?/gm;
  return markdown
    .replace(entry, (whole, name, to) => {
      const target = targets.get(name.replaceAll('\\', ''));
      return target ? `| [\`${target.name}\`](${to}) | ${cellText(sentenceOn(target))} |\n` : whole;
    })
    .replace(/^## References\n\n(?=\|)/m, '## Names\n\n| name | what it is |\n|---|---|\n');
}

const cellText = (text) => text.replaceAll('|', '\\|');

/** Without what says only where else a member is declared. */
function tidied(markdown, isModule) {
  const short = markdown.replace(/^#+ (?:Implementation of|Overrides|Inherited from)\n\n.*\n+/gm, '');
  const named = isModule ? short.replace(/^# /, '# ') : short.replace(/^# [\w ]+: (.*)/, '# $1');
  return named.replace(/^(?:\*\*\*\n+)+(?=\*\*\*|#{1,2} )/gm, '');
}

const groups = ['Modules', ...layers.map(({ title }) => title)];

/** Modules, then the layers; within one, values before the types that they take. */
function rankOf({ group = '', isType = false }) {
  const at = groups.indexOf(group);
  return (at < 0 ? groups.length : at) * 2 + Number(isType);
}

/** Every name of `tsvision`, by layer. */
function overview(pages) {
  const link = ({ title, path }) => `[\`${title}\`](${path.replace('api/', '')}.md)`;
  const rows = (some) => some.map((page) => `| ${link(page)} | ${cellText(page.description)} |`);
  const table = (some) => `| name | what it is |\n|---|---|\n${rows(some).join('\n')}`;
  const sections = layers.map(({ title, about }) => {
    const members = pages.filter(({ group }) => group === title);
    if (members.length === 0) return '';
    const types = members.filter(({ isType }) => isType);
    const typeLine = types.length > 0 ? `\n\nTypes: ${types.map(link).join(', ')}` : '';
    return `## ${title}\n\n${about}\n\n${table(members.filter(({ isType }) => !isType))}${typeLine}\n\n`;
  });
  const modules = pages.filter(({ group }) => group === 'Modules');
  return {
    ...markdownPage({
      path: 'api/index',
      source: 'api/index.md',
      section: 'api',
      title: 'API',
      description: 'Every public name, made from the types, with what it takes, gives and throws.',
      markdown:
        '# API\n\nEvery name of `tsvision` by what it is for, made from the types. In a notebook `name?` shows the same,' +
        ` and Tab completes.\n\n${sections.join('')}## Modules\n\n${table(modules)}\n`,
    }),
    group: 'Modules',
    kind: 'API',
  };
}

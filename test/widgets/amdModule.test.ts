import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { imageCleanerModel } from '../../src/clean/cleaner/protocol.js';
import { anyWidgetModel } from '../../src/widgets/anywidget/anyWidgetModel.js';

const file = join(import.meta.dirname, '../../widgets/amd/index.js');

/** As RequireJS does it: the module names what it needs, gets that, and gives its exports. */
function loadAmd(code: string, offered: Readonly<Record<string, unknown>>): Record<string, unknown> {
  let exported: Record<string, unknown> = {};
  const define = (needs: readonly string[], factory: (...given: unknown[]) => typeof exported): void => {
    exported = factory(...needs.map((name) => offered[name]));
  };
  runInNewContext(code, { define: Object.assign(define, { amd: {} }), self: {} });
  return exported;
}

it("lies where front ends look for our module on a CDN, and in Jupyter's nbextensions", ({ skip }) => {
  skip(!existsSync(file), 'the AMD module is not built (node scripts/buildWidgets.mjs)');
  const root = join(import.meta.dirname, '../..');
  // As ipywidgets' html-manager and VS Code make the address of a module: https://CDN/PACKAGE@VERSION/dist/FILE.js
  const [name, path = 'index'] = imageCleanerModel.modelModule.split('/');
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect([own.name, `^${own.version}`]).toEqual([name, imageCleanerModel.modelModuleVersion]);
  expect(own.files).toContain('dist');
  expect(readFileSync(join(root, `dist/${path}.js`), 'utf8')).toBe(readFileSync(file, 'utf8'));
  // VS Code reads this call without running it.
  const extension = readFileSync(join(dirname(file), 'extension.js'), 'utf8');
  expect(extension).toContain(
    `requirejs.config({ map: { '*': { '${imageCleanerModel.modelModule}': 'nbextensions/tsvision/index' } } });`,
  );
});

const models = [imageCleanerModel, anyWidgetModel];

it.for(models)(
  'the AMD module gives $modelName and its view by the names that the kernel sends',
  (spec, { skip }) => {
    skip(!existsSync(file), 'the AMD module is not built (node scripts/buildWidgets.mjs)');
    class DOMWidgetModel {
      defaults(): object {
        return { layout: null };
      }
    }
    class DOMWidgetView {}
    const exported = loadAmd(readFileSync(file, 'utf8'), {
      '@jupyter-widgets/base': { DOMWidgetModel, DOMWidgetView },
    });
    const Model = exported[spec.modelName] as typeof DOMWidgetModel;
    const View = exported[spec.viewName] as typeof DOMWidgetView;
    expect(View.prototype).toBeInstanceOf(DOMWidgetView);
    expect(new Model().defaults()).toMatchObject({
      layout: null,
      _view_name: spec.viewName,
      _view_module: spec.viewModule,
      _model_module_version: spec.modelModuleVersion,
    });
  },
);

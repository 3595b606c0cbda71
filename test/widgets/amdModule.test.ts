import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { imageCleanerModel } from '../../src/clean/cleaner/protocol.js';

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

it('the AMD module gives the model and the view by the names that the kernel sends', ({ skip }) => {
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
  const Model = exported[imageCleanerModel.modelName] as typeof DOMWidgetModel;
  const View = exported[imageCleanerModel.viewName] as typeof DOMWidgetView;
  expect(View.prototype).toBeInstanceOf(DOMWidgetView);
  expect(new Model().defaults()).toMatchObject({
    layout: null,
    _view_name: imageCleanerModel.viewName,
    _view_module: imageCleanerModel.viewModule,
    _model_module_version: imageCleanerModel.modelModuleVersion,
  });
});

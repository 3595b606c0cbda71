import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

import { IJupyterWidgetRegistry } from '@jupyter-widgets/base';
import { viewVersion } from '../../src/clean/cleaner/viewVersion.js';
import { anyWidgetModel, anyWidgetVersion } from '../../src/widgets/anywidget/anyWidgetModel.js';
import { languagePlugin } from './language/languagePlugin.js';

/** What JupyterLab hands to a plugin that asks for the widget registry. */
interface WidgetRegistry {
  registerWidget(data: {
    readonly name: string;
    readonly version: string;
    readonly exports: () => Promise<Record<string, unknown>>;
  }): void;
}

/** Registers the views of the modules `tsvision/views` and `anywidget`; their code is loaded when a notebook first shows one. */
const widgetsPlugin = {
  id: 'tsvision:widgets',
  description: 'The widgets of tsvision.',
  autoStart: true,
  requires: [IJupyterWidgetRegistry],
  activate: (_app: unknown, registry: WidgetRegistry): void => {
    // Notebooks that were saved before the views had a module of their own name the package alone.
    for (const name of ['tsvision/views', 'tsvision'])
      registry.registerWidget({ name, version: viewVersion, exports: () => import('./index.js') });
    registry.registerWidget({
      name: anyWidgetModel.modelModule,
      version: anyWidgetVersion,
      exports: () => import('./anywidget/index.js'),
    });
  },
};

export default [widgetsPlugin, languagePlugin];

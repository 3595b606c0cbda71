import { DOMWidgetModel } from '@jupyter-widgets/base';
import { anyWidgetModel } from '../../../src/widgets/anywidget/anyWidgetModel.js';
import type { HostModel } from '../../../src/widgets/anywidget/page/contract.js';
import { WidgetRuntime } from '../../../src/widgets/anywidget/page/widgetRuntime.js';

/** The view's half of a widget whose module comes with its state: `_esm`, `_css`. */
export class AnyModel extends DOMWidgetModel {
  /** Made by {@link initialize}, which runs before a field would get its value. */
  declare runtime: WidgetRuntime;

  override defaults() {
    return {
      ...super.defaults(),
      _model_module: anyWidgetModel.modelModule,
      _model_module_version: anyWidgetModel.modelModuleVersion,
      _model_name: anyWidgetModel.modelName,
      _view_module: anyWidgetModel.viewModule,
      _view_module_version: anyWidgetModel.viewModuleVersion,
      _view_name: anyWidgetModel.viewName,
      _esm: '',
      _css: '',
      _anywidget_id: '',
    };
  }

  override initialize(...given: Parameters<DOMWidgetModel['initialize']>): void {
    super.initialize(...given);
    this.runtime = new WidgetRuntime(this as unknown as HostModel);
    this.once('destroy', () => this.runtime.dispose());
  }

  /** What the kernel sends at once waits until the module listens. */
  override async _handle_comm_msg(message: Parameters<DOMWidgetModel['_handle_comm_msg']>[0]): Promise<void> {
    await this.runtime.heard();
    return super._handle_comm_msg(message);
  }

  /** Jupyter's own makes JSON of each value, which leaves nothing of bytes. */
  override serialize(state: Record<string, unknown>): ReturnType<DOMWidgetModel['serialize']> {
    const entries = Object.entries(state).map(([name, value]) => [name, serialized(value)]);
    return Object.fromEntries(entries) as ReturnType<DOMWidgetModel['serialize']>;
  }
}

/** Models become references; all else is copied as it is now. */
function serialized(value: unknown): unknown {
  const { toJSON } = Object(value) as { toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value) : structuredClone(value);
}

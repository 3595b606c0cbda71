import { DOMWidgetModel } from '@jupyter-widgets/base';

/** The view's half of the kernel's ImageCleaner: state only; all that happens is asked for by messages. */
export class ImageCleanerModel extends DOMWidgetModel {
  override defaults() {
    return {
      ...super.defaults(),
      _model_module: 'tsvision',
      _model_module_version: '^0.1.0',
      _model_name: 'ImageCleanerModel',
      _view_module: 'tsvision',
      _view_module_version: '^0.1.0',
      _view_name: 'ImageCleanerView',
    };
  }
}

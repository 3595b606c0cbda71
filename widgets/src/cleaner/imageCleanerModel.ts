import { DOMWidgetModel } from '@jupyter-widgets/base';
import { imageCleanerModel } from './kernel/kernelChannel.js';

/** The view's half of the kernel's ImageCleaner: state only; all that happens is asked for by messages. */
export class ImageCleanerModel extends DOMWidgetModel {
  override defaults() {
    return {
      ...super.defaults(),
      _model_module: imageCleanerModel.modelModule,
      _model_module_version: imageCleanerModel.modelModuleVersion,
      _model_name: imageCleanerModel.modelName,
      _view_module: imageCleanerModel.viewModule,
      _view_module_version: imageCleanerModel.viewModuleVersion,
      _view_name: imageCleanerModel.viewName,
    };
  }
}

import { DOMWidgetView } from '@jupyter-widgets/base';
import type { AnyModel } from './anyModel.js';

/** Shows what the module of the widget draws. */
export class AnyView extends DOMWidgetView {
  declare hide: () => void;

  override render(): void {
    super.render();
    this.hide = (this.model as AnyModel).runtime.show(this.el);
  }

  override remove(): void {
    this.hide();
    super.remove();
  }
}

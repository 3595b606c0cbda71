import { DOMWidgetView } from '@jupyter-widgets/base';
export class ImageCleanerView extends DOMWidgetView {}

// The module `anywidget`, as JupyterLab loads it when a notebook first shows such a widget.
export { AnyModel } from './anyModel.js';
export { AnyView } from './anyView.js';

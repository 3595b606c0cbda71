// The models and views of the modules `tsvision/views` and `anywidget`: what a front end loads by name, here and as AMD.
export { AnyModel } from './anywidget/anyModel.js';
export { AnyView } from './anywidget/anyView.js';
export { ImageCleanerModel } from './cleaner/imageCleanerModel.js';
export { ImageCleanerView } from './cleaner/imageCleanerView.js';

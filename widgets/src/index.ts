// The models and views of the module `tsvision`: what a front end loads by name, here and as AMD.
export { ImageCleanerModel } from './cleaner/imageCleanerModel.js';
export { ImageCleanerView } from './cleaner/imageCleanerView.js';

/**
 * Names of the Anywidget Front-End Module contract, as PyPI's `anywidget` has them: a front end that knows it shows our
 * widgets, one that does not finds its code on a CDN, and our own extension brings it where neither is.
 */
export const anyWidgetModel = {
  modelModule: 'anywidget',
  modelModuleVersion: '~0.9.*',
  modelName: 'AnyModel',
  viewModule: 'anywidget',
  viewModuleVersion: '~0.9.*',
  viewName: 'AnyView',
} as const;

/**
 * As which version our extension registers the contract: below every release of the real one, which is preferred
 * where it fits, and, by its build name, none of them, for two of one version would exclude each other.
 */
export const anyWidgetVersion = '0.9.0+tsvision';

/**
 * Which releases may show widgets of a kernel that comes without our extension: whichever is installed. Where our
 * extension is, it does, for the real one tells nobody what is wrong with a module.
 */
export const anyRelease = '0.x';

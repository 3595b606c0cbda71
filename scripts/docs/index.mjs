// What tests ask of the site's scripts.
export { checkSite } from './checkSite.mjs';
export { termsOf } from './client/terms.mjs';
export { highlightTypeScript } from './highlight.mjs';
export { mapLinks } from './markdownLinks.mjs';
export { firstSentence } from './page.mjs';
export { taskNotebook } from './taskNotebook.mjs';

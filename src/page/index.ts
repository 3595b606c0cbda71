// What the page of the web app and the page of a web export have in common. `client` runs in the browser.

export {
  answerArea,
  classesSentence,
  contentSecurityPolicy,
  dropArea,
  type PageParts,
  pageDocument,
  policyHash,
} from './document.js';
export { pageStyle } from './style.js';

// The program of every page: search and colours. The site reads well without it.
import { startSearch } from './search.mjs';
import { startTheme } from './theme.mjs';

const { root } = document.currentScript.dataset;

startTheme();
startSearch(root);
// On a phone the list would push the text below the screen.
if (matchMedia('(max-width: 60rem)').matches)
  for (const list of document.querySelectorAll('aside details')) list.removeAttribute('open');
document.querySelector('aside [aria-current="page"]')?.scrollIntoView({ block: 'nearest' });

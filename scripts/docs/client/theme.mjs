const themes = ['', 'light', 'dark'];
const names = { '': 'as the system', light: 'light', dark: 'dark' };
const key = 'tsvision-theme';

/** The button that goes round: as the system has it, light, dark. */
export function startTheme() {
  const button = document.getElementById('theme');
  const { dataset } = document.documentElement;
  const label = () => button.setAttribute('aria-label', `Colours: ${names[dataset.theme ?? '']}`);
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(dataset.theme ?? '') + 1) % themes.length];
    if (next) dataset.theme = next;
    else delete dataset.theme;
    remember(next);
    label();
  });
  label();
}

function remember(theme) {
  try {
    if (theme) localStorage.setItem(key, theme);
    else localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing shows the choice until the next page.
  }
}

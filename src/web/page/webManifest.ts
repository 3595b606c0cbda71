import { iconNames } from './icons.js';

/** What lets a browser install the page: all addresses are relative to it, so that it works under any prefix. */
export function webManifest(title: string): string {
  const icons = [
    { src: iconNames.drawing, sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ...iconNames.sizes.flatMap((size) =>
      // The drawing keeps its edge free, so that a mask takes nothing of it.
      ['any', 'maskable'].map((purpose) => ({
        src: iconNames.png(size),
        sizes: `${size}x${size}`,
        type: 'image/png',
        purpose,
      })),
    ),
  ];
  const manifest = {
    name: title,
    short_name: [...title].slice(0, 12).join(''),
    description: 'Says what is in a photo, on this device: nothing is sent.',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#f6f7f9',
    theme_color: '#1f5fbf',
    icons,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

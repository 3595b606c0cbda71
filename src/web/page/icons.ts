import type { PageFile } from './pageFacts.js';

/** Names of the icons in the folder. */
export const iconNames = {
  drawing: 'icon.svg',
  /** Sides in pixels; browsers ask for these two to install a page. */
  sizes: [192, 512],
  png: (size: number): string => `icon-${size}.png`,
} as const;

/** A photo whose class is known: a picture with a hill and a sun above three bars. */
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
<rect width="512" height="512" fill="#1f5fbf"/>
<rect x="116" y="104" width="280" height="184" rx="22" fill="#fff"/>
<circle cx="188" cy="160" r="25" fill="#f4b73b"/>
<path d="M136 268 226 188 270 226 310 176 376 268Z" fill="#1f5fbf"/>
<g fill="#fff"><rect x="116" y="320" width="280" height="22" rx="11"/><rect x="116" y="356" width="172" height="22" rx="11" opacity=".7"/><rect x="116" y="392" width="88" height="22" rx="11" opacity=".45"/></g>
</svg>
`;

/** The icons of an installed page. */
export async function iconFiles(): Promise<readonly PageFile[]> {
  const { default: sharp } = await import('sharp');
  const images = iconNames.sizes.map(async (size) => ({
    name: iconNames.png(size),
    content: await sharp(Buffer.from(drawing), { density: 144 })
      .resize(size, size)
      .png({ palette: true })
      .toBuffer(),
  }));
  return [{ name: iconNames.drawing, content: drawing }, ...(await Promise.all(images))];
}

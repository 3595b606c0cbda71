import sharp from 'sharp';

/**
 * Leaves libvips the decoders of JPEG, PNG, WebP and GIF and no other, for the rest of the process. For a server
 * of its own process only: a notebook needs the SVG decoder for its plots.
 */
export function restrictDecoders(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
      'VipsForeignLoadNsgifBuffer',
    ],
  });
  sharp.cache(false);
}

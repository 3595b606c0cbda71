import { protocolVersion } from './messageCodec.js';

/** How front ends know the language: name, file ending, highlighting. */
export const languageInfo = {
  name: 'typescript',
  version: '5.0',
  mimetype: 'text/typescript',
  file_extension: '.ts',
  pygments_lexer: 'typescript',
  // JupyterLab 4 and Notebook 7 look the mode up by MIME type first; the object form tells CodeMirror 5 too.
  codemirror_mode: { name: 'javascript', typescript: true, mode: 'text/typescript' },
  nbconvert_exporter: 'script',
} as const;

/** Content of `kernel_info_reply`. */
export function kernelInfo(version: string): Record<string, unknown> {
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'tsvision',
    implementation_version: version,
    language_info: languageInfo,
    banner: `tsvision ${version}: TypeScript on Node.js ${process.versions.node}`,
    debugger: true,
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
      { text: 'TensorFlow.js API', url: 'https://js.tensorflow.org/api/latest/' },
      { text: 'Node.js documentation', url: 'https://nodejs.org/docs/latest/api/' },
    ],
    supported_features: ['kernel subshells', 'debugger'],
  };
}

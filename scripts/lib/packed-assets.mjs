import { brotliCompressSync, constants } from 'node:zlib';

/**
 * Writes files of the build packed by brotli, with `.br` at the end of their names: the app is to stay small, and the page
 * handler unpacks them as they are asked for.
 * @param {RegExp} names of the files
 * @returns {import('vite').Plugin}
 */
export function packedAssets(names) {
  return {
    name: 'parley:packed-assets',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          if (!names.test(name)) continue;
          const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
          this.emitFile({
            type: 'asset',
            fileName: `${name}.br`,
            source: brotliCompressSync(content, { params }),
          });
          delete bundle[name];
        }
      },
    },
  };
}

import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import packageJson from './package.json' with { type: 'json' };
import { packedAssets } from './scripts/lib/packed-assets.mjs';

/** Where the renderer's dev server listens; `scripts/dev.mjs` picks a free port and tells the host too. */
const devServer = new URL(process.env['PARLEY_DEV_SERVER'] ?? 'http://127.0.0.1:5173');
const devPort = Number(devServer.port);

/** Names stay: stacks in the log are of use, and test/build finds what is loaded by the name of `require`. */
const minifyWithNames = {
  compress: { keepNames: { function: true, class: true } },
  mangle: false,
  codegen: { removeWhitespace: true, legalComments: 'inline' },
} as const;

export default defineConfig(({ command }) => ({
  main: {
    define: {
      __APP_VERSION__: JSON.stringify(packageJson.version),
      __DEV__: JSON.stringify(command === 'serve'),
      // ws looks for native helpers that are not shipped; with these it does not try.
      'process.env.WS_NO_BUFFER_UTIL': '"1"',
      'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
    },
    build: {
      // The browser host runs the same files in the oldest Node that package.json allows, not only in Electron's.
      target: 'node20.19',
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          serve: 'src/web/serve.ts',
          'body-worker': 'src/body-engine/worker/worker.ts',
          'collections-worker': 'src/main/services/collections/reading/worker.ts',
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          minify: command === 'build' && minifyWithNames,
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload is one CommonJS file that can require `electron` and nothing else.
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // A third of their size on the disk and in what is downloaded; unpacking all that a start needs takes some 10 ms.
    plugins: [react(), packedAssets(/^assets\/.*\.(?:m?js|css)$/)],
    // The page handler puts each load's own nonce in its place.
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      // Any current browser shows the browser host's page, not only Electron's Chromium.
      target: 'es2023',
      minify: true,
      // A data: URL would need an exception in the content security policy.
      assetsInlineLimit: 0,
    },
    server: {
      host: devServer.hostname,
      port: devPort,
      strictPort: true,
      // The page comes from the host, which hands it on: without this it would look for the updates there.
      hmr: { protocol: 'ws', host: devServer.hostname, clientPort: devPort },
    },
  },
}));

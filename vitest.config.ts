import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The tests that put something in a module's place. Another file that shares their modules would be given that, or the module itself. */
const mocking = ['src', 'test', 'bench', 'scripts']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(folder, file).replaceAll(path.sep, '/'),
    ),
  )
  .filter((file) => /\.test\.m?tsx?$/.test(file) && /\bvi\.(mock|doMock)\(/.test(readFileSync(file, 'utf8')));

export default defineConfig({
  test: {
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // The usual second is soon over where a disk or the watching of a folder is busy.
    expect: { poll: { timeout: 10_000 } },
    // Vitest leaves a processor to itself, which is half of a small machine.
    maxWorkers: availableParallelism() + 1,
    globalSetup: 'test/harness/build-scripts.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'src/**/*.test.ts',
            'test/**/*.test.{ts,tsx}',
            'bench/{bodies,collections,durability,ipc,plot,startup}/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
          exclude: ['src/renderer/**', 'test/e2e/**', ...mocking],
          // A process and all its modules for each file took a third of the time. What a test leaves behind in a module, or in a global, the next file sees.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'mocks', environment: 'node', include: mocking, exclude: ['src/renderer/**'] },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'window',
          environment: 'happy-dom',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          // Loading Mantine and all the rest for each file took two thirds of the time.
          isolate: false,
          setupFiles: 'test/harness/clear-window.ts',
          // Testing Library and user-event look for the hooks of tests there.
          globals: true,
        },
      },
    ],
  },
});

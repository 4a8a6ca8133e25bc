import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // Vitest leaves a processor to itself, which is half of a small machine.
    maxWorkers: availableParallelism() + 1,
    globalSetup: 'test/harness/build-body-worker.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'src/**/*.test.ts',
            'test/**/*.test.{ts,tsx}',
            'bench/{bodies,ipc,plot,startup}/**/*.test.ts',
            'scripts/**/*.test.mjs',
          ],
          exclude: ['src/renderer/**', 'test/e2e/**'],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'window',
          environment: 'happy-dom',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          // Testing Library clears the document after each test only where it finds a global afterEach.
          globals: true,
        },
      },
    ],
  },
});

import path from 'node:path';
import { build, type InlineConfig } from 'vite';

/**
 * Bundles what a benchmark runs in processes of its own, as an app's build would bundle it: plain Node takes no TypeScript.
 * @param name of the folder for what is built
 * @param options what is bundled, from which files, and into what
 * @returns that folder
 */
export async function buildScripts(
  root: string,
  name: string,
  options: {
    readonly input: Readonly<Record<string, string>>;
    /** Packages that stay outside. */
    readonly external: string[];
    readonly alias?: Readonly<Record<string, string>>;
    readonly output?: NonNullable<NonNullable<InlineConfig['build']>['rolldownOptions']>['output'];
  },
): Promise<string> {
  const outDir = path.join(root, 'node_modules/.cache/bench', name);
  const { input, external, alias = {}, output = {} } = options;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias },
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20.19',
      minify: false,
      rolldownOptions: { input, output },
    },
  });
  return outDir;
}

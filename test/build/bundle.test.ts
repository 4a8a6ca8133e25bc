import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { modulesOf } from './modules.ts';

const out = path.resolve(import.meta.dirname, '../../out');

beforeAll(() => {
  const files = ['main/index.js', 'main/serve.js', 'main/body-worker.js', 'main/collections-worker.js'];
  for (const file of [...files, 'preload/index.cjs', 'renderer/index.html']) {
    if (!existsSync(path.join(out, file)))
      throw new Error(`out/${file} is not there: run npm run build first`);
  }
});

describe('the renderer', () => {
  test('loads less than 400 KiB, gzipped, before it shows something', async () => {
    const html = await readFile(path.join(out, 'renderer/index.html'), 'utf8');
    const named = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(?<file>[^"]+)"/g)].flatMap(
      ({ groups }) => (groups?.['file'] === undefined ? [] : [path.join(out, 'renderer', groups['file'])]),
    );
    expect(named.some((file) => file.endsWith('.js'))).toBe(true);
    const files = await withStaticImports(named);
    const sizes = await Promise.all(
      [...files].map(async (file) => gzipSync(await unpacked(file)).byteLength),
    );
    const total = gzipSync(html).byteLength + sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThan(400 * 1024);
  });

  test('has nothing inline that a strict content security policy would refuse', async () => {
    const html = await readFile(path.join(out, 'renderer/index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style\b|\sstyle=|\son\w+=/);
    expect(html).toContain('nonce="__CSP_NONCE__"');
  });

  test('ships no source map', async () => {
    const files = await readdir(path.join(out, 'renderer'), { recursive: true });
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  });
});

describe('the preload', () => {
  test('is a single file that requires electron and nothing else', async () => {
    expect(await readdir(path.join(out, 'preload'))).toEqual(['index.cjs']);
    const { imports } = modulesOf(await readFile(path.join(out, 'preload/index.cjs'), 'utf8'));
    expect(imports).toEqual(new Set(['electron']));
  });
});

describe('main', () => {
  test('has one copy of @trpc/server', async () => {
    // Each copy brings tRPC's table of error codes, whatever its version, bundled before or by us: importing
    // `electron-trpc/main`, which has tRPC 10 inside, makes this 2.
    const files = await readdir(path.join(out, 'main'), { recursive: true });
    const chunks = files.filter((file) => file.endsWith('.js'));
    const codes = await Promise.all(chunks.map((file) => readFile(path.join(out, 'main', file), 'utf8')));
    const copies = codes.flatMap((code) => code.match(/\bPARSE_ERROR:\s*-32700\b/g) ?? []);
    expect(copies).toHaveLength(1);
  });

  test('needs no package at run time but electron, and the browser host not even that', async () => {
    const desktop = await modulesNamedBy(path.join(out, 'main/index.js'));
    // Else the bundler has renamed `require`, and what is loaded by it is not found: only CommonJS asks for this one.
    expect(desktop).toContain('constants');
    expect(packagesIn(desktop)).toEqual(['electron']);
    expect(packagesIn(await modulesNamedBy(path.join(out, 'main/serve.js')))).toEqual([]);
    expect(packagesIn(await modulesNamedBy(path.join(out, 'main/body-worker.js')))).toEqual([]);
    expect(packagesIn(await modulesNamedBy(path.join(out, 'main/collections-worker.js')))).toEqual([]);
  });

  test('serves from a folder that has nothing but what was built', async () => {
    const folder = await temporaryFolder();
    await cp(out, path.join(folder, 'out'), { recursive: true });
    // Node takes .js files for modules by the package.json above them, as it lies in the packed app.
    await cp(path.join(out, '../package.json'), path.join(folder, 'package.json'));
    const args = [path.join(folder, 'out/main/serve.js'), '--port', '0', '--data', path.join(folder, 'data')];
    const host = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(host, 'exit');
    try {
      expect(await readyLine(host.stdout)).toMatch(/^Parley: http:\/\/127\.0\.0\.1:\d+\/#\S+$/);
    } finally {
      host.kill('SIGTERM');
      await ended;
    }
  });
});

/** @returns the first line that tells the address, or '' where the output ended without it */
async function readyLine(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('Parley: ')) return line;
  }
  return '';
}

/** A file of the window's, which the build may have packed. */
async function unpacked(file: string): Promise<Buffer> {
  return existsSync(file) ? await readFile(file) : brotliDecompressSync(await readFile(`${file}.br`));
}

/** The files, and every file they import before their own code runs. */
async function withStaticImports(files: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith('.js')) continue;
    for (const name of modulesOf(String(await unpacked(file))).staticImports) {
      if (name.startsWith('.')) open.push(path.resolve(path.dirname(file), name));
    }
  }
  return found;
}

/** What an entry and all its chunks, also those loaded later, ask for beyond themselves. */
async function modulesNamedBy(entry: string): Promise<Set<string>> {
  const modules = new Set<string>();
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const name of modulesOf(await readFile(file, 'utf8')).imports) {
      if (name.startsWith('.')) open.push(path.resolve(path.dirname(file), name));
      else modules.add(name);
    }
  }
  return modules;
}

/** Those that are not Node's. Not every Node has every built-in, hence the prefix. */
function packagesIn(modules: ReadonlySet<string>): string[] {
  return [...modules].filter((name) => !name.startsWith('node:') && !isBuiltin(name));
}

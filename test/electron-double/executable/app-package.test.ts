import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAppPackage } from './app-package.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'app-package-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function describeApp(description: object): void {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(description));
}

it('is what the package.json of the folder says', () => {
  describeApp({
    name: 'a-name',
    productName: 'A Name',
    version: '1.2.3',
    main: './out/main.js',
    type: 'module',
  });
  expect(readAppPackage(folder)).toEqual({
    folder,
    main: path.join(folder, 'out/main.js'),
    isModule: true,
    name: 'A Name',
    version: '1.2.3',
  });
});

it('may be a script below a package.json', () => {
  describeApp({ name: 'a-name' });
  mkdirSync(path.join(folder, 'src'));
  const script = path.join(folder, 'src/main.mjs');
  writeFileSync(script, '');
  expect(readAppPackage(script)).toMatchObject({ main: script, isModule: true, name: 'a-name' });
});

it('is CommonJS unless something says otherwise', () => {
  describeApp({});
  expect(readAppPackage(folder)).toMatchObject({ main: path.join(folder, 'index.js'), isModule: false });
});

it('is missed by its path', () => {
  expect(() => readAppPackage(path.join(folder, 'none'))).toThrow(path.join(folder, 'none'));
});

it('is not read out of an archive', () => {
  const archive = path.join(folder, 'app.asar');
  writeFileSync(archive, '');
  expect(() => readAppPackage(archive)).toThrow('extract');
});

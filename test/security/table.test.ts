import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// docs/security.md says which test shows what. This holds it to that.

interface Row {
  readonly what: string;
  readonly where: readonly string[];
  readonly shownBy: string;
}

const text = readFileSync('docs/security.md', 'utf8');
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ title: section.split('\n', 1)[0] ?? '', rows: rowsOf(section) }))
  .filter(({ rows }) => rows.length > 0);

function rowsOf(section: string): Row[] {
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  return lines.slice(1).map((line) => {
    const cells = line.slice(2, -2).split(' | ');
    return {
      what: cells.slice(0, -3).join(' '),
      where: Array.from(cells.at(-2)?.matchAll(/`([^`]+)`/g) ?? [], ([, file = '']) => file),
      shownBy: cells.at(-1) ?? '',
    };
  });
}

/** The tests that a cell names: after each file, their names in quotes. */
function testsIn(cell: string): { file: string; name: string }[] {
  const tests = [];
  let current = '';
  for (const [, file, name] of cell.matchAll(/`((?:src|test)\/[^`]+)`|“([^”]+)”/g)) {
    if (file !== undefined) current = file;
    if (name !== undefined) tests.push({ file: current, name });
  }
  return tests;
}

/** Whether a file has a test (or a conformance row) of this very name. */
function hasTest(file: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:\\(|title:)\\s*(['"\`])${escaped}\\1\\s*,`).test(readFileSync(file, 'utf8'));
}

describe.each(sections)('$title', ({ rows }) => {
  it.each(rows)('$what: its files exist', ({ where }) => {
    expect(where).not.toEqual([]);
    expect(where.filter((file) => !existsSync(file))).toEqual([]);
  });

  it.each(rows)('$what: is shown by tests that exist, or says that it is not', ({ shownBy }) => {
    const tests = testsIn(shownBy);
    if (tests.length === 0) expect(shownBy).toContain('*not shown here*: ');
    expect(tests.filter(({ file, name }) => !existsSync(file) || !hasTest(file, name))).toEqual([]);
  });
});

/** The headings of Electron's documentation, docs/tutorial/security.md, for Electron 45. */
const checklist = [
  'Only load secure content',
  'Do not enable Node.js integration for remote content',
  'Enable Context Isolation',
  'Enable process sandboxing',
  'Handle session permission requests from remote content',
  'Do not disable webSecurity',
  'Define a Content Security Policy',
  'Do not enable allowRunningInsecureContent',
  'Do not enable experimental features',
  'Do not use enableBlinkFeatures',
  'Do not use allowpopups for WebViews',
  'Verify WebView options before creation',
  'Disable or limit navigation',
  'Disable or limit creation of new windows',
  'Do not use shell.openExternal with untrusted content',
  'Use a current version of Electron',
  'Validate the sender of all IPC messages',
  'Avoid usage of the file:// protocol and prefer usage of custom protocols',
  'Check which fuses you can change',
  'Do not expose Electron APIs to untrusted web content',
];

it('has a row for each item of Electron’s checklist, under its number and name', () => {
  const [first] = sections;
  expect(first?.rows.map(({ what }) => what)).toEqual(
    checklist.map((item, index) => expect.stringMatching(new RegExp(`^${index + 1} ${item}(?: |$)`))),
  );
});

it('has a row for each fuse that is set', () => {
  const desktop = sections.find(({ title }) => title === 'The desktop app, beyond that')?.rows ?? [];
  const [, fuses = ''] =
    /^electronFuses:\n((?: {2}.*\n)+)/m.exec(readFileSync('electron-builder.yml', 'utf8')) ?? [];
  const names = Array.from(fuses.matchAll(/^ {2}(\w+):/gm), ([, name = '']) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !desktop.some(({ what }) => what.includes(`\`${name}\``)))).toEqual([]);
});

it('has a row for each point that an attack on the browser host is known by', () => {
  const host = sections.find(({ title }) => title === 'The browser host')?.rows.map(({ what }) => what) ?? [];
  for (const point of [
    'DNS rebinding',
    'cross-site WebSocket',
    'token guessing',
    'path traversal',
    'content type',
  ])
    expect(
      host.some((what) => what.includes(point)),
      point,
    ).toBe(true);
});

it('tells a test that is there from one that is not', () => {
  expect(hasTest('test/security/table.test.ts', 'tells a test that is there from one that is not')).toBe(
    true,
  );
  expect(hasTest('test/security/table.test.ts', 'tells a test that is not there')).toBe(false);
});

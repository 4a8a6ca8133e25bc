import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { HttpRequest } from '#router/contracts/request.ts';
import { countRuns } from '#test/harness/services/count-runs.ts';
import { edits } from '#test/harness/services/request-edits.ts';
import { rewriteYaml } from '../../yaml/rewrite-yaml.ts';
import { YamlSource } from '../../yaml/yaml-source.ts';
import { otherTexts, requestTexts } from './corpus.fixture.ts';
import { NotARequestError } from './format-error.ts';
import { readRequest, withChanges } from './request-file.ts';
import { sameRequest } from './same-request.ts';
import { namedFiles } from './test-files.fixture.ts';

function open(text: string) {
  const files = namedFiles();
  const { value } = new YamlSource(text);
  const { request } = readRequest(value, files);
  return {
    files,
    value,
    request,
    /** The file's text with a request saved into it. */
    saved: (after: HttpRequest) => rewriteYaml(text, withChanges(value, request, after, files)),
    reads: (now: string, wanted: HttpRequest) =>
      expect(sameRequest(readRequest(parse(now, { logLevel: 'error' }), files).request, wanted)).toBe(true),
  };
}

describe.each(Object.entries(requestTexts))('a request %s', (_name, text) => {
  test('opens, and saved as it is leaves every byte', () => {
    const { value, request, files, saved } = open(text);
    expect(withChanges(value, request, structuredClone(request), files)).toBe(value);
    expect(saved(request)).toBe(text);
  });

  test('reads as it was saved after any edit, and taken back leaves every byte', () => {
    const countEdit = countRuns('round trips');
    const { request, saved, files, reads } = open(text);
    for (const edit of Object.values(edits).filter(isTurnOf(text))) {
      const after = edit(request, files);
      const now = saved(after);
      reads(now, after);
      expect(now === text).toBe(sameRequest(after, request));
      countEdit();
    }
    expect(saved(request)).toBe(text);
  });
});

/** Each edit is done to every fifth text, or else it would take too long. */
function isTurnOf(text: string): (edit: unknown, at: number) => boolean {
  const turn = Object.values(requestTexts).indexOf(text);
  return (_edit, at) => (turn + at) % 5 === 0;
}

const opened = Object.values(requestTexts).slice(0, 12).map(open);

test.each(Object.entries(edits))(
  '%s, and then what there was: saved twice, nothing is lost',
  (_edit, edit) => {
    const countEdit = countRuns('round trips');
    for (const { value, request, files } of opened) {
      const after = edit(request, files);
      const saved = withChanges(value, request, after, files);
      const back = withChanges(saved, after, request, files);
      expect(sameRequest(readRequest(back, files).request, request)).toBe(true);
      countEdit();
    }
  },
);

test.each(Object.entries(otherTexts))('%s is no request', (_name, text) => {
  expect(() => open(text)).toThrow(NotARequestError);
});

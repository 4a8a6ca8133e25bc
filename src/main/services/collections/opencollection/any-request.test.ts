import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { withQuery, withUrl } from '#renderer/features/request/query-rows.ts';
import { anyEdits } from '#test/harness/services/any-edits.ts';
import { countRuns, durabilityRuns } from '#test/harness/services/count-runs.ts';
import { rewriteYaml } from '../../yaml/rewrite-yaml.ts';
import { styled } from '../../yaml/styled-yaml.fixture.ts';
import { YamlSource } from '../../yaml/yaml-source.ts';
import { anyRequestValue } from './any-request.fixture.ts';
import { newRequestFile, readRequest, withChanges } from './request-file.ts';
import { sameRequest } from './same-request.ts';
import { namedFiles } from './test-files.fixture.ts';

describe('any request', { timeout: 600_000 }, () => {
  test('is itself after no change, and its table agrees with its URL as the window has it', () => {
    fc.assert(
      fc.property(anyRequestValue, (value) => {
        const files = namedFiles();
        const { request } = readRequest(value, files);
        expect(withChanges(value, request, structuredClone(request), files)).toBe(value);
        const { url, query } = request;
        expect(withUrl({ url, query }, url)).toEqual({ url, query });
        expect(withQuery({ url, query }, [...query]).url).toBe(url);
      }),
      { numRuns: durabilityRuns(30) },
    );
  });

  test('says what it was edited to, and what it was once that is taken back', () => {
    const countEdit = countRuns('round trips');
    fc.assert(
      fc.property(anyRequestValue, anyEdits, (value, edit) => {
        const files = namedFiles();
        const { request } = readRequest(value, files);
        const after = edit(request, files);
        const changed = withChanges(value, request, after, files);
        expect(sameRequest(readRequest(changed, files).request, after)).toBe(true);
        const back = withChanges(changed, after, request, files);
        expect(sameRequest(readRequest(back, files).request, request)).toBe(true);
        countEdit();
      }),
      { numRuns: durabilityRuns(50) },
    );
  });

  test('can be written into a file however that is written', () => {
    const countEdit = countRuns('round trips');
    const text = anyRequestValue.chain((value) =>
      // A few of the ways to write it say something else.
      styled(value).filter((written) => isDeepStrictEqual(parse(written), value)),
    );
    fc.assert(
      fc.property(text, anyEdits, (before, edit) => {
        const files = namedFiles();
        const { value } = new YamlSource(before);
        const { request } = readRequest(value, files);
        const after = edit(request, files);
        const saved = (now: typeof request) => rewriteYaml(before, withChanges(value, request, now, files));
        const { value: read } = new YamlSource(saved(after));
        expect(sameRequest(readRequest(read, files).request, after)).toBe(true);
        expect(saved(request)).toBe(before);
        countEdit();
      }),
      { numRuns: durabilityRuns(8) },
    );
  });

  test('reads the same as a file of its own', () => {
    fc.assert(
      fc.property(anyRequestValue, fc.string(), (value, name) => {
        const files = namedFiles();
        const { request } = readRequest(value, files);
        const file = readRequest(new YamlSource(newRequestFile(name, 1, request, files)).value, files);
        expect(file.name).toBe(name);
        expect(sameRequest(file.request, request)).toBe(true);
      }),
      { numRuns: durabilityRuns(20) },
    );
  });
});

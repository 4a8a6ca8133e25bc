import { describe, expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { newRow } from '#renderer/features/request/rows.ts';
import type { HttpRequest, MultipartRow, RequestBody, StoredFile } from '#router/contracts/request.ts';
import { sameBody } from './body.ts';
import { requestTexts } from './corpus.fixture.ts';
import { changedLines, editText, readText } from './edited-text.fixture.ts';
import { namedFiles } from './test-files.fixture.ts';

const withBody = (edit: (body: RequestBody) => Partial<RequestBody>) => (request: HttpRequest) => ({
  ...request,
  body: { ...request.body, ...edit(request.body) },
});

describe('a multipart form', () => {
  const text = requestTexts['multipart'] ?? '';
  const files = namedFiles();
  const edit = (change: (rows: MultipartRow[]) => MultipartRow[]) =>
    changedLines(
      text,
      withBody(({ multipart }) => ({ multipart: change(multipart) })),
      files,
    );

  test('has a row for each file of a part', () => {
    const rows = readText(text).body.multipart;
    expect(
      rows.map(({ id, kind, name, value, file, enabled }) => [
        id,
        kind,
        name,
        file?.name ?? value,
        file?.type,
        enabled,
      ]),
    ).toEqual([
      ['m0', 'text', 'title', 'Holidays', undefined, true],
      ['m1-0', 'file', 'photos', 'one.png', '', true],
      ['m1-1', 'file', 'photos', 'two.png', '', true],
      ['m2', 'file', 'notes', 'notes.txt', 'text/markdown', false],
      ['m3', 'file', 'nothing yet', '', undefined, true],
    ]);
  });

  test('has one of several files changed in its line', () => {
    const other = files.stored('other.png', '');
    expect(edit((rows) => rows.map((row) => (row.id === 'm1-1' ? { ...row, file: other } : row)))).toEqual({
      gone: ['          - ./photos/two.png'],
      come: ['          - other.png'],
    });
  });

  test('keeps several files of one part together unless one of them differs', () => {
    expect(
      edit((rows) => rows.map((row) => (row.name === 'photos' ? { ...row, name: 'pictures' } : row))),
    ).toEqual({
      gone: ['      - name: photos'],
      come: ['      - name: pictures'],
    });
    const off = withBody(({ multipart }) => ({
      multipart: multipart.map((row) => (row.id === 'm1-1' ? { ...row, enabled: false } : row)),
    }));
    expect(editText(text, off, files)).toContain(
      `        value:
          - ./photos/one.png   # the best
        description: all of them
      - name: photos
        type: file
        value:
          - ./photos/two.png
        description: all of them
        disabled: true
`,
    );
  });

  test('reads as it was saved, whatever becomes of one of several files of a part', () => {
    const changes: Partial<MultipartRow>[] = [
      { file: files.stored('other.bin', 'text/x-own') },
      { file: null },
      { kind: 'text', value: 'none' },
    ];
    for (const ids of [['m1-0'], ['m1-1'], ['m1-0', 'm1-1']]) {
      for (const change of changes) {
        const after = withBody(({ multipart }) => ({
          multipart: multipart.map((row) => (ids.includes(row.id) ? { ...row, ...change } : row)),
        }))(readText(text, files));
        const saved = readText(
          editText(text, () => after, files),
          files,
        );
        expect(sameBody(saved.body, after.body), `${ids.join()} ${JSON.stringify(change)}`).toBe(true);
      }
    }
  });

  test('says a content type only where the file has one', () => {
    const add = (file: StoredFile) =>
      edit((rows) => [...rows, { ...newRow({ name: 'new' }), kind: 'file', file }]).come;
    expect(add(files.stored('a.png', ''))).not.toContainEqual(expect.stringContaining('contentType'));
    expect(add(files.stored('b.bin', 'text/x-own'))).toContain('        contentType: text/x-own');
  });

  test('can’t be saved with a file that is not the collection’s, and says which', () => {
    const upload: StoredFile = { id: 'u'.repeat(22), source: 'upload', name: 'my.png', type: '', size: 3 };
    const act = () => edit((rows) => [...rows, { ...newRow({ name: 'new' }), kind: 'file', file: upload }]);
    expect(act).toThrow(Failure);
    expect(act).toThrow(
      expect.objectContaining({ code: 'PRECONDITION_FAILED', details: { file: 'my.png' } }),
    );
  });
});

describe('a file as the body', () => {
  const text = requestTexts['a file as its body'] ?? '';
  const files = namedFiles();

  test('is the one that is selected', () => {
    expect(readText(text).body.file).toMatchObject({ name: 'big.bin', type: 'application/octet-stream' });
  });

  test('that is another changes in its lines', () => {
    const file = files.stored('../bigger.bin', 'application/octet-stream');
    expect(
      changedLines(
        text,
        withBody(() => ({ file })),
        files,
      ),
    ).toEqual({
      gone: ['      - filePath: ../big.bin   # beside the folder'],
      come: ['      - filePath: ../bigger.bin   # beside the folder'],
    });
  });

  test('that is none any more is not selected, and still there', () => {
    const edit = withBody(() => ({ file: null }));
    expect(changedLines(text, edit)).toEqual({
      gone: ['        selected: true'],
      come: ['        selected: false'],
    });
    expect(readText(editText(text, edit)).body.file).toBeNull();
  });
});

test('of variants of a body, the one that is selected is edited', () => {
  const text = requestTexts['with variants'] ?? '';
  expect(readText(text).body).toMatchObject({ kind: 'text', text: '{' });
  expect(
    changedLines(
      text,
      withBody(() => ({ text: '[' })),
    ),
  ).toEqual({
    gone: ['        data: "{"'],
    come: ['        data: "["'],
  });
});

test('JSON that stands in a file as YAML is shown as JSON', () => {
  const text = 'info: {type: http}\nhttp:\n  body:\n    type: json\n    data: {a: [1]}\n';
  expect(readText(text).body.json).toBe('{\n  "a": [\n    1\n  ]\n}');
});

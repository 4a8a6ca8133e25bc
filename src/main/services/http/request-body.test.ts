import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import {
  emptyRequest,
  type MultipartRow,
  type RequestBody,
  type Row,
  type StoredFile,
} from '#router/contracts/request.ts';
import type { UploadSource } from './exchange-types.ts';
import { openBody } from './request-body.ts';

const never = new AbortController().signal;

function row(name: string, value: string, enabled = true): Row {
  return { id: name || 'blank', name, value, enabled };
}

function textField(name: string, value: string): MultipartRow {
  return { ...row(name, value), kind: 'text', file: null };
}

function fileField(name: string, file: StoredFile | null): MultipartRow {
  return { ...row(name, ''), kind: 'file', file };
}

function storedFile(name: string, content: Uint8Array, type = ''): StoredFile & { content: Uint8Array } {
  return {
    id: randomBytes(16).toString('base64url').slice(0, 22),
    source: 'upload',
    name,
    type,
    size: content.byteLength,
    content,
  };
}

/** An upload store that holds these files, and gives them in pieces. */
function storeOf(...files: (StoredFile & { content: Uint8Array })[]) {
  return async (id: string): Promise<UploadSource> => {
    const file = files.find((candidate) => candidate.id === id);
    if (!file) throw new Failure('NOT_FOUND', 'The file is gone.', { file: 'x' });
    return {
      size: file.size,
      async *read() {
        for (let at = 0; at < file.content.byteLength; at += 1000) yield file.content.subarray(at, at + 1000);
      },
    };
  };
}

async function read(body: Partial<RequestBody>, openUpload = storeOf(), ownContentType?: string) {
  const source = await openBody({ ...emptyRequest().body, ...body }, ownContentType, openUpload);
  if (source === null) return null;
  const chunks: Uint8Array[] = [];
  for await (const bytes of source.read(never)) chunks.push(bytes);
  const bytes = Buffer.concat(chunks);
  expect(bytes.length, 'the announced size is exact').toBe(source.size);
  return { text: bytes.toString(), contentType: source.contentType, source, bytes };
}

test('no body is no body', async () => {
  expect(await read({ kind: 'none', json: '{}' })).toBeNull();
});

test.each([
  ['json', 'application/json'],
  ['text', 'text/plain; charset=utf-8'],
  ['xml', 'application/xml'],
  ['sparql', 'application/sparql-query'],
] as const)('%s is sent as typed, with Content-Type %s', async (kind, contentType) => {
  const typed = ' { "größe": 1.0e400 }\r\n';
  expect(await read({ kind, [kind]: typed })).toMatchObject({ text: typed, contentType });
});

test('urlencoded follows the URL standard and leaves out what is off or blank', async () => {
  const urlencoded = [
    row('a b', '1&2'),
    row('a b', "~*'é"),
    row('', ''),
    row('off', 'x', false),
    row('', 'v'),
    row('k', ''),
  ];
  expect(await read({ kind: 'urlencoded', urlencoded })).toMatchObject({
    text: 'a+b=1%262&a+b=%7E*%27%C3%A9&=v&k=',
    contentType: 'application/x-www-form-urlencoded',
  });
});

describe('a file', () => {
  test('is sent as it is, with its own media type', async () => {
    const file = storedFile('a.bin', randomBytes(5000), 'image/png');
    const body = await read({ kind: 'file', file }, storeOf(file));
    expect(body?.bytes.equals(file.content)).toBe(true);
    expect(body?.contentType).toBe('image/png');
  });

  test('can be read again, for a redirect', async () => {
    const file = storedFile('a.bin', randomBytes(10));
    const body = await read({ kind: 'file', file }, storeOf(file));
    const again: Uint8Array[] = [];
    for await (const bytes of body?.source.read(never) ?? []) again.push(bytes);
    expect(Buffer.concat(again).equals(file.content)).toBe(true);
    expect(body?.contentType).toBe('application/octet-stream');
  });

  test('that was not chosen is asked for', async () => {
    await expect(read({ kind: 'file' })).rejects.toThrow('No file has been chosen for the body');
  });

  test('that is no longer stored fails as the store says', async () => {
    await expect(read({ kind: 'file', file: storedFile('a', randomBytes(1)) })).rejects.toThrow(
      'The file is gone.',
    );
  });

  test.each([-1, 1])('whose size is off by %i is not sent under a wrong length', async (difference) => {
    const file = storedFile('a.bin', randomBytes(2500));
    const changed = storeOf({ ...file, size: file.size + difference });
    await expect(read({ kind: 'file', file }, changed)).rejects.toMatchObject({
      message: 'The file a.bin changed while it was sent. Choose it again.',
      details: { phase: 'send', errno: 'ERR_FILE_CHANGED', file: 'a.bin' },
    });
  });
});

describe('multipart/form-data', () => {
  /** Read by an independent parser: the one of Node's own fetch. */
  async function parse(rows: MultipartRow[], ...files: (StoredFile & { content: Uint8Array })[]) {
    const body = await read({ kind: 'multipart', multipart: rows }, storeOf(...files));
    if (!body) throw new Error('there is a body');
    const response = new Response(new Uint8Array(body.bytes), {
      headers: { 'Content-Type': body.contentType },
    });
    return [...(await response.formData())];
  }

  test('carries texts and files of any bytes', async () => {
    const file = storedFile('photo "1".png', randomBytes(100_000), 'image/png');
    const [first, second] = await parse(
      [textField('greeting', 'hällo\nthere'), fileField('photo', file)],
      file,
    );
    expect(first).toEqual(['greeting', 'hällo\nthere']);
    const [name, received] = second ?? [];
    if (!(received instanceof File)) throw new Error('the second part is a file');
    expect([name, received.type]).toEqual(['photo', 'image/png']);
    expect(Buffer.from(await received.arrayBuffer()).equals(file.content)).toBe(true);
  });

  test('keeps repeated names and any text', async () => {
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'ü'), text), { minLength: 1, maxLength: 5 }),
        async (fields) => {
          expect(await parse(fields.map(([name, value]) => textField(name, value)))).toEqual(fields);
        },
      ),
    );
  });

  test('escapes what would break a part head', async () => {
    const file = storedFile('a"\r\nX: 1.txt', Buffer.from('x'));
    const body = await read({ kind: 'multipart', multipart: [fileField('n"a\r\nme', file)] }, storeOf(file));
    expect(body?.text).toContain('; name="n%22a%0D%0Ame"; filename="a%22%0D%0AX: 1.txt"\r\n');
  });

  test('leaves out rows that are off or blank', async () => {
    const rows = [
      textField('', ''),
      fileField('', null),
      { ...fileField('later', null), enabled: false },
      textField('a', '1'),
    ];
    expect(await parse(rows)).toEqual([['a', '1']]);
  });

  test('asks for the file of a row that has none', async () => {
    const rows = [fileField('photo', null)];
    await expect(read({ kind: 'multipart', multipart: rows })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'No file has been chosen for the form field "photo". Choose one or switch the field off.',
    });
  });

  test.each(['multipart/form-data; boundary=mine', 'multipart/form-data; charset=x; boundary="mine"'])(
    "uses the boundary of a person's own %s",
    async (own) => {
      const body = await read({ kind: 'multipart', multipart: [textField('a', '1')] }, storeOf(), own);
      expect(body?.text).toBe('--mine\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--mine--\r\n');
    },
  );
});

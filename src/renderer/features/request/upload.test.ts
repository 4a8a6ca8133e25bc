import { expect, test } from 'vitest';
import { uploadPieceBytes, uploadPieceSchema } from '#router/contracts/body.ts';
import { storedFileSchema } from '#router/contracts/request.ts';
import { pieceBytes, uploadFile } from './upload.ts';

/** Stores pieces as main does: each where it belongs, the size so far as the answer. */
function store() {
  const pieces: { id: string; offset: number; bytes: Uint8Array }[] = [];
  let underWay = 0;
  const append = async (piece: { id: string; offset: number; bytes: Uint8Array }) => {
    underWay++;
    expect(underWay).toBe(1);
    expect(uploadPieceSchema.safeParse(piece).success).toBe(true);
    await Promise.resolve();
    pieces.push(piece);
    underWay--;
    return { size: piece.offset + piece.bytes.byteLength };
  };
  return { pieces, append };
}

const idle = new AbortController().signal;

test('a piece is what the contract allows', () => {
  expect(pieceBytes).toBe(uploadPieceBytes);
});

test('a file goes over in order, a piece at a time', async () => {
  const bytes = new Uint8Array(2.5 * pieceBytes).map((_, index) => index % 251);
  const { pieces, append } = store();
  const progress: number[] = [];
  const file = new File([bytes], 'data.bin', { type: 'application/x-data' });
  const stored = await uploadFile(file, { append, signal: idle, onProgress: (sent) => progress.push(sent) });

  expect(storedFileSchema.parse(stored)).toMatchObject({
    name: 'data.bin',
    type: 'application/x-data',
    size: bytes.byteLength,
  });
  expect(pieces.map(({ offset }) => offset)).toEqual([0, pieceBytes, 2 * pieceBytes]);
  expect(Buffer.concat(pieces.map((piece) => piece.bytes)).equals(bytes)).toBe(true);
  expect(progress).toEqual([pieceBytes, 2 * pieceBytes, bytes.byteLength]);
});

test('an empty file is one empty piece', async () => {
  const { pieces, append } = store();
  const stored = await uploadFile(new File([], 'empty'), {
    append,
    signal: idle,
    onProgress: () => undefined,
  });
  expect(pieces).toHaveLength(1);
  expect(stored.size).toBe(0);
});

test('a stop ends it before the next piece', async () => {
  const { pieces, append } = store();
  const controller = new AbortController();
  const upload = uploadFile(new File([new Uint8Array(3 * pieceBytes)], 'big'), {
    append,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(upload).rejects.toThrow(/abort/i);
  expect(pieces).toHaveLength(1);
});

test('an answer that does not fit what was sent is an error that names the file', async () => {
  const upload = uploadFile(new File(['abc'], 'a.txt'), {
    append: () => Promise.resolve({ size: 2 }),
    signal: idle,
    onProgress: () => undefined,
  });
  await expect(upload).rejects.toThrow(
    'Parley stored 2 bytes of a.txt where the window had sent 3. Try again.',
  );
});

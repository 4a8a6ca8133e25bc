import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sandboxBuffer } from './sandbox-buffer.ts';

const encodings = ['utf8', 'base64', 'hex', 'latin1'] as const;

describe("a preload's Buffer", () => {
  it.each(encodings)('writes and reads %s as that of Node', (encoding) => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString(encoding);
        expect(sandboxBuffer.from(bytes).toString(encoding)).toBe(text);
        expect([...sandboxBuffer.from(text, encoding)]).toEqual([...Buffer.from(text, encoding)]);
        expect(sandboxBuffer.byteLength(text, encoding)).toBe(Buffer.byteLength(text, encoding));
      }),
    );
  });

  it('is told from bytes of another origin, and is bytes', () => {
    const parts = [sandboxBuffer.from([1, 2]), sandboxBuffer.alloc(1), new Uint8Array([3])];
    const whole = sandboxBuffer.concat(parts);
    expect([...whole]).toEqual([1, 2, 0, 3]);
    expect(parts.map(sandboxBuffer.isBuffer)).toEqual([true, true, false]);
    expect(Function.prototype[Symbol.hasInstance].call(Uint8Array, whole)).toBe(true);
  });

  it('says what it lacks', () => {
    expect(() => Reflect.get(sandboxBuffer, 'allocUnsafe')).toThrow(
      'Buffer.allocUnsafe is not in the Electron double',
    );
    expect(() => sandboxBuffer.from('text', 'ucs2')).toThrow("Buffer.from(text, 'ucs2')");
  });
});

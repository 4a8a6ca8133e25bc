import { loud } from './loud.ts';

/** Bytes that a sandboxed preload made with `Buffer`. */
class SandboxBuffer extends Uint8Array {
  override toString(encoding = 'utf8'): string {
    switch (encoding) {
      case 'utf8':
      case 'utf-8':
        return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this);
      case 'base64':
        return btoa(this.toString('latin1'));
      case 'hex':
        return Array.from(this, (byte) => byte.toString(16).padStart(2, '0')).join('');
      case 'latin1':
      case 'binary':
        return Array.from(this, (byte) => String.fromCharCode(byte)).join('');
      default:
        throw new Error(`Buffer.toString('${encoding}') is not in the Electron double`);
    }
  }
}

function bytesOf(text: string, encoding: string): SandboxBuffer {
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return new SandboxBuffer(new TextEncoder().encode(text));
    case 'base64':
      return bytesOf(atob(text), 'latin1');
    case 'hex':
      return new SandboxBuffer(Array.from(text.matchAll(/../g), ([pair]) => Number.parseInt(pair, 16)));
    case 'latin1':
    case 'binary':
      return new SandboxBuffer(Array.from(text, (char) => char.charCodeAt(0)));
    default:
      throw new Error(`Buffer.from(text, '${encoding}') is not in the Electron double`);
  }
}

/** The `Buffer` of a sandboxed preload, as far as a preload needs one: https://nodejs.org/api/buffer.html. */
export const sandboxBuffer = loud('Buffer', {
  from: (source: string | ArrayBuffer | ArrayLike<number>, encoding = 'utf8') =>
    typeof source === 'string'
      ? bytesOf(source, encoding)
      : source instanceof ArrayBuffer
        ? new SandboxBuffer(source)
        : new SandboxBuffer(source),
  alloc: (size: number) => new SandboxBuffer(size),
  concat: (parts: readonly Uint8Array[]) => {
    const whole = new SandboxBuffer(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  },
  isBuffer: (value: unknown) => value instanceof SandboxBuffer,
  byteLength: (text: string, encoding = 'utf8') => bytesOf(text, encoding).length,
  [Symbol.hasInstance]: (value: unknown) => value instanceof SandboxBuffer,
});

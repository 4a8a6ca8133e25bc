import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';

const resource = (name: string) => readFile(path.join(root, 'build', name));

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/** Width and height of a PNG, in pixels. */
function sizeOfPng(png: Buffer): [number, number] {
  if (!png.subarray(0, 8).equals(pngSignature)) throw new Error('not a PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('the icons for Linux', () => {
  test.each([16, 24, 32, 48, 64, 128, 256, 512])('have one of %d px', async (size) => {
    expect(sizeOfPng(await resource(`icons/${size}x${size}.png`))).toEqual([size, size]);
  });
});

describe('the icon for Windows', () => {
  test('has every size, as a bitmap or as a PNG of that size', async () => {
    const ico = await resource('icon.ico');
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
    const images = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const entry = 6 + 16 * index;
      const begin = ico.readUInt32LE(entry + 12);
      const body = ico.subarray(begin, begin + ico.readUInt32LE(entry + 8));
      return { named: ico.readUInt8(entry) || 256, size: sizeInIco(body) };
    });
    expect(images.map(({ size }) => size)).toEqual([16, 24, 32, 48, 64, 128, 256]);
    expect(images.map(({ named }) => named)).toEqual(images.map(({ size }) => size));
  });

  /** A bitmap states twice its height, for the mask below it, and has all the bytes that this takes. */
  function sizeInIco(body: Buffer): number {
    if (body.subarray(0, 8).equals(pngSignature)) return sizeOfPng(body)[0];
    const width = body.readInt32LE(4);
    expect(body.readInt32LE(8)).toBe(2 * width);
    expect(body.length).toBe(40 + 4 * width * width + (Math.ceil(width / 32) * 32 * width) / 8);
    return width;
  }
});

describe('the icon for macOS', () => {
  test('has every size, also for screens of two pixels a point', async () => {
    const icns = await resource('icon.icns');
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const sizes: Record<string, number> = {};
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const body = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
      sizes[icns.toString('latin1', at, at + 4)] =
        body.toString('latin1', 0, 4) === 'ARGB' ? sizeOfArgb(body.subarray(4)) : sizeOfPng(body)[0];
    }
    expect(sizes).toEqual({
      ic04: 16,
      ic05: 32,
      ic07: 128,
      ic08: 256,
      ic09: 512,
      ic10: 1024,
      ic11: 32,
      ic12: 64,
      ic13: 256,
      ic14: 512,
    });
  });

  /** Counts the bytes of the four channels that the runs stand for. */
  function sizeOfArgb(runs: Buffer): number {
    let bytes = 0;
    for (let at = 0; at < runs.length; ) {
      const control = runs.readUInt8(at);
      const isLiteral = control < 0x80;
      bytes += isLiteral ? control + 1 : control - 0x80 + 3;
      at += isLiteral ? control + 2 : 2;
    }
    return Math.sqrt(bytes / 4);
  }
});

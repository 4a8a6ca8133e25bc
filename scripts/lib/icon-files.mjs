/**
 * One size of an icon.
 * @typedef {object} IconImage
 * @property {number} size pixels of a side
 * @property {Buffer} png
 * @property {Uint8Array} rgba four bytes a pixel, not premultiplied, from the top row down; empty over 128 px, where
 *   both kinds of file hold PNG
 */

/** Windows takes PNG for 256 px; for the others bitmaps are what every reader of icons knows. */
const icoPngFrom = 256;

/**
 * An icon for Windows.
 * Format: https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
 * @param {readonly IconImage[]} images 256 px at most
 * @returns {Buffer}
 */
export function icoFile(images) {
  const headerLength = 6 + 16 * images.length;
  const header = Buffer.alloc(headerLength);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  const bodies = images.map((image) => (image.size < icoPngFrom ? bitmap(image) : image.png));
  let offset = headerLength;
  for (const [index, { size }] of images.entries()) {
    const length = bodies[index]?.length ?? 0;
    const entry = 6 + 16 * index;
    // One byte each: 256 is written as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += length;
  }
  return Buffer.concat([header, ...bodies]);
}

/**
 * A BITMAPINFOHEADER, the colours as BGRA from the bottom row up, and a mask that hides nothing, since alpha does.
 * @param {IconImage} image
 */
function bitmap({ size, rgba }) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    const source = Buffer.from(rgba.subarray((size - 1 - y) * size * 4, (size - y) * size * 4));
    for (let x = 0; x < size; x++) {
      const pixel = source.readUInt32BE(x * 4);
      const alpha = pixel & 0xff;
      colours.writeUInt32LE(((alpha << 24) | (pixel >>> 8)) >>> 0, (y * size + x) * 4);
    }
  }
  const mask = Buffer.alloc((Math.ceil(size / 32) * 32 * size) / 8);
  return Buffer.concat([header, colours, mask]);
}

/** What macOS asks for, by its name in the file. The two smallest are not PNG: readers differ about PNG there. */
const icnsTypes = /** @type {const} */ ([
  { type: 'ic04', size: 16, as: 'argb' },
  { type: 'ic05', size: 32, as: 'argb' },
  { type: 'ic11', size: 32, as: 'png' },
  { type: 'ic12', size: 64, as: 'png' },
  { type: 'ic07', size: 128, as: 'png' },
  { type: 'ic13', size: 256, as: 'png' },
  { type: 'ic08', size: 256, as: 'png' },
  { type: 'ic14', size: 512, as: 'png' },
  { type: 'ic09', size: 512, as: 'png' },
  { type: 'ic10', size: 1024, as: 'png' },
]);

/** The sizes that `icnsFile` needs, in pixels. */
export const icnsSizes = [...new Set(icnsTypes.map(({ size }) => size))];

/**
 * An icon for macOS.
 * Format: https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 * @param {readonly IconImage[]} images one for each of `icnsSizes`
 * @returns {Buffer}
 */
export function icnsFile(images) {
  const entries = icnsTypes.map(({ type, size, as }) => {
    const image = images.find((candidate) => candidate.size === size);
    if (image === undefined) throw new Error(`an icon of ${size} px is missing`);
    return block(type, as === 'png' ? image.png : argb(image));
  });
  return block('icns', Buffer.concat(entries));
}

/**
 * @param {string} type four letters
 * @param {Buffer} body
 */
function block(type, body) {
  const header = Buffer.alloc(8, type, 'latin1');
  header.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([header, body]);
}

/** The most bytes that one control byte of the run length encoding lets stand as they are. */
const literalRun = 128;

/**
 * Alpha, red, green, blue, one whole channel after the other, each as runs of bytes that stand for themselves.
 * @param {IconImage} image
 */
function argb({ size, rgba }) {
  const parts = [Buffer.from('ARGB', 'latin1')];
  for (const channel of [3, 0, 1, 2]) {
    const plane = Buffer.alloc(size * size);
    for (let i = 0; i < plane.length; i++) plane.writeUInt8(rgba[i * 4 + channel] ?? 0, i);
    for (let at = 0; at < plane.length; at += literalRun) {
      const run = plane.subarray(at, at + literalRun);
      parts.push(Buffer.from([run.length - 1]), run);
    }
  }
  return Buffer.concat(parts);
}

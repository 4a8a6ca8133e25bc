/// <reference lib="dom" />
// node scripts/icons.mjs: draws the icons in build/ anew from the SVGs in assets/. Its results are committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, ensureChromium } from './chromium.mjs';
import { icnsFile, icnsSizes, icoFile } from './lib/icon-files.mjs';
import { root } from './lib/project.mjs';

const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];

/** In a square of 1024 macOS wants a body of 824 (Apple's icon grid); the drawing's own is 944. */
const macSide = (944 / 824) * 1024;
const macMargin = (1024 - macSide) / 2;

const svg = (/** @type {string} */ name) => readFileSync(path.join(root, 'assets', name), 'utf8');
const large = svg('icon.svg');
const macLarge = large.replace(
  'viewBox="0 0 1024 1024"',
  `viewBox="${macMargin} ${macMargin} ${macSide} ${macSide}"`,
);
/** At these sizes every pixel counts: they are drawn on their own grid, up to its edge. */
const small = new Map([
  [16, svg('icon-16.svg')],
  [24, svg('icon-24.svg')],
  [32, svg('icon-16.svg')],
]);

const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage();
  const draw = async (/** @type {number} */ size, /** @type {string} */ drawing) =>
    image(page, size, small.get(size) ?? drawing);

  const folder = path.join(root, 'build');
  mkdirSync(path.join(folder, 'icons'), { recursive: true });
  for (const size of linuxSizes) {
    const { png } = await draw(size, large);
    writeFileSync(path.join(folder, 'icons', `${size}x${size}.png`), png);
  }
  const windows = [];
  for (const size of windowsSizes) windows.push(await draw(size, large));
  writeFileSync(path.join(folder, 'icon.ico'), icoFile(windows));
  const mac = [];
  for (const size of icnsSizes) mac.push(await draw(size, macLarge));
  writeFileSync(path.join(folder, 'icon.icns'), icnsFile(mac));
} finally {
  await browser.close();
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {number} size pixels
 * @param {string} drawing an SVG
 * @returns {Promise<import('./lib/icon-files.mjs').IconImage>}
 */
async function image(page, size, drawing) {
  const url = `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
  const drawn = await page.evaluate(
    async ({ source, side }) => {
      const picture = new Image(side, side);
      picture.src = source;
      await picture.decode();
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('the browser has no 2d canvas');
      context.drawImage(picture, 0, 0, side, side);
      const file = await canvas.convertToBlob({ type: 'image/png' });
      return {
        png: [...new Uint8Array(await file.arrayBuffer())],
        rgba: side > 128 ? [] : [...context.getImageData(0, 0, side, side).data],
      };
    },
    { source: url, side: size },
  );
  return { size, png: Buffer.from(drawn.png), rgba: Uint8Array.from(drawn.rgba) };
}

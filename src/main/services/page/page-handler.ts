import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { contentSecurityPolicy, workerSecurityPolicy } from './content-security-policy.ts';
import { guardHeaders } from './guard-headers.ts';
import { type Media, mediaPrefix } from './media.ts';
import { previewPrefix, type Previews } from './previews.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Ends the names of files that the build has packed, since the app is to stay small: what is rarely loaded, and large. */
const packedSuffix = '.br';

/** The one worker that the window starts: it reads PDFs. */
const workerFile = /^\/assets\/pdf\.worker[\w.-]*\.m?js$/;

/** Stands in index.html wherever the nonce goes. */
const noncePlaceholder = '__CSP_NONCE__';

export interface PageHandlerOptions {
  /** The folder of the built window, with its index.html. */
  readonly root: string;
  /** Where the page of this request may connect to, beside its own origin. */
  readonly connectSources?: (request: Request) => readonly string[];
}

/** Answers what a window loads: its page, and the files of that. */
export type PageHandler = (request: Request) => Promise<Response>;

/**
 * Serves the built window to either host. What can be asked for is what stood in the folder at start, by exact name:
 * no path of a request ever reaches the file system.
 * @throws where the folder holds no index.html: the window has not been built.
 */
export async function createPageHandler({ root, connectSources }: PageHandlerOptions): Promise<PageHandler> {
  const files = await listFiles(root);
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`There is no window in ${root}. Build it with: npm run build`);
  const page = await readFile(index, 'utf8');
  const workers = [...files.keys()].filter((path) => workerFile.test(path));

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Only GET and HEAD', {
        status: 405,
        headers: { ...guardHeaders, Allow: 'GET, HEAD' },
      });
    }
    const { pathname, protocol, host } = new URL(request.url);
    if (pathname === '/' || pathname === '/index.html') {
      const nonce = randomBytes(18).toString('base64');
      return new Response(page.replaceAll(noncePlaceholder, nonce), {
        headers: {
          ...guardHeaders,
          'Content-Type': 'text/html; charset=utf-8',
          'Cache-Control': 'no-store',
          'Content-Security-Policy': contentSecurityPolicy(
            nonce,
            connectSources?.(request) ?? [],
            workers.map((path) => `${protocol}//${host}${path}`),
          ),
        },
      });
    }
    const file = files.get(pathname);
    if (file === undefined) return notFound();
    return new Response(request.method === 'HEAD' ? null : assetStream(file), {
      headers: {
        ...guardHeaders,
        'Content-Type': contentTypes[extname(pathname)] ?? 'application/octet-stream',
        ...(workers.includes(pathname) ? { 'Content-Security-Policy': workerSecurityPolicy } : {}),
        // The names of the build's assets carry a hash of what is in them.
        'Cache-Control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  };
}

/** A page handler that has something for one host alone, with or without a port as given. */
export function forHost(host: string, page: PageHandler): PageHandler {
  return async (request) => (new URL(request.url).host === host ? page(request) : notFound());
}

export interface BodyHandlers {
  readonly previews: Pick<Previews, 'answer'>;
  readonly media: Pick<Media, 'answer'>;
}

/** Whether a request is for a response's body, as a page or as it is: `answerForBody` has these. */
export function asksForBody(request: Request): boolean {
  return [previewPrefix, mediaPrefix].some((prefix) => new URL(request.url).pathname.startsWith(prefix));
}

/** Answers what `asksForBody`. */
export function answerForBody(request: Request, { previews, media }: BodyHandlers): Response {
  const isPreview = new URL(request.url).pathname.startsWith(previewPrefix);
  return isPreview ? previews.answer(request) : media.answer(request);
}

/** A page handler that answers for bodies, too. */
export function withBodies(page: PageHandler, handlers: BodyHandlers): PageHandler {
  return async (request) => (asksForBody(request) ? answerForBody(request, handlers) : page(request));
}

/**
 * A file as the body of a response.
 * @param size how many of its bytes (at least one), where it may be growing. Default: all.
 */
export function fileStream(file: string, size = Number.POSITIVE_INFINITY): ReadableStream {
  return Readable.toWeb(createReadStream(file, { end: size - 1 }));
}

/** A file of the window's, unpacked where it is packed: Chromium unpacks nothing that comes from a scheme of an app's own. */
function assetStream(file: string): ReadableStream {
  if (!file.endsWith(packedSuffix)) return fileStream(file);
  // A failure destroys both, and so ends the response.
  const unpacked = pipeline(createReadStream(file), createBrotliDecompress(), () => undefined);
  return Readable.toWeb(unpacked);
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: guardHeaders });
}

/** URL path to file, for every file below `root`. One that is packed is asked for by its name without that. */
async function listFiles(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [`/${relative(root, withoutSuffix(file)).split(sep).join('/')}`, file]),
  );
}

function withoutSuffix(file: string): string {
  return file.endsWith(packedSuffix) ? file.slice(0, -packedSuffix.length) : file;
}

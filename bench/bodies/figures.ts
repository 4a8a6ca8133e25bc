/** What has to be reached. */
export interface Target {
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
}

export interface Figure {
  readonly label: string;
  /** '' for a share. */
  readonly unit: '' | 'ms' | 'MB/s' | 'MiB';
  readonly digits: number;
  readonly target?: Target;
}

const atLeast = (limit: number): Target => ({ bound: 'at least', limit });
const atMost = (limit: number): Target => ({ bound: 'at most', limit });

const speed = (label: string, target?: Target): Figure => ({
  label,
  unit: 'MB/s',
  digits: 0,
  ...(target && { target }),
});
const share = (label: string, target?: Target): Figure => ({
  label,
  unit: '',
  digits: 2,
  ...(target && { target }),
});
const time = (label: string, target?: Target): Figure => ({
  label,
  unit: 'ms',
  digits: 1,
  ...(target && { target }),
});
const memory = (label: string, target?: Target): Figure => ({
  label,
  unit: 'MiB',
  digits: 1,
  ...(target && { target }),
});

/** Everything that is measured, in the order in which it is shown. MB are 1,000,000 bytes. */
const all = {
  'limit.cat': speed('`cat FILE \\| cat > /dev/null`'),
  'limit.wc': speed('`wc -l`'),
  'limit.grep': speed('`grep -c -F`'),
  'limit.curl': speed('`curl -o`, NDJSON at full speed'),
  'limit.bare': share('bare `node:http` to a file with lines counted, as a share of `curl -o`'),

  'download.speed': speed('download through Parley, indexed, NDJSON at full speed'),
  'download.share': share('… as a share of `curl -o`', atLeast(0.6)),
  'download.behind': time('… from the last byte in its file to all of it indexed'),
  'download.limited': share('… as a share of `curl -o`, server limited to 100 MB/s', atLeast(0.98)),
  'download.json': share('download of one line of JSON, indexed, as a share of `curl -o`'),
  'download.random': share('download of random bytes, indexed, as a share of `curl -o`'),
  'download.sse': share('download of server-sent events, indexed, as a share of `curl -o`'),

  'page.first-rows': time('first rows on screen after the first byte', atMost(150)),
  'page.first-rows-cold': time('… of the first response of all, whose worker has to start'),
  'index.speed': speed('index rate, NDJSON in the page cache', atLeast(600)),
  'index.json': speed('index rate, one line of JSON'),
  'window.main': time('100 rows at a random place, p95, through the WebSocket', atMost(15)),
  'window.json': time('… of one line of JSON'),
  'window.sse': time('… of server-sent events'),
  'window.hex': time('1,600 bytes at a random place, p95, through the WebSocket'),
  'window.screen': time('scroll bar to a random place, rows drawn, p95', atMost(50)),

  'search.speed': speed('literal search, one hit'),
  'search.share': share('… as a share of `grep -c -F`', atLeast(0.4)),
  'search.first-hit': time('first hit, near the start of the body'),
  'format.speed': speed('JSON laid out and indexed (bytes of the input)', atLeast(150)),

  'memory.main': memory("main's memory, growth, highest while it is downloaded and scrolled", atMost(120)),
  'memory.main-open': memory('… with the body open, after that'),
  'memory.main-jobs': memory('… highest while a body is downloaded, searched and laid out'),
  'memory.page': memory("page's JS heap, highest", atMost(120)),
  'scroll.p99': time("tasks of the page's main thread, scrolling for 10 s, p99", atMost(50)),
  'scroll.longest': time('… the longest', atMost(100)),
  'scroll.frames-p99': time('… time between frames, p99'),
  'scroll.frames-longest': time('… the longest time between frames'),
  'scroll.drawn': share('… frames that had every row in view'),
} satisfies Record<string, Figure>;

export type FigureName = keyof typeof all;

export const figures: Readonly<Record<FigureName, Figure>> = all;

function isFigureName(name: string): name is FigureName {
  return name in all;
}

export const figureNames: readonly FigureName[] = Object.keys(all).filter(isFigureName);

export function isMet({ bound, limit }: Target, value: number): boolean {
  return bound === 'at most' ? value <= limit : value >= limit;
}

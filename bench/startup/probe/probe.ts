import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { app, type WebContents } from 'electron';
import { watchPage } from './page-times.ts';
import { pageTimesSchema, probeVariables, type Report } from './report.ts';

/**
 * Loaded into an app before its own code (`electron -r`): writes down when each thing happened, and quits. It puts one
 * script into the page as that is navigated to and leaves the rest to itself, so that it is in nobody's way.
 */
const file = process.env[probeVariables.file];
if (file === undefined) throw new Error(`${probeVariables.file} names no file to write to`);
const field = process.env[probeVariables.field] ?? null;
const lastMark = process.env[probeVariables.lastMark];

const seen: Record<string, number> = {};
const processor: Record<string, number> = {};
const see = (what: string) => {
  seen[what] ??= performance.now();
  const { user, system } = process.cpuUsage();
  processor[what] ??= (user + system) / 1000;
};
see('app-loads');
app.once('ready', () => see('electron-ready'));
app.once('browser-window-created', () => see('window-made'));

/** Resolves when the app has made the mark. */
function marked(name: string): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName(name).length === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: 'mark', buffered: true });
  });
}

async function watch(contents: WebContents, last: Promise<void> | undefined): Promise<Report> {
  await once(contents, 'did-navigate');
  see('page-navigated');
  // Of the frame: a script of the contents' own would wait until the page has loaded.
  const page = await contents.mainFrame.executeJavaScript(
    `(${watchPage.toString()})(${JSON.stringify(field)})`,
  );
  await last;
  see('page-usable');
  const marks = performance.getEntriesByType('mark').map(({ name, startTime }) => [name, startTime] as const);
  return {
    timeOrigin: performance.timeOrigin,
    main: { ...seen, ...Object.fromEntries(marks) },
    processor,
    page: pageTimesSchema.parse(page),
  };
}

app.once('web-contents-created', (_event, contents) => {
  watch(contents, lastMark === undefined ? undefined : marked(lastMark)).then(
    (report) => {
      writeFileSync(file, JSON.stringify(report));
      app.quit();
    },
    (cause: unknown) => {
      process.stderr.write(
        `The probe of the start: ${cause instanceof Error ? cause.message : String(cause)}\n`,
      );
      app.exit(1);
    },
  );
});

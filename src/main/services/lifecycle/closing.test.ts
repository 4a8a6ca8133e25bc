import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startSession, type TestSession } from '#test/harness/services/support.ts';
import { Closing, type LateDecision } from './closing.ts';
import { Lifecycle } from './lifecycle.ts';

/** A question that is on the screen. */
interface OpenQuestion {
  readonly windowId: string;
  answer(decision: LateDecision): void;
}

/** Windows whose pages do as the test says, and the person in front of them. */
class Desk {
  readonly lifecycle = new Lifecycle();
  readonly closed: string[] = [];
  /** How often each page was told that its window closes. */
  readonly told = new Map<string, number>();
  readonly closing: Closing;
  readonly #windows = new Map<string, TestSession>();
  readonly #questions: OpenQuestion[] = [];
  readonly #asked = new EventTarget();

  constructor(graceMs: number) {
    this.closing = new Closing({
      lifecycle: this.lifecycle,
      graceMs,
      host: {
        openWindows: () => [...this.#windows.keys()],
        askAboutLate: (windowId, signal) => this.#ask(windowId, signal),
        close: (windowIds) => {
          for (const id of windowIds) this.gone(id);
        },
      },
    });
  }

  /** Opens a window; its page calls `onAsked` each time, and answers where that resolves. */
  open(windowId: string, onAsked: () => Promise<void>): void {
    const session = startSession(windowId);
    this.#windows.set(windowId, session);
    void this.#run(session, onAsked);
  }

  /** The window is gone, and its page with it. */
  gone(windowId: string): void {
    if (this.#windows.has(windowId)) this.closed.push(windowId);
    this.#windows.get(windowId)?.end();
    this.#windows.delete(windowId);
  }

  /** The next question that comes on the screen. */
  async question(): Promise<OpenQuestion> {
    for (;;) {
      const open = this.#questions.shift();
      if (open) return open;
      await once(this.#asked, 'asked');
    }
  }

  get questionCount(): number {
    return this.#questions.length;
  }

  async #run(session: TestSession, onAsked: () => Promise<void>): Promise<void> {
    try {
      for await (const event of this.lifecycle.events(session, session.signal)) {
        if (event.type !== 'before-close') continue;
        this.told.set(session.windowId, (this.told.get(session.windowId) ?? 0) + 1);
        void onAsked().then(() => this.lifecycle.readyToClose(session));
      }
    } catch (cause) {
      // The page is gone with its window.
      if (cause !== session.signal.reason) throw cause;
    }
  }

  /** As a dialog of Electron's: taken back, it answers as if it had been cancelled. */
  #ask(windowId: string, signal: AbortSignal): Promise<LateDecision> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve('keep-open'), { once: true });
      this.#questions.push({ windowId, answer: resolve });
      this.#asked.dispatchEvent(new Event('asked'));
    });
  }
}

const answers = () => Promise.resolve();
const hangs = () => new Promise<void>(() => undefined);
/** Never reached where every page answers. */
const long = 60_000;

test('a window closes when its page has put everything away', async () => {
  const desk = new Desk(long);
  let putAway: () => void = () => undefined;
  desk.open('a', () => new Promise((resolve) => (putAway = resolve)));
  desk.open('b', answers);
  const closed = desk.closing.closeWindow('a');
  await new Promise(setImmediate);
  expect(desk.closed).toEqual([]);
  putAway();
  expect(await closed).toBe(true);
  expect(desk.closed).toEqual(['a']);
  expect(desk.closing.isAgreed).toBe(false);
});

test('a window that is asked to close again and again is asked once', async () => {
  const desk = new Desk(long);
  desk.open('a', answers);
  const closing = [desk.closing.closeWindow('a'), desk.closing.closeWindow('a')];
  expect(await Promise.all(closing)).toEqual([true, true]);
  expect(desk.told.get('a')).toBe(1);
});

test('a window whose page is gone, or never came, closes at once', async () => {
  const desk = new Desk(long);
  expect(await desk.closing.closeWindow('crashed')).toBe(true);
});

test('a window that hangs is the person’s to decide: wait, then close it anyway', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  const closed = desk.closing.closeWindow('a');
  (await desk.question()).answer('wait');
  (await desk.question()).answer('close-anyway');
  expect(await closed).toBe(true);
  expect(desk.told.get('a')).toBe(2);
  expect(desk.closed).toEqual(['a']);
});

test('a window that hangs can be kept', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  const closed = desk.closing.closeWindow('a');
  (await desk.question()).answer('keep-open');
  expect(await closed).toBe(false);
  expect(desk.closed).toEqual([]);
});

test('to quit, all windows are asked at once and close together', async () => {
  const desk = new Desk(long);
  desk.open('a', answers);
  desk.open('b', answers);
  expect(await desk.closing.closeAll()).toBe(true);
  expect(desk.closed).toEqual(['a', 'b']);
  expect(desk.closing.isAgreed).toBe(true);
});

test('one window that is kept keeps them all, and takes the questions about the others back', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  desk.open('b', hangs);
  desk.open('c', answers);
  const closed = desk.closing.closeAll();
  const first = await desk.question();
  await desk.question();
  first.answer('keep-open');
  expect(await closed).toBe(false);
  expect(desk.closed).toEqual([]);
  expect(desk.closing.isAgreed).toBe(false);
});

test('who had agreed is asked again after a question: the person may have gone on typing meanwhile', async () => {
  const desk = new Desk(100);
  desk.open('a', answers);
  desk.open('b', hangs);
  const closed = desk.closing.closeAll();
  (await desk.question()).answer('close-anyway');
  expect(await closed).toBe(true);
  expect(desk.told).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
});

test('a window that is about to close when the app quits is asked about once', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  const window = desk.closing.closeWindow('a');
  const question = await desk.question();
  const app = desk.closing.closeAll();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(desk.questionCount).toBe(0);
  question.answer('close-anyway');
  expect(await Promise.all([window, app])).toEqual([true, true]);
  expect(desk.closed).toEqual(['a']);
});

test('a window that opens while the others are asked is asked too', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  const closed = desk.closing.closeAll();
  const question = await desk.question();
  desk.open('late', answers);
  question.answer('wait');
  (await desk.question()).answer('close-anyway');
  expect(await closed).toBe(true);
  expect(desk.closed).toEqual(['a', 'late']);
  expect(desk.told.get('late')).toBeGreaterThan(0);
});

test('when the system goes down nobody is asked: who is late is closed', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  desk.open('b', answers);
  await desk.closing.closeAllWithoutAsking();
  expect(desk.questionCount).toBe(0);
  expect(desk.closed).toEqual(['a', 'b']);
  expect(desk.closing.isAgreed).toBe(true);
});

test('a question that stands when the system goes down is taken back', async () => {
  const desk = new Desk(1);
  desk.open('a', hangs);
  const quitting = desk.closing.closeAll();
  await desk.question();
  await desk.closing.closeAllWithoutAsking();
  expect(await quitting).toBe(true);
  expect(desk.closed).toEqual(['a']);
});

test('what is unsaved can be put away without closing anything', async () => {
  const desk = new Desk(1);
  desk.open('a', answers);
  expect(await desk.closing.putAway()).toBe(true);
  desk.open('b', hangs);
  expect(await desk.closing.putAway()).toBe(false);
  expect(desk.told.get('a')).toBe(2);
  expect(desk.closed).toEqual([]);
  expect(desk.closing.isAgreed).toBe(false);
});

test('an app that goes on after all asks again', async () => {
  const desk = new Desk(long);
  expect(await desk.closing.closeAll()).toBe(true);
  desk.closing.takeBack();
  desk.open('a', answers);
  expect(desk.closing.isAgreed).toBe(false);
  await desk.closing.closeWindow('a');
  expect(desk.told.get('a')).toBe(1);
});

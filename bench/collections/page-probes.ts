/** What runs in Parley's page: each is given to Playwright's `evaluate`, and can use nothing from outside of itself. */

/** Begins to wait for the next key, and for what it changes in the palette's list; `paletteAnswered` says how that went. */
export function watchPalette(): void {
  const answered = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error('the palette does not answer')), 10_000);
    let pressedAt: number | undefined;
    addEventListener('keydown', ({ timeStamp }) => (pressedAt ??= timeStamp), { capture: true, once: true });
    const observer = new MutationObserver((records) => {
      const isOfList = records.some(
        ({ target, addedNodes }) =>
          (target instanceof Element ? target : target.parentElement)?.closest(
            '.palette-list, .palette-foot',
          ) ||
          [...addedNodes].some((node) => node instanceof Element && node.querySelector('.palette-option')),
      );
      if (pressedAt === undefined || !isOfList) return;
      observer.disconnect();
      const from = pressedAt;
      // What follows the painting of the next frame is the task behind it.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  // Else the page would complain before it is asked.
  answered.catch(() => undefined);
  Object.assign(globalThis, { paletteOfBench: { answered } });
}

/** Milliseconds from the event of the key to the painting of the list. */
export async function paletteAnswered(): Promise<number> {
  const watch: unknown = Reflect.get(globalThis, 'paletteOfBench');
  return Number(await Reflect.get(Object(watch), 'answered'));
}

/** Begins to note the longest time between two frames; `longestFrame` reads it. */
export function watchFrames(): void {
  const state = { last: performance.now(), longest: 0 };
  Object.assign(globalThis, { framesOfBench: state });
  const onFrame = (now: number) => {
    state.longest = Math.max(state.longest, now - state.last);
    state.last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame((now) => {
    state.last = now;
    requestAnimationFrame(onFrame);
  });
}

/** In milliseconds, since `watchFrames`. Resolves two frames later, so that one that is under way counts. */
export function longestFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const state: unknown = Reflect.get(globalThis, 'framesOfBench');
        resolve(Number(Reflect.get(Object(state), 'longest')));
      }),
    );
  });
}

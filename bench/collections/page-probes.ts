/** What runs in Parley's page: each is given to Playwright's `evaluate`, and can use nothing from outside of itself. */

/**
 * Resolves when the palette's list has changed after the next key and has been painted.
 * @returns milliseconds since the key's event
 */
export function paletteAnswered(): Promise<number> {
  return new Promise((resolve) => {
    let pressedAt: number | undefined;
    addEventListener('keydown', ({ timeStamp }) => (pressedAt ??= timeStamp), { capture: true, once: true });
    const observer = new MutationObserver((records) => {
      const isOfList = records.some(
        ({ target, addedNodes }) =>
          (target instanceof Element ? target : target.parentElement)?.closest('.palette-list, .palette-foot') ||
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

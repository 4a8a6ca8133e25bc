import { inject, onTestFinished } from 'vitest';
import { BodyEngine } from '#body-engine/engine.ts';

/** The thread that reads bodies, as it was built for this run. */
export function bodyWorker(): URL {
  return new URL(inject('bodyWorker'));
}

/** An engine that ends with the test. */
export function startEngine(onError: (error: unknown) => void): BodyEngine {
  const engine = new BodyEngine({ workerUrl: bodyWorker(), onError });
  onTestFinished(() => engine[Symbol.asyncDispose]());
  return engine;
}

import { createTRPCClient, type TRPCClientError, type TRPCLink } from '@trpc/client';
import type { OperationResultEnvelope } from '@trpc/client';
import { callTRPCProcedure, initTRPC } from '@trpc/server';
import { type Observer, observable } from '@trpc/server/observable';
import { describeMachine, spread } from '../machine.ts';

/**
 * npm run bench -- trpc-alone
 *
 * What a call costs in tRPC 11's own client and in its own caller, without any border between them: microseconds a
 * call, 1,000 at once. The dearer of the two is what the fastest adapter there could be would be held to.
 */

const width = 1000;
const rounds = 40;
const repetitions = 7;

const { procedure, router: createRouter } = initTRPC.create();
const router = createRouter({
  echo: procedure.input((value: unknown) => Number(value)).query(({ input }) => input),
});
type Router = typeof router;
type CallObserver = Observer<
  OperationResultEnvelope<unknown, TRPCClientError<Router>>,
  TRPCClientError<Router>
>;

/** A link that answers when it is told to. */
const waiting: { readonly observer: CallObserver; readonly input: unknown }[] = [];
const link: TRPCLink<Router> =
  () =>
  ({ op }) =>
    observable((observer) => {
      waiting.push({ observer, input: op.input });
    });
const client = createTRPCClient<Router>({ links: [link] });

async function callClient(): Promise<unknown[]> {
  const answers = Array.from({ length: width }, (_, i) => client.echo.query(i));
  for (const { observer, input } of waiting.splice(0)) {
    observer.next({ result: { type: 'data', data: input } });
    observer.complete();
  }
  return Promise.all(answers);
}

function callServer(): Promise<unknown[]> {
  const call = (input: number): Promise<unknown> =>
    callTRPCProcedure({
      router,
      path: 'echo',
      getRawInput: () => Promise.resolve(input),
      ctx: {},
      type: 'query',
      signal: new AbortController().signal,
      batchIndex: 0,
    });
  return Promise.all(Array.from({ length: width }, (_, i) => call(i)));
}

/** Microseconds a call. */
async function measure(callAll: () => Promise<unknown[]>): Promise<number> {
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const answers = await callAll();
    if (!answers.every((answer, i) => answer === i)) throw new Error('An answer reached another call');
  }
  return ((performance.now() - began) * 1000) / (rounds * width);
}

const clientTimes: number[] = [];
const callerTimes: number[] = [];
// The first is for the compiler.
for (let repetition = 0; repetition <= repetitions; repetition += 1) {
  const inClient = await measure(callClient);
  const inCaller = await measure(callServer);
  if (repetition === 0) continue;
  clientTimes.push(inClient);
  callerTimes.push(inCaller);
}

console.log(
  `${describeMachine({})}\n\n| tRPC 11 alone | µs a call, median (min–max) | calls/s |\n| --- | --- | --- |`,
);
for (const [name, times] of [
  ['client', clientTimes],
  ['caller', callerTimes],
] as const) {
  const { median, min, max } = spread(times);
  const perSecond = Math.round(1e6 / median).toLocaleString('en');
  console.log(`| ${name} | ${median.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)}) | ${perSecond} |`);
}

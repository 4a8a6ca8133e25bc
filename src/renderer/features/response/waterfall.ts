import type { PhaseTiming } from '#router/contracts/send.ts';

/** One bar of the waterfall; `left` and `width` in percent of the whole. */
export interface Bar {
  readonly name: PhaseTiming['name'];
  readonly startMs: number;
  readonly durationMs: number;
  readonly left: number;
  readonly width: number;
}

/** The bars of one hop: the first request, or the one after the n-th redirect. */
export interface Hop {
  readonly hop: number;
  readonly bars: readonly Bar[];
}

/** What the phases are called on screen. */
export const phaseLabels: Record<PhaseTiming['name'], string> = {
  dns: 'Name lookup',
  connect: 'Connect',
  tls: 'TLS handshake',
  send: 'Send request',
  firstByte: 'Wait for first byte',
  download: 'Download',
};

/**
 * Places phases on one scale, hop by hop, in the order in which they began.
 * @param totalMs the time of the whole exchange; a phase that ends later stretches the scale.
 */
export function layOutWaterfall(phases: readonly PhaseTiming[], totalMs: number): Hop[] {
  const scale = Math.max(totalMs, ...phases.map(({ startMs, durationMs }) => startMs + durationMs));
  const percent = (ms: number) => (scale === 0 ? 0 : (ms / scale) * 100);
  const hops = new Map<number, Bar[]>();
  for (const { name, hop, startMs, durationMs } of phases.toSorted((a, b) => a.startMs - b.startMs)) {
    const bars = hops.get(hop) ?? [];
    bars.push({ name, startMs, durationMs, left: percent(startMs), width: percent(durationMs) });
    hops.set(hop, bars);
  }
  return [...hops].toSorted(([a], [b]) => a - b).map(([hop, bars]) => ({ hop, bars }));
}

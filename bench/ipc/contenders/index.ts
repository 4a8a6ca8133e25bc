import type { Contender } from '../contender.ts';

export interface ContenderInfo {
  /** As the tables call it. */
  readonly label: string;
  /** What it can't carry, and why: said in the results in the place of a figure. */
  readonly cannot: Readonly<Record<string, string>>;
  /** Loads it; what the other contenders are made of is not loaded with it. */
  readonly load: () => Promise<Contender>;
}

const pushesBodiesOnly = 'it carries bodies, nothing else';
const carriesCallsOnly = 'it carries calls, nothing else';
const hasNoSubscriptions = 'an echo has no subscriptions to stop';

export const contenderNames = [
  'raw',
  'parley',
  'electron-trpc',
  'trpc-electron',
  'push-stream',
  'web-socket',
  'least',
] as const;
export type ContenderName = (typeof contenderNames)[number];

export function isContenderName(name: unknown): name is ContenderName {
  return contenderNames.some((known) => known === name);
}

export const contenders: Readonly<Record<ContenderName, ContenderInfo>> = {
  raw: {
    label: 'raw echo',
    cannot: {
      stalled: 'it holds back by the bench’s own rule, which would measure the bench',
      cycles: hasNoSubscriptions,
    },
    load: () => import('./raw.ts'),
  },
  parley: {
    label: 'Parley',
    cannot: {},
    load: () => import('./parley.ts'),
  },
  'electron-trpc': {
    label: 'electron-trpc 0.7.1, tRPC 10',
    cannot: {},
    load: () => import('../../peers/electron-trpc/contender.mjs'),
  },
  'trpc-electron': {
    label: 'trpc-electron 0.1.2, tRPC 11',
    cannot: {},
    load: () => import('../../peers/trpc-electron/contender.mjs'),
  },
  'push-stream': {
    label: 'push stream (64 KiB strings)',
    cannot: {
      empty: pushesBodiesOnly,
      inFlight: pushesBodiesOnly,
      list: pushesBodiesOnly,
      events: pushesBodiesOnly,
      cycles: pushesBodiesOnly,
    },
    load: () => import('./push-stream.ts'),
  },
  'web-socket': {
    label: 'tRPC 11 over WebSocket (for reference)',
    cannot: {
      bytes: 'its messages are JSON, which has no bytes',
      stalled: 'its messages are JSON, which has no bytes',
    },
    load: () => import('./web-socket.ts'),
  },
  least: {
    label: 'the least on tRPC 11 (for reference)',
    cannot: {
      bytes: carriesCallsOnly,
      stalled: carriesCallsOnly,
      events: carriesCallsOnly,
      cycles: carriesCallsOnly,
    },
    load: () => import('./least.ts'),
  },
};

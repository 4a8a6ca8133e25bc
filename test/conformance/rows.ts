export type PipeKind = 'memory' | 'MessagePort' | 'process' | 'WebSocket' | 'Electron';
export const pipeKinds = ['memory', 'MessagePort', 'process', 'WebSocket', 'Electron'] as const;

export interface Row {
  readonly title: string;
  /** Why the row makes no sense for some pipes. */
  readonly electronOnly?: string;
}

const documents = 'only Electron has documents: elsewhere a page that goes takes its pipe along (row 42)';
const checkedBefore =
  'who may connect is decided before there is a pipe: at the upgrade, or by who holds the port';

/** The behaviours that every pipe has to show, by number. */
export const rows = {
  1: { title: 'a query and a mutation make the round trip; nothing returned is undefined' },
  2: { title: 'falsy inputs arrive as they were sent' },
  3: { title: 'nested and lazy routers work; what is not there is NOT_FOUND' },
  4: { title: 'replies out of order reach the call they belong to' },
  5: { title: 'two clients in one page never see each other’s replies' },
  6: { title: 'createContext, sync or async, is given the sender of this very call' },
  7: { title: 'a query that returns an iterable is UNSUPPORTED_MEDIA_TYPE' },
  8: { title: 'code and shape arrive; instanceof holds for both error classes' },
  9: { title: 'a thrown string, object or error of another realm keeps its message' },
  10: { title: 'what errorFormatter adds arrives, zod issues included' },
  11: { title: 'an errorFormatter that throws still gives an answer' },
  12: { title: 'onError runs once, knows the call, and may throw' },
  13: { title: 'createContext that throws fails that call alone' },
  14: { title: 'an output that cannot be encoded is an error, never a hang' },
  15: { title: 'stack traces cross in development only' },
  16: { title: 'an abort rejects at once and aborts the procedure’s signal; so does an unmount' },
  17: { title: 'a call that is aborted already sends nothing' },
  18: { title: 'an abort after the call has settled does nothing' },
  19: { title: 'unsubscribing cleans up exactly once' },
  20: { title: 'a stop while createContext is pending leaks nothing' },
  21: { title: 'the AbortError after a stop is not reported' },
  22: { title: 'started, every value, stopped, complete: for generators and observables' },
  23: { title: 'order is kept, started comes first' },
  24: { title: 'an error calls onError once and onComplete never' },
  25: { title: 'a completed subscription frees its id, and no stray stop is sent' },
  26: { title: 'a subscription that returns no iterable is INTERNAL_SERVER_ERROR' },
  27: { title: 'a duplicate id is BAD_REQUEST, and the first call goes on' },
  28: { title: 'a teardown that throws is reported, and the client still gets stopped' },
  29: { title: 'the connection state is told, and useSubscription shows it' },
  30: { title: 'StrictMode leaves one live subscription' },
  31: { title: 'tracked() events arrive as { id, data }' },
  32: { title: 'lastEventId is merged into object input, fills a missing one, leaves primitives alone' },
  33: {
    title: 'a tracked subscription survives reconnects without a gap or a repeat; pending calls fail clearly',
  },
  34: { title: 'a retry uses a new wire id' },
  35: { title: 'a transformer applies to input, output, errors and events' },
  36: { title: 'asymmetric transformers work; errors use the output half' },
  37: { title: 'the caller’s input is never mutated' },
  38: { title: 'a reply that cannot be decoded fails its caller alone' },
  39: { title: 'reload and navigation abort the old document’s work', electronOnly: documents },
  40: { title: 'a prevented navigation, a download and pushState change nothing', electronOnly: documents },
  41: {
    title: 'a removed iframe’s work stops within the sweep, its siblings’ goes on',
    electronOnly: documents,
  },
  42: { title: 'an end that goes without a word (crash, close, destroy) has everything aborted' },
  43: { title: 'a window opened later works without extra registration' },
  44: { title: 'a reply to an old session never reaches a new one' },
  45: { title: 'closing the handler lets go of everything, twice is harmless, and a new start works' },
  46: { title: 'closing the client rejects what is pending and lets go of every listener' },
  47: {
    title: 'the sender is checked before createContext; no senderFrame is refused',
    electronOnly: checkedBefore,
  },
  48: { title: 'sub-frames and foreign origins are refused by default', electronOnly: checkedBefore },
  49: {
    title: 'the preload exposes its two functions and nothing else',
    electronOnly: 'only Electron has a preload',
  },
  50: { title: 'a session can neither stop nor read another’s calls' },
  51: {
    title: 'two handlers on two channels stay apart',
    electronOnly: 'a pipe here is one session’s own; only Electron’s has named channels',
  },
  52: { title: 'malformed frames are answered or dropped, and the server lives' },
  53: { title: 'unknown, repeated and junk replies are ignored' },
  54: { title: 'nothing but path, input, id and lastEventId crosses' },
  55: { title: '1,000 calls in flight all settle, and every map is empty' },
  56: { title: '10,000 events arrive in order, within the credit window' },
  57: { title: 'a consumer that stops reading stops the producer' },
  58: { title: 'delivered values can be collected' },
  59: { title: '4 MiB of bytes arrive exactly, as bytes' },
  60: { title: '1,000 subscribe and stop cycles return everything to where it began' },
} satisfies Record<number, Row>;

export type RowNumber = keyof typeof rows;

/** Bugs of the existing adapters, and the rows that show that this one does not have them. */
export const bugs: readonly { readonly title: string; readonly rows: readonly RowNumber[] }[] = [
  { title: 'falsy inputs dropped', rows: [2] },
  { title: 'createContext outside try, so the call hangs', rows: [13] },
  { title: 'output that cannot be cloned hangs the call', rows: [14] },
  { title: 'a query’s signal never aborts', rows: [16] },
  { title: 'a stop during createContext is lost for good', rows: [20] },
  { title: 'ids that restart with each document: an old answer reaches a new page', rows: [44] },
  { title: 'two clients sharing ids', rows: [5] },
  { title: 'owners matched by a string prefix: frame 1 navigating kills frame 12', rows: [51, 41] },
  { title: 'cleaning up at did-start-navigation', rows: [40] },
  { title: 'not listening for render-process-gone', rows: [42] },
  { title: 'no shape validation: sendMessage(null) throws in main', rows: [52] },
  { title: 'a second copy of @trpc/* in the bundle: tracked() and instanceof fail', rows: [8, 31] },
];

/** What the preload of the contract's app puts into its pages. */
export interface ContractApi {
  send(channel: string, ...args: unknown[]): void;
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  /** What has come on the channels that the preload listens to. */
  received(): unknown[][];
  sendEveryKind(): Promise<unknown>;
  receiveEveryKind(): Promise<unknown>;
  sendUnclonable(kind: string): string;
  invokeUnclonable(): Promise<unknown>;
  listenersOf(channel: string): number;

  echo(value: unknown): unknown;
  /** What the preload has got. */
  describe(value: unknown): { tag: string; isOwn: boolean; keys: string[] };
  call(fn: (...args: unknown[]) => unknown, ...args: unknown[]): unknown;
  callLater(fn: (text: unknown) => void): void;
  isSameAsLast(fn: () => void): boolean;
  kept(): string;
  isKept(fn: () => string): boolean;
  instance(): object;
  ownValues(): unknown[];
  error(): unknown;
  throwError(): void;
  throwText(): void;
  rejectError(): Promise<void>;
  readonly resolved: Promise<unknown>;
  weakMap(): unknown;
  readonly nested: { readonly list: readonly [{ deep(): string }]; readonly text: string };
  exposeAgain(key: string): string;
  readonly ipcRenderer: object;

  require(name: string): string;
  surroundings(): unknown;

  /** Sends main a port and a message through it; what comes back goes to `onMessage`. Returns what closes it. */
  openPort(onMessage: (data: unknown) => void): () => void;
  transferNothing(): string;
}

declare global {
  var contract: ContractApi;
  /** What `pages/index.js` keeps. */
  var portMessages: unknown[];
  var contractAtStart: string;
}

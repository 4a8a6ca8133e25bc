import type { Connect } from '#ipc/client/index.ts';
import { connectElectron, connectWebSocket, type ElectronTRPCBridge } from '#ipc/transports/index.ts';
import { readFromSession, storeInSession } from '../ui/session-store.ts';

declare global {
  interface Window {
    /** electron-trpc's preload bridge; only in Electron. */
    readonly electronTRPC?: ElectronTRPCBridge;
  }
}

/** The first subprotocol of the browser host's socket; the second is the token, which thus stands in no URL. */
const socketProtocol = 'parley';
const tokenKey = 'parley.token';

/**
 * The token that the browser host printed behind the `#` of its address. Taken out of the address, which people
 * share and screenshot, and kept for this tab's reloads.
 */
function takeToken(): string | null {
  const token = location.hash.slice(1);
  if (!token) return readFromSession(tokenKey, isText);
  storeInSession(tokenKey, token);
  history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

/** Where another tab finds this host: an address of its own, with the token that this one was opened with. */
export function newTabAddress(address: URL): string {
  const url = new URL(address);
  url.hash = readFromSession(tokenKey, isText) ?? '';
  return url.href;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export interface Refusal {
  /** The browser host does not know the token (any more): no later attempt will be better. */
  readonly onTokenRefused: () => void;
}

/** How this window reaches main: Electron's bridge, or the browser host's socket. Null: it was opened without a token. */
export function connectToMain({ onTokenRefused }: Refusal): Connect | null {
  if (window.electronTRPC) return connectElectron(window.electronTRPC);
  const token = takeToken();
  if (token === null) return null;
  const url = new URL('/ipc', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const connect = connectWebSocket({ url: url.href, protocols: [socketProtocol, token] });
  return async (session) => {
    try {
      return await connect(session);
    } catch (cause) {
      // A browser doesn't tell why a socket was refused.
      if (await isTokenRefused(token)) onTokenRefused();
      throw cause;
    }
  };
}

async function isTokenRefused(token: string): Promise<boolean> {
  try {
    const { status } = await fetch('/token', { headers: { Authorization: `Bearer ${token}` } });
    return status === 401;
  } catch {
    // Nobody there: the host is away, and may be back.
    return false;
  }
}

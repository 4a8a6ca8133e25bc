import type { Connect } from '#ipc/client/index.ts';
import { connectElectron, connectWebSocket, type ElectronTRPCBridge } from '#ipc/transports/index.ts';

declare global {
  interface Window {
    /** electron-trpc's preload bridge; only in Electron. */
    readonly electronTRPC?: ElectronTRPCBridge;
  }
}

/** The first subprotocol of the browser host's socket; the second is the token, which thus stands in no URL. */
export const socketProtocol = 'parley';
const tokenKey = 'parley.token';

/**
 * The token that the browser host printed behind the `#` of its address. Taken out of the address, which people
 * share and screenshot, and kept for this tab's reloads.
 */
function takeToken(): string | null {
  const token = location.hash.slice(1);
  if (token) {
    sessionStorage.setItem(tokenKey, token);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(tokenKey);
}

/** How this window reaches main: Electron's bridge, or the browser host's socket. Null: it was opened without a token. */
export function connectToMain(): Connect | null {
  if (window.electronTRPC) return connectElectron(window.electronTRPC);
  const token = takeToken();
  if (token === null) return null;
  const url = new URL('/ipc', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return connectWebSocket({ url: url.href, protocols: [socketProtocol, token] });
}

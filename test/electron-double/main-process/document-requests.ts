import type { Protocol } from '../chromium/protocol.ts';
import { decidePermissions } from './permissions.ts';
import { state } from './process-state.ts';
import { WebContents } from './web-contents.ts';

type RequestPaused = Protocol.Fetch.requestPausedPayload;

/** Pages whose documents are all refused, since the app denies the page itself. */
const refused = new Set<string>();

export function refuseDocuments(targetId: string): void {
  refused.add(targetId);
}

/** Decides on the documents that Chromium asks for, which it holds back until then. */
export function followDocuments(): void {
  const { chromium } = state;
  chromium.on('document', (request) => {
    const { requestId } = request;
    mayLoad(request).then(
      (isAllowed) => {
        if (isAllowed) chromium.browser.post('Fetch.continueRequest', { requestId });
        else chromium.browser.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      },
      (cause: unknown) => {
        console.error(`The Electron double could not decide on ${request.request.url}:`, cause);
        chromium.browser.post('Fetch.failRequest', { requestId, errorReason: 'Failed' });
      },
    );
  });
}

async function mayLoad(paused: RequestPaused): Promise<boolean> {
  const { request, frameId, networkId = '', redirectedRequestId } = paused;
  if (refused.has(frameId)) return false;
  const contents = WebContents.ofFrame(frameId);
  if (!contents) return true;
  if (contents.takePrevented(networkId)) return false;
  if (redirectedRequestId !== undefined && !contents.mayBeRedirected(request.url, frameId)) return false;
  await contents.whenScripted;
  if (contents.isMainFrame(frameId)) await decidePermissions(contents, state.schemes.toElectron(request.url));
  return true;
}

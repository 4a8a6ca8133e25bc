import { EventEmitter } from 'node:events';
import { loud, makeLoud } from './loud.ts';
import { protocol } from './protocol.ts';
import { recorded, recordedOnly } from './recorded-calls.ts';
import type { WebContents } from './web-contents.ts';

export type PermissionRequestHandler = (
  contents: WebContents,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;

export type PermissionCheckHandler = (
  contents: WebContents | null,
  permission: string,
  requestingOrigin: string,
  details: { requestingUrl: string; isMainFrame: boolean; embeddingOrigin: string },
) => boolean;

/** The one session that there is. */
export class Session extends EventEmitter {
  readonly protocol = protocol;
  readonly webRequest = loud('webRequest', {
    onBeforeRequest: recordedOnly('webRequest.onBeforeRequest'),
    onBeforeSendHeaders: recordedOnly('webRequest.onBeforeSendHeaders'),
    onHeadersReceived: recordedOnly('webRequest.onHeadersReceived'),
  });
  permissionRequestHandler: PermissionRequestHandler | null = null;
  permissionCheckHandler: PermissionCheckHandler | null = null;

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.permissionRequestHandler = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.permissionCheckHandler = handler;
  }

  readonly setDevicePermissionHandler = recordedOnly('session.setDevicePermissionHandler');
  readonly setDisplayMediaRequestHandler = recordedOnly('session.setDisplayMediaRequestHandler');
  readonly setCertificateVerifyProc = recordedOnly('session.setCertificateVerifyProc');
  readonly setSpellCheckerEnabled = recordedOnly('session.setSpellCheckerEnabled');
  readonly setProxy = recorded('session.setProxy', () => Promise.resolve());
  readonly clearCache = recorded('session.clearCache', () => Promise.resolve());
  readonly clearStorageData = recorded('session.clearStorageData', () => Promise.resolve());
}
makeLoud('session', Session);

export const defaultSession = new Session();

export const session = loud('session', { defaultSession });

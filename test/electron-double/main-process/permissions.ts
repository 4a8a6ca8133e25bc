import type { Protocol } from '../chromium/protocol.ts';
import { state } from './process-state.ts';
import { defaultSession } from './session.ts';
import type { WebContents } from './web-contents.ts';

/** What Electron calls a permission, and what Chromium calls the same. */
const permissions: readonly [string, readonly Protocol.Browser.PermissionDescriptor[]][] = [
  ['clipboard-read', [{ name: 'clipboard-read' }]],
  ['clipboard-sanitized-write', [{ name: 'clipboard-write' }]],
  ['display-capture', [{ name: 'display-capture' }]],
  ['geolocation', [{ name: 'geolocation' }]],
  ['idle-detection', [{ name: 'idle-detection' }]],
  ['media', [{ name: 'camera' }, { name: 'microphone' }]],
  ['midi', [{ name: 'midi' }]],
  ['midiSysex', [{ name: 'midi', sysex: true }]],
  ['notifications', [{ name: 'notifications' }]],
  ['storage-access', [{ name: 'storage-access' }]],
  ['window-management', [{ name: 'window-management' }]],
];

/**
 * Chromium tells nobody when a page asks for a permission. So the app's handlers are asked beforehand, for each
 * document and each permission, and their answers are what Chromium then goes by.
 * @param url of the document, as the main process calls it
 */
export async function decidePermissions(contents: WebContents, url: string): Promise<void> {
  if (!URL.canParse(url)) return;
  const chromiumOrigin = new URL(state.schemes.toChromium(url)).origin;
  // What has no origin has no permissions.
  if (chromiumOrigin === 'null') return;
  const settings = permissions.flatMap(([permission, descriptors]) => {
    const isGranted = isAllowed(contents, permission, url);
    return descriptors.map((descriptor) =>
      state.chromium.browser.send('Browser.setPermission', {
        permission: descriptor,
        setting: isGranted ? 'granted' : 'denied',
        origin: chromiumOrigin,
      }),
    );
  });
  await Promise.all(settings);
}

/** Without a handler everything is allowed, as in Electron. An answer that does not come at once is a no. */
function isAllowed(contents: WebContents, permission: string, url: string): boolean {
  const { permissionCheckHandler: check, permissionRequestHandler: request } = defaultSession;
  const details = { requestingUrl: url, isMainFrame: true };
  const origin = state.schemes.toElectron(new URL(state.schemes.toChromium(url)).origin);
  if (check && !check(contents, permission, origin, { ...details, embeddingOrigin: origin })) return false;
  if (!request) return true;
  let isGranted = false;
  request(
    contents,
    permission,
    (answer) => {
      isGranted = answer;
    },
    details,
  );
  return isGranted;
}

import { errnoOf } from '#main/services/errno.ts';
import { type Refusal, refusalOf } from '#main/services/files/refusal.ts';

/** What electron-updater calls the failures that say something to a person. */
const byCode = new Map([
  ['ERR_UPDATER_CHANNEL_FILE_NOT_FOUND', 'The update server has nothing for this system.'],
  ['ERR_UPDATER_ZIP_FILE_NOT_FOUND', 'The update server has nothing for this system.'],
  ['ERR_UPDATER_INVALID_UPDATE_INFO', 'The update server’s answer makes no sense.'],
  ['ERR_UPDATER_INVALID_VERSION', 'The update server’s answer makes no sense.'],
  ['ERR_UPDATER_NO_FILES_PROVIDED', 'The update server’s answer makes no sense.'],
  ['ERR_UPDATER_NO_CHECKSUM', 'The update server’s answer makes no sense.'],
  [
    'ERR_CHECKSUM_MISMATCH',
    'What arrived is not what the update server announced, and was thrown away. Try again later.',
  ],
  [
    'ERR_UPDATER_INVALID_SIGNATURE',
    'The update is not signed by those who signed this Parley, and was thrown away.',
  ],
]);

const byRefusal: Readonly<Partial<Record<Refusal, string>>> = {
  full: 'The disk is full. Make room, and try again.',
  forbidden: 'Parley may not write where the update belongs.',
  readOnly: 'Parley may not write where the update belongs.',
};

const unreachable = 'The update server could not be reached. Check the connection, and try again.';

/** Codes of Node's sockets; Electron's own requests fail with `net::ERR_…` in the message. */
const network =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$|^(?:CERT_|ERR_TLS)/;

/** A failure of electron-updater as a sentence for a person. Its own messages hold whole requests and stacks. */
export function updateFailureText(cause: unknown): string {
  const code = errnoOf(cause) ?? '';
  const refusal = refusalOf(cause);
  const known = refusal === undefined ? byCode.get(code) : byRefusal[refusal];
  if (known !== undefined) return known;
  if (!(cause instanceof Error)) return `The update failed: ${String(cause)}`;
  const status = statusOf(cause);
  if (status !== undefined) return `The update server answered ${status}. Try again later.`;
  if (network.test(code) || /^net::ERR_|timed out/.test(cause.message)) return unreachable;
  return `The update failed: ${cause.message.split('\n', 1)[0]}`;
}

/** The server's answer: a check's failure has it as a number, a download's in its text alone. */
function statusOf(cause: Error): string | undefined {
  if ('statusCode' in cause && typeof cause.statusCode === 'number') return String(cause.statusCode);
  return /^Cannot download .*, status (?<status>\d{3})/.exec(cause.message)?.groups?.['status'];
}

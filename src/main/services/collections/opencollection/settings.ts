import { emptyRequest, type RequestOptions } from '#router/contracts/request.ts';
import type { YamlMapping } from '../../yaml/yaml-value.ts';
import { withKey } from './change-keys.ts';
import { mappingIn } from './read-values.ts';

export const settingsKeys = [
  'encodeUrl',
  'timeout',
  'followRedirects',
  'maxRedirects',
  'forwardAuthorizationHeader',
  'verifyCertificates',
] as const;

/** A request's `settings`. What is missing, or is inherited, is as in a new request. @throws {FormatError} */
export function readSettings(value: unknown): RequestOptions {
  const settings = mappingIn(value, 'settings');
  const { options } = emptyRequest();
  const { followRedirects, maxRedirects, timeout } = settings;
  return {
    followRedirects: typeof followRedirects === 'boolean' ? followRedirects : options.followRedirects,
    maxRedirects: whole(maxRedirects, 100) ?? options.maxRedirects,
    timeoutMs: whole(timeout, 86_400_000) ?? options.timeoutMs,
    verifyCertificates: settings['verifyCertificates'] !== false,
  };
}

function whole(value: unknown, most: number): number | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  return Math.round(Math.min(Math.max(value, 0), most));
}

/** @throws {FormatError} */
export function settingsWithChanges(
  value: unknown,
  before: RequestOptions,
  after: RequestOptions,
): YamlMapping {
  let settings = mappingIn(value, 'settings');
  const put = (key: string, setting: unknown) => (settings = withKey(settings, key, setting, settingsKeys));
  if (after.timeoutMs !== before.timeoutMs) put('timeout', after.timeoutMs);
  if (after.followRedirects !== before.followRedirects) put('followRedirects', after.followRedirects);
  if (after.maxRedirects !== before.maxRedirects) put('maxRedirects', after.maxRedirects);
  // Parley's own: other programs would not know what to do with it, so it is there only where it says something.
  if (after.verifyCertificates !== before.verifyCertificates) {
    put('verifyCertificates', after.verifyCertificates ? undefined : false);
  }
  return settings;
}

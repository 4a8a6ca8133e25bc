import { expect, test } from 'vitest';
import { updateFailureText } from './failure-text.ts';

const failure = (message: string, facts: object) => Object.assign(new Error(message), facts);

test.each([
  [failure('connect ECONNREFUSED 127.0.0.1:9', { code: 'ECONNREFUSED' }), 'could not be reached'],
  [failure('net::ERR_INTERNET_DISCONNECTED', {}), 'could not be reached'],
  [failure('Request timed out', {}), 'could not be reached'],
  [failure('self-signed certificate', { code: 'CERT_HAS_EXPIRED' }), 'could not be reached'],
  [failure('503 …', { code: 'HTTP_ERROR_503', statusCode: 503 }), 'answered 503'],
  [failure('no space left on device', { code: 'ENOSPC' }), 'disk is full'],
  [failure('sha512 checksum mismatch', { code: 'ERR_CHECKSUM_MISMATCH' }), 'was thrown away'],
  [failure('Cannot find channel', { code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' }), 'nothing for this system'],
])('%s is told in words for a person', (cause, text) => {
  expect(updateFailureText(cause)).toMatch(text);
});

test('of what has no words yet, the first line is told', () => {
  expect(updateFailureText(failure('Something else\n  at a request with headers', {}))).toBe(
    'The update failed: Something else',
  );
  expect(updateFailureText('thrown')).toBe('The update failed: thrown');
});

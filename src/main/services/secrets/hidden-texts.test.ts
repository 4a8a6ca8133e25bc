import { expect, test } from 'vitest';
import { HiddenTexts } from './hidden-texts.ts';

test('a secret is hidden in every form that a request gives it', () => {
  const secret = 'Ein "Wört" & /';
  const hidden = new HiddenTexts('•', [secret]);
  for (const form of [
    secret,
    secret.toLowerCase(),
    encodeURIComponent(secret),
    'Ein+%22W%C3%B6rt%22+%26+%2F',
    'Ein%20"W%C3%B6rt"%20&%20/',
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ]) {
    expect(hidden.in(`before ${form} behind ${form}`)).toBe('before • behind •');
  }
});

test('of secrets that are parts of others nothing is left, nor of those added later', () => {
  const hidden = new HiddenTexts('•', ['pass', 'pass.word']);
  hidden.add(['later']);
  expect(hidden.in('pass pass.word passXword later')).toBe('• • •Xword •');
});

test('what is too short to be a secret hides nothing, and so does nothing at all', () => {
  expect(new HiddenTexts('•', ['', 'a', 'ab']).in('a cab')).toBe('a cab');
  expect(new HiddenTexts('•').in('a cab')).toBe('a cab');
});

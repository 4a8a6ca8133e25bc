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

test('a secret is hidden without the blanks around it, in whatever case, as a path parameter and as redirects have it', () => {
  const hidden = new HiddenTexts('•', [' Ein "Wört"/{\'}\n']);
  for (const form of [
    'Ein "Wört"/{\'}',
    'EIN "wört"/{\'}',
    'Ein%20"W%c3%b6rt"%2F{\'}',
    "Ein%20%22W%C3%B6rt%22/%7B'%7D",
    'Ein%20%22W%C3%B6rt%22/{%27}',
  ]) {
    expect(hidden.in(`before ${form} behind`)).toBe('before • behind');
  }
});

test('of a secret that a text was cut off in, nothing is left', () => {
  const hidden = new HiddenTexts('•', ['pass word', 'else']);
  expect(hidden.in('http://x/pass… and http://x/pass%20w… and pa… and pass')).toBe(
    'http://x/•… and http://x/•… and pa… and pass',
  );
});

test('of secrets that are parts of others nothing is left, nor of those added later', () => {
  const hidden = new HiddenTexts('•', ['pass', 'pass.word']);
  hidden.add(['later']);
  expect(hidden.in('pass pass.word passXword later')).toBe('• • •Xword •');
});

test('what is too short to be a secret hides nothing, and so does nothing at all', () => {
  expect(new HiddenTexts('•', ['', 'a', 'ab', ' a ', '#abc'.slice(0, 2), '/..']).in('a cab')).toBe('a cab');
  expect(new HiddenTexts('•').in('a cab')).toBe('a cab');
});

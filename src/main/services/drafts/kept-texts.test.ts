import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';
import { hashOf, KeptTexts } from './kept-texts.ts';

test('a text that is kept twice at once is kept, for both', async () => {
  const texts = await KeptTexts.open(await temporaryFolder(), (error) => {
    throw error;
  });
  const ids = Array.from({ length: 30 }, newId);
  await Promise.all(ids.flatMap((id) => [texts.keep(id, 'a text'), texts.keep(id, 'a text')]));
  for (const id of ids) expect(await texts.read(id, hashOf('a text'))).toBe('a text');
});

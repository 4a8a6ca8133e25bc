import { describe, expect, it } from 'vitest';
import { MessageSplitter } from './message-splitter.ts';

/** What comes out when these bytes come in, cut at every `size`. */
function split(bytes: Buffer, size: number): string[] {
  const splitter = new MessageSplitter();
  const messages: string[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    messages.push(...splitter.push(bytes.subarray(start, start + size)));
  }
  return messages;
}

describe("the pipe's messages", () => {
  const texts = ['{"id":1}', '{"text":"ä😀"}', '{}'];
  const bytes = Buffer.from(texts.map((text) => `${text}\0`).join(''));

  it.each([1, 2, 3, 7, bytes.length])('come whole, whatever the pieces (%i bytes)', (size) => {
    expect(split(bytes, size)).toEqual(texts);
  });

  it('wait for their end', () => {
    expect(split(Buffer.from('{"id":1}\0{"id":'), 100)).toEqual(['{"id":1}']);
  });
});

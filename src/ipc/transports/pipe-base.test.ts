import { describe, expect, it, vi } from 'vitest';
import { PipeBase } from './pipe-base.ts';

function createReceiver() {
  const seen: unknown[] = [];
  return {
    seen,
    frame: (frame: unknown) => void seen.push(frame),
    end: (cause?: Error) => void seen.push(`end: ${cause?.message ?? 'asked for'}`),
  };
}

describe('a pipe', () => {
  it('keeps what comes before it is started, and its end', () => {
    const release = vi.fn();
    const pipe = new PipeBase({ send: () => undefined, release });
    pipe.deliver('early');
    pipe.deliver('last');
    pipe.end(new Error('gone'));
    pipe.deliver('after the end');
    const receiver = createReceiver();
    pipe.start(receiver);
    expect(receiver.seen).toEqual(['early', 'last', 'end: gone']);
    expect(release).toHaveBeenCalledOnce();
  });

  it('tells of its end once, also where its receiver ends it on what came early', () => {
    const pipe = new PipeBase({ send: () => undefined, release: () => undefined });
    pipe.deliver('early');
    pipe.deliver('never seen');
    const receiver = createReceiver();
    pipe.start({
      ...receiver,
      frame(frame) {
        receiver.frame(frame);
        pipe.close();
      },
    });
    pipe.close();
    expect(receiver.seen).toEqual(['early', 'end: asked for']);
  });

  it('ends where nobody starts it and more and more comes', () => {
    const release = vi.fn();
    const pipe = new PipeBase({ send: () => undefined, release });
    for (let i = 0; i < 2000; i += 1) pipe.deliver(i);
    expect(release).toHaveBeenCalledOnce();
    const receiver = createReceiver();
    pipe.start(receiver);
    expect(receiver.seen.length).toBeLessThan(1100);
    expect(receiver.seen.at(-1)).toBe('end: Nobody has taken what came over the pipe');
  });

  it('ends where its transport can not send', () => {
    const pipe = new PipeBase({
      send() {
        throw new Error('the frame was disposed of');
      },
      release: () => undefined,
    });
    const receiver = createReceiver();
    pipe.start(receiver);
    pipe.send('a frame');
    pipe.send('another');
    expect(receiver.seen).toEqual(['end: the frame was disposed of']);
  });
});

import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { MessageChannelMain, type MessagePortMain } from './message-ports.ts';

/** The next message of a port: its data, and the ports that it carries. */
async function next(port: MessagePortMain): Promise<{ data: unknown; ports: MessagePortMain[] }> {
  const [message] = await once(port, 'message');
  return message;
}

describe('a channel in main', () => {
  it('carries a clone, and keeps it until somebody listens', async () => {
    const { port1, port2 } = new MessageChannelMain();
    const sent = new Map([['key', [1]]]);
    port1.postMessage(sent);
    const arrived = next(port2);
    port2.start();
    const { data } = await arrived;
    expect(data).toEqual(sent);
    expect(data).not.toBe(sent);
  });

  it('carries ports, which are then gone from where they were', async () => {
    const outer = new MessageChannelMain();
    const inner = new MessageChannelMain();
    outer.port1.postMessage('take it', [inner.port2]);
    expect(() => outer.port1.postMessage('again', [inner.port2])).toThrow(
      'Port at index 0 is already neutered',
    );

    const arrived = next(outer.port2);
    outer.port2.start();
    const [port] = (await arrived).ports;
    inner.port1.postMessage('through');
    if (!port) throw new Error('no port came');
    const through = next(port);
    port.start();
    expect((await through).data).toBe('through');
  });

  it('tells the other end of its closing, after what was sent before', async () => {
    const { port1, port2 } = new MessageChannelMain();
    const heard: unknown[] = [];
    port2.on('message', ({ data }: { data: unknown }) => heard.push(data));
    port1.postMessage('last');
    port1.close();
    const closed = once(port2, 'close');
    port2.start();
    await closed;
    expect(heard).toEqual(['last']);
  });

  it('refuses what no clone can be made of', () => {
    const { port1 } = new MessageChannelMain();
    expect(() => port1.postMessage(() => 1)).toThrow('An object could not be cloned.');
  });
});

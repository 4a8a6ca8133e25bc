import { describe, expect, it } from 'vitest';
import { PageGate } from './page-gate.ts';

const never = 60_000;

describe('a new page', () => {
  it('is held for the other client until the scripts of the double are sent', async () => {
    const gate = new PageGate();
    const order: string[] = [];
    const released = gate.whenReady('page').then(() => order.push('released'));
    order.push('scripts');
    gate.ready('page');
    await released;
    expect(order).toEqual(['scripts', 'released']);
  });

  it('is held for the double until the other client is done', async () => {
    const gate = new PageGate();
    const order: string[] = [];
    const released = gate.whenOtherIsReady('page', never).then(() => order.push('released'));
    order.push('other client');
    gate.otherIsReady('page');
    await released;
    expect(order).toEqual(['other client', 'released']);
  });

  it('does not wait for a client that never comes', async () => {
    await expect(new PageGate().whenOtherIsReady('page', 1)).resolves.toBeUndefined();
  });

  it('holds nobody once it is gone', async () => {
    const gate = new PageGate();
    const waiting = [gate.whenReady('page'), gate.whenOtherIsReady('page', never)];
    gate.forget('page');
    await expect(Promise.all(waiting)).resolves.toHaveLength(2);
  });
});

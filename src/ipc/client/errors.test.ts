import { expect, it } from 'vitest';
import { callUser } from './errors.ts';

it('runs on where a callback of its user throws, and reports that as any uncaught error is', async () => {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  try {
    const uncaught = new Promise((resolve) => {
      process.once('uncaughtException', resolve);
    });
    callUser(() => {
      throw new Error('of the user');
    });
    expect(await uncaught).toMatchObject({ message: 'of the user' });
  } finally {
    for (const listener of others) process.on('uncaughtException', listener);
  }
});

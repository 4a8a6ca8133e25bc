import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SecondInstance, SingleInstanceLock } from './single-instance.ts';

const own: SecondInstance = { argv: ['app'], workingDirectory: '/', additionalData: null };
let folder: string;
let lock: SingleInstanceLock;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'single-instance-'));
  lock = new SingleInstanceLock();
});
afterEach(() => {
  lock.release();
  rmSync(folder, { recursive: true });
});

it('is held by the first, who hears of a second', async () => {
  const heard = new Promise<SecondInstance>((resolve) => {
    expect(lock.request(folder, own, resolve)).toBe(true);
  });
  const second = { argv: ['app', '--again'], workingDirectory: '/tmp', additionalData: { a: 1 } };
  const socket = connect(path.join(folder, 'SingletonSocket'));
  socket.write(`${JSON.stringify(second)}\n`);
  expect(await text(socket)).toBe('heard');
  expect(await heard).toEqual(second);
  expect(lock.isHeld).toBe(true);
});

it('is free again after its release', () => {
  lock.request(folder, own, () => undefined);
  lock.release();
  expect(lock.isHeld).toBe(false);
  expect(new SingleInstanceLock().request(folder, own, () => undefined)).toBe(true);
});

it('is not held by what a killed instance has left', () => {
  writeFileSync(path.join(folder, 'SingletonSocket'), '');
  expect(lock.request(folder, own, () => undefined)).toBe(true);
});

it('says so where the folder is too deep for a socket', () => {
  const deep = path.join(folder, 'deep'.repeat(40));
  expect(() => lock.request(deep, own, () => undefined)).toThrow('too long for a socket');
});

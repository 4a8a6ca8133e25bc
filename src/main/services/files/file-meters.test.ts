import { expect, test } from 'vitest';
import { FileMeters } from './file-meters.ts';

test('who watches a file is told when it is begun, how far it is, and when it is over', async () => {
  const meters = new FileMeters();
  const end = new AbortController();
  const told = meters.watch('/a', end.signal);
  const next = async () => (await told.next()).value;
  expect(await next()).toBeNull();
  const waiting = next();
  using other = meters.begin('/b', 'reading', 5);
  other.add(5);
  const meter = meters.begin('/a', 'reading', 10);
  expect(await waiting).toEqual({ doing: 'reading', doneBytes: 0, totalBytes: 10 });
  meter.add(4);
  meter.add(4);
  expect(await next()).toEqual({ doing: 'reading', doneBytes: 8, totalBytes: 10 });
  const second = meters.begin('/a', 'writing', 20);
  meter[Symbol.dispose]();
  expect(await next()).toEqual({ doing: 'writing', doneBytes: 0, totalBytes: 20 });
  second[Symbol.dispose]();
  expect(await next()).toBeNull();
  const last = next();
  end.abort(new Error('gone'));
  await expect(last).rejects.toThrow('gone');
});

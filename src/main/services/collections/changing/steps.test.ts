import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { collectionFolder, requestText } from '#test/harness/services/collections.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { wholeTexts } from '../../files/text-files.ts';
import { newId } from '../../ids.ts';
import { CollectionTree } from '../tree/collection-tree.ts';
import { Bin } from './bin.ts';
import { DoneChanges } from './done-changes.ts';
import { ChangeUnderWay } from './change-under-way.ts';
import type { Info } from './info-text.ts';
import { Steps } from './steps.ts';

/** A change of a collection with one request; what is told of its moves fails where that is in `failing`. */
async function changeOf(failing: readonly string[]) {
  const { path } = await collectionFolder({ 'a.yml': requestText('a') });
  const id = newId();
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const files = await CollectionTree.open({ folders: [{ id, path }], idKey: 'key', onError });
  onTestFinished(() => files[Symbol.asyncDispose]());
  const bin = await Bin.open({ folder: join(await temporaryFolder(), 'bin'), onError });
  const told: string[] = [];
  const reads: string[] = [];
  const tell = (what: string) => () => {
    told.push(what);
    return failing.includes(what) ? Promise.reject(new Error(`${what} failed`)) : Promise.resolve();
  };
  const steps = new Steps({
    files,
    bin,
    texts: {
      ...wholeTexts,
      read: (file, signal) => {
        signal?.throwIfAborted();
        reads.push(file);
        return wholeTexts.read(file);
      },
    },
    beforeMove: tell('beforeMove'),
    afterMove: tell('afterMove'),
    notMoved: tell('notMoved'),
    onError,
  });
  const place = (inner: string) => ({ collectionId: id, path: inner });
  const change = new ChangeUnderWay(steps, new DoneChanges(), noSignal());
  return {
    change,
    told,
    reads,
    errors,
    move: (from: string, to: string) => change.do({ do: 'move', from: place(from), to: place(to) }),
    edit: (inner: string, to: Info, signal: AbortSignal) =>
      change.do({ do: 'edit', place: place(inner), to }, signal),
    read: (inner: string) => readFile(join(path, inner), 'utf8'),
  };
}

test('a move that others can’t be told of beforehand is none, and they hear that', async () => {
  const { move, told, errors, read, change } = await changeOf(['beforeMove', 'notMoved']);
  await expect(move('a.yml', 'b.yml')).rejects.toThrow('beforeMove failed');
  expect(told).toEqual(['beforeMove', 'notMoved']);
  expect(errors).toMatchObject([{ message: 'notMoved failed' }]);
  expect(await read('a.yml')).toBe(requestText('a'));
  expect(change.inverse).toEqual([]);
});

test('a move that fails is told as none', async () => {
  const { move, told } = await changeOf([]);
  await expect(move('a.yml', 'opencollection.yml')).rejects.toMatchObject({ name: 'NameTakenError' });
  expect(told).toEqual(['beforeMove', 'notMoved']);
});

test('a move that others can’t be told of afterwards is done all the same, and can be taken back', async () => {
  const { move, told, errors, read, change } = await changeOf(['afterMove']);
  await move('a.yml', 'b.yml');
  expect(told).toEqual(['beforeMove', 'afterMove']);
  expect(errors).toMatchObject([{ message: 'afterMove failed' }]);
  expect(await read('b.yml')).toBe(requestText('a'));
  await change.takeBack();
  expect(await read('a.yml')).toBe(requestText('a'));
});

test('an edit reads no file, which may be large, once Parley closes', async () => {
  const { edit, read, reads } = await changeOf([]);
  const end = new AbortController();
  end.abort(new Error('closing'));
  await expect(edit('a.yml', { name: 'b' }, end.signal)).rejects.toThrow('closing');
  expect(reads).toEqual([]);
  expect(await read('a.yml')).toBe(requestText('a'));
});

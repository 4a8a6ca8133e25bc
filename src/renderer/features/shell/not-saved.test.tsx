import { render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { startTree } from '#test/harness/stand-in-collections.ts';
import { Failure } from '#router/contracts/failure.ts';
import { inWindow } from '../../test-support/in-window.tsx';
import { MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { idOf, shop } from '../collections/test-support.ts';
import { useTree } from '../collections/use-tree.ts';
import { NotSaved } from './not-saved.tsx';

/** What the window has heard of the tree. */
function Heard() {
  const { collections, isComplete } = useTree();
  return <p>{isComplete ? `Heard of ${collections.map(({ name }) => name).join(', ') || 'none'}` : ''}</p>;
}

/** What was answered to a save that was refused for this. */
async function refusedFor(main: ReturnType<typeof startTree>, failure: Failure): Promise<MainProcessError> {
  main.changes.text.mockRejectedValue(failure);
  const problem = await main.client.collections.text.query({ id: idOf('Get') }).catch(toMainProcessError);
  if (!(problem instanceof MainProcessError)) throw new Error('It was answered.');
  return problem;
}

test.each([
  ['that it is not there', new Failure('PRECONDITION_FAILED', 'It is gone.'), 1],
  [
    'that the system found nothing',
    new Failure('SERVICE_UNAVAILABLE', 'It is gone.', { phase: 'store', errno: 'ENOENT' }),
    1,
  ],
  [
    'anything else',
    new Failure('SERVICE_UNAVAILABLE', 'It is gone.', { phase: 'store', errno: 'EACCES' }),
    0,
  ],
])('a folder that is back ends the notice of %s', async (_what, failure, times) => {
  const main = startTree({ type: 'collections', collections: [shop] });
  const problem = await refusedFor(main, failure);
  const onClose = vi.fn<() => void>();
  render(
    <>
      <NotSaved problem={problem} collectionId={shop.id} onClose={onClose} />
      <Heard />
    </>,
    { wrapper: inWindow(main) },
  );
  await screen.findByText('Not saved: It is gone.');
  for (const state of ['missing', 'reading', 'ready'] as const) {
    expect(onClose).not.toHaveBeenCalled();
    main.tree.add({ type: 'collections', collections: [{ ...shop, name: `Shop, ${state}`, state }] });
    await screen.findByText(`Heard of Shop, ${state}`);
  }
  expect(onClose).toHaveBeenCalledTimes(times);
});

test.each([
  ['NOT_FOUND', 1],
  ['CONFLICT', 0],
] as const)('after %s, a collection that is open again ends the notice %d times', async (code, times) => {
  const main = startTree({ type: 'collections', collections: [] });
  const problem = await refusedFor(main, new Failure(code, 'It is closed.'));
  const onClose = vi.fn<() => void>();
  const other = { ...shop, id: idOf('Other'), name: 'Other' };
  render(
    <>
      <NotSaved problem={problem} collectionId={shop.id} onClose={onClose} />
      <Heard />
    </>,
    { wrapper: inWindow(main) },
  );
  await screen.findByText('Not saved: It is closed.');
  await screen.findByText('Heard of none');
  main.tree.add({ type: 'collections', collections: [other] });
  await screen.findByText('Heard of Other');
  expect(onClose).not.toHaveBeenCalled();
  main.tree.add({ type: 'collections', collections: [other, shop] });
  await screen.findByText('Heard of Other, Shop');
  expect(onClose).toHaveBeenCalledTimes(times);
});

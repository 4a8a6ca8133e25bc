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

test.each([
  ['NOT_FOUND', 1],
  ['CONFLICT', 0],
] as const)('after %s, a collection that is open again ends the notice %d times', async (code, times) => {
  const main = startTree({ type: 'collections', collections: [] });
  main.changes.text.mockRejectedValue(new Failure(code, 'It is closed.'));
  const problem = await main.client.collections.text.query({ id: idOf('Get') }).catch(toMainProcessError);
  if (!(problem instanceof MainProcessError)) throw new Error('It was answered.');
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

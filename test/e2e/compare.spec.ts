import { expect, test } from './test.ts';

test.use({ sharedApp: true });

const lines = Array.from({ length: 300 }, (_, at) => `line ${at + 1}`);

test('a response is compared with the one before it', async ({ parley, server }) => {
  const answer = (body: string) => server.url('/respond', { body, header: 'Content-Type: text/plain' });
  await parley.sendTo(answer(lines.join('\n')));
  await expect(parley.responseBody).toContainText('line 1');
  await parley.sendTo(answer(lines.with(9, 'line ten').toSpliced(200, 1).join('\n')));
  await expect(parley.responseBody).toContainText('line ten');
  await parley.response.getByRole('button', { name: 'Compare' }).click();
  const diff = parley.response.getByRole('list', { name: 'Differences, line by line' });
  await expect(diff.getByRole('listitem', { name: 'Added: line ten' })).toBeInViewport();
  await expect(diff.getByRole('listitem', { name: 'Removed: line 10' })).toBeInViewport();
  await parley.response.getByRole('button', { name: 'Next' }).click();
  await expect(diff.getByRole('listitem', { name: 'Removed: line 201' })).toBeInViewport();
  await parley.response.getByRole('button', { name: 'Go there' }).click();
  await expect(parley.responseBody.getByRole('gridcell', { name: 'line ten' })).toBeInViewport();
});

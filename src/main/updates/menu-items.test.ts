import { expect, test } from 'vitest';
import { type UpdateMenuOptions, updateMenuItems } from './menu-items.ts';

/** The items, and what is done when they are chosen, in order. */
function items(options: Partial<UpdateMenuOptions> = {}) {
  const done: string[] = [];
  const [check, checkAtStart] = updateMenuItems({
    updates: { check: () => Promise.resolve(void done.push('check')) },
    showWindow: () => done.push('show'),
    checksAtStart: false,
    setChecksAtStart: (chosen) => done.push(`at start: ${chosen}`),
    ...options,
  });
  /** As Electron does, which has changed the mark of an item by then. */
  const choose = (item: typeof check, checked: boolean) =>
    Reflect.apply(item?.click ?? expect.fail, item, [{ checked }]);
  return { done, check, checkAtStart, choose };
}

test('who looks for updates sees the window that tells of them', () => {
  const { done, check, choose } = items();
  choose(check, false);
  expect(done).toEqual(['show', 'check']);
});

test.each([true, false])(
  'the mark of the check at start shows the choice, here %s, and sets it',
  (chosen) => {
    const { done, checkAtStart, choose } = items({ checksAtStart: !chosen });
    expect(checkAtStart).toMatchObject({ type: 'checkbox', checked: !chosen });
    choose(checkAtStart, chosen);
    expect(done).toEqual([`at start: ${chosen}`]);
  },
);

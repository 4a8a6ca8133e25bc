import { expect, test } from './test.ts';

test.use({ sharedApp: true });

// That tabs and their edits are there after a reload and after a kill is in survival.spec.ts.

test.describe('on any host', { tag: '@anyHost' }, () => {
  test('a response goes on arriving in a tab that is not shown', async ({ parley, server }) => {
    await parley.sendTo(server.url('/held', { gate: 'rest' }));
    await expect(parley.responseBody).toContainText('first piece');
    await parley.openTab(server.url('/echo'));
    await parley.send.click();
    await expect(parley.status).toHaveText('200 OK');
    server.open('rest');
    await parley.page.keyboard.press('Alt+PageUp');
    await expect(parley.responseBody).toContainText('second piece');
    await expect(parley.send).toBeVisible();
    expect(server.requests).toHaveLength(2);
  });

  test('closing a tab ends what it was receiving', async ({ parley, server }) => {
    await parley.sendTo(server.url('/held', { gate: 'never' }));
    await expect(parley.responseBody).toContainText('first piece');
    const { closed } = await server.request('/held');
    await parley.page.keyboard.press('Alt+w');
    await parley.page.getByRole('button', { name: 'Don’t save' }).click();
    await closed;
    await expect(parley.openTabs).toHaveCount(0);
  });

  test('by keys alone: tabs are opened, gone through, put in order, closed and had again', async ({
    parley,
  }) => {
    const { keyboard } = parley.page;
    await parley.url.fill('http://127.0.0.1/first');
    await keyboard.press('ControlOrMeta+Alt+n');
    await expect(parley.url).toBeFocused();
    await keyboard.type('http://127.0.0.1/second');
    await keyboard.press('Alt+PageDown');
    await expect(parley.url).toHaveValue('http://127.0.0.1/first');
    await keyboard.press('Alt+Shift+PageDown');
    await expect.poll(() => parley.tabTitles()).toEqual(['127.0.0.1/second', '127.0.0.1/first']);
    // What is not in a file is asked about; one that is empty is not.
    await keyboard.press('Alt+w');
    await expect(parley.page.getByText('Save this request before you close it?')).toBeVisible();
    await keyboard.press('Escape');
    await expect(parley.openTabs).toHaveCount(2);
    await keyboard.press('ControlOrMeta+Alt+n');
    await expect(parley.openTabs).toHaveCount(3);
    await keyboard.press('Alt+w');
    await expect(parley.openTabs).toHaveCount(2);
  });

  test('the palette finds commands, and the sidebar goes and comes', async ({ parley }) => {
    const sidebar = parley.page.getByRole('navigation', { name: 'Saved requests' });
    await expect(sidebar).toBeVisible();
    await parley.page.keyboard.press('ControlOrMeta+k');
    await parley.page.keyboard.type('hide coll');
    await parley.page.keyboard.press('Enter');
    await expect(sidebar).toBeHidden();
    await parley.page.reload();
    await expect(parley.url).toBeVisible();
    await expect(sidebar).toBeHidden();
    await parley.page.keyboard.press('ControlOrMeta+b');
    await expect(sidebar).toBeVisible();
  });
});

test.describe('in the desktop app', () => {
  test.skip(
    ({ hostKind }) => hostKind === 'web',
    'a browser keeps these keys for itself, and has another menu',
  );

  test('Ctrl+W closes a tab and not the window; Ctrl+Tab goes to the next', async ({ desktop, parley }) => {
    await parley.url.fill('http://127.0.0.1/first');
    await parley.openTab('http://127.0.0.1/second');
    await parley.page.keyboard.press('Control+Tab');
    await expect(parley.url).toHaveValue('http://127.0.0.1/first');
    await desktop.pressMenuItem('New Request', parley);
    await expect(parley.openTabs).toHaveCount(3);
    await desktop.pressMenuItem('Close Tab', parley);
    await expect(parley.openTabs).toHaveCount(2);
    await parley.newRequest.click();
    await parley.page.keyboard.press('ControlOrMeta+w');
    await expect(parley.openTabs).toHaveCount(2);
    expect(desktop.app.windows()).toHaveLength(1);
  });
});

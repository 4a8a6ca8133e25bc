import { expect, type Locator, type Page } from '@playwright/test';

/** What a person sees and does in a window of Parley, by the names that assistive technology reads out. */
export class ParleyPage {
  readonly request: Locator;
  readonly response: Locator;
  readonly url: Locator;
  readonly method: Locator;
  readonly send: Locator;
  readonly cancel: Locator;
  readonly requestBody: Locator;
  readonly responseBody: Locator;
  readonly responseBytes: Locator;
  readonly status: Locator;
  readonly alert: Locator;
  readonly saveResponse: Locator;
  readonly newRequest: Locator;
  /** The open requests, in the bar above. */
  readonly openTabs: Locator;
  readonly activeTab: Locator;

  constructor(readonly page: Page) {
    this.request = page.getByRole('region', { name: 'Request', exact: true });
    this.response = page.getByRole('region', { name: 'Response', exact: true });
    this.url = page.getByRole('textbox', { name: 'URL', exact: true });
    this.method = page.getByRole('combobox', { name: 'Method' });
    this.send = page.getByRole('button', { name: 'Send', exact: true });
    this.cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    this.requestBody = page.getByRole('textbox', { name: 'Request body' });
    this.responseBody = this.response.getByRole('grid', { name: 'Response body' });
    this.responseBytes = this.response.getByRole('grid', { name: 'Bytes of the response' });
    this.status = page.getByRole('status', { name: 'Response status' });
    this.alert = this.response.getByRole('alert');
    this.saveResponse = page.getByRole('button', { name: 'Save response' });
    this.newRequest = page.getByRole('button', { name: 'New request', exact: true });
    const bar = page.getByRole('tablist', { name: 'Open requests' });
    this.openTabs = bar.getByRole('tab');
    this.activeTab = bar.getByRole('tab', { selected: true });
  }

  /** Opens the app and waits until it can be typed into. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.waitUntilReady();
  }

  /** The window can be typed into. */
  async waitUntilReady(): Promise<void> {
    await expect(this.url).toBeEditable();
  }

  /** Sends a GET to an address, as a person would type it. */
  async sendTo(url: string): Promise<void> {
    await this.url.fill(url);
    await this.url.press('Enter');
  }

  /** Types an address into a new tab. */
  async openTab(url: string): Promise<void> {
    await this.newRequest.click();
    await expect(this.url).toHaveValue('');
    await this.url.fill(url);
  }

  /** What the tabs are called, in their order. */
  tabTitles(): Promise<string[]> {
    return this.openTabs.locator('.tab-title').allTextContents();
  }

  /** Types a method and goes on to the next field, which closes the list of common ones. */
  async chooseMethod(method: string): Promise<void> {
    await this.method.fill(method);
    await this.method.press('Tab');
  }

  /** Opens a tab of a pane. */
  async tab(pane: Locator, name: string): Promise<void> {
    await pane.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  /** Fills the nth row of the table that is shown, and thus makes it. */
  async fillRow(kind: string, number: number, name: string, value: string): Promise<void> {
    await this.request.getByRole('textbox', { name: `${kind} ${number} name` }).fill(name);
    await this.request.getByRole('textbox', { name: `${kind} ${number} value` }).fill(value);
  }

  /** Chooses what kind of body the request has. */
  async chooseBody(kind: string): Promise<void> {
    await this.tab(this.request, 'Body');
    await this.request
      .getByRole('radiogroup', { name: 'Kind of body' })
      .getByText(kind, { exact: true })
      .click();
  }

  /** Types a body of a kind that has an editor. */
  async typeBody(kind: string, text: string): Promise<void> {
    await this.chooseBody(kind);
    await this.requestBody.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  /** From now on the page does nothing else any more. */
  async hang(): Promise<void> {
    await this.page.evaluate(() => {
      setTimeout(() => {
        for (;;);
      });
    });
  }

  /** The edits of all tabs have reached the disk. */
  async waitUntilSaved(): Promise<void> {
    await expect(this.page.getByText('Edits kept', { exact: true })).toBeVisible();
  }
}

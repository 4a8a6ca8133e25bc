import { NumberInput, Switch } from '@mantine/core';
import { type RequestFormProps, withOptions } from './request-editing.ts';

const maxTimeoutMs = 86_400_000;

/** How the request is sent: redirects, time and trust. */
export function OptionsForm({ request: { options }, edit }: RequestFormProps) {
  return (
    <div className="options">
      <Switch
        label="Follow redirects"
        description="The response is that of the last place the server sends to."
        checked={options.followRedirects}
        onChange={({ currentTarget: { checked } }) =>
          edit((now) => withOptions(now, { followRedirects: checked }))
        }
      />
      <NumberInput
        className="options-number"
        label="Redirects at most"
        disabled={!options.followRedirects}
        value={options.maxRedirects}
        onChange={(value) => edit((now) => withOptions(now, { maxRedirects: whole(value) }))}
        min={0}
        max={100}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
      />
      <NumberInput
        className="options-number"
        label="Timeout"
        description="For the whole exchange, in milliseconds; 0 waits for ever."
        value={options.timeoutMs}
        onChange={(value) => edit((now) => withOptions(now, { timeoutMs: whole(value) }))}
        min={0}
        max={maxTimeoutMs}
        step={1000}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        suffix=" ms"
      />
      <Switch
        label="Check certificates"
        description="Off: any server may answer, for this request alone. Only for servers whose certificate you can't check."
        checked={options.verifyCertificates}
        onChange={({ currentTarget: { checked } }) =>
          edit((now) => withOptions(now, { verifyCertificates: checked }))
        }
      />
    </div>
  );
}

/** What a number field holds, which is text or nothing while it is being typed. */
function whole(value: number | string): number {
  const number = typeof value === 'number' ? value : Number.parseInt(value, 10);
  return Number.isSafeInteger(number) ? number : 0;
}

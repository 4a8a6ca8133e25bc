import { BlockList, isIP } from 'node:net';
import { Failure } from '#router/contracts/failure.ts';
import { parseTarget, type Target } from './target.ts';

export interface Proxy {
  readonly target: Target;
  /** The environment variable that named it. */
  readonly variable: string;
}

export type ProxyEnv = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a target by the usual variables, lower case first: HTTP_PROXY for http, HTTPS_PROXY for https,
 * NO_PROXY for hosts that are reached directly.
 * @returns undefined where the way is direct.
 * @throws {Failure} PRECONDITION_FAILED of phase `proxy` where the variable holds no http or https address.
 */
export function proxyFor(target: Target, env: ProxyEnv): Proxy | undefined {
  const name = target.secure ? 'https_proxy' : 'http_proxy';
  const variable = [name, name.toUpperCase()].find((candidate) => (env[candidate] ?? '') !== '');
  const value = variable === undefined ? undefined : env[variable];
  if (variable === undefined || value === undefined) return undefined;
  if (isExempt(target, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  return { target: parseProxy(value, variable, target), variable };
}

function parseProxy(value: string, variable: string, { hostname, port }: Target): Target {
  try {
    return parseTarget(value);
  } catch (cause) {
    const text = `The environment variable ${variable} does not hold the address of an http or https proxy. Correct it and start Parley again.`;
    // Of a proxy that can't be read there is no host: the one that was asked for stands for it.
    const details = { phase: 'proxy', errno: 'ERR_INVALID_URL', host: hostname, port } as const;
    throw new Failure('PRECONDITION_FAILED', text, details, { cause });
  }
}

/** NO_PROXY: host names with their subdomains, addresses, address ranges, each with or without a port; `*` for all. */
function isExempt({ hostname, host, port }: Target, noProxy: string): boolean {
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return isInRange(host, entry);
      const [, name = entry, entryPort] = /^(.*[^:]):(\d+)$/.exec(entry) ?? [];
      if (isIP(entry) === 0 && entryPort !== undefined && Number(entryPort) !== port) return false;
      const wanted = (isIP(entry) === 0 ? name : entry).replace(/^\*?\./, '').replace(/^\[|\]$/g, '');
      return host === wanted || hostname.endsWith(`.${wanted}`);
    });
}

/** Whether an address lies in a range such as 10.0.0.0/8. */
function isInRange(host: string, range: string): boolean {
  const [network = '', length = ''] = range.split('/');
  const family = isIP(network);
  const longest = family === 6 ? 128 : 32;
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(length) || Number(length) > longest)
    return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(length), type);
  return list.check(host, type);
}

// Put in place by the build; a test that runs the source has neither.
declare const __APP_VERSION__: string | undefined;
declare const __DEV__: boolean | undefined;

/** The version in package.json, such as `0.1.0`. */
export const appVersion = typeof __APP_VERSION__ === 'string' ? __APP_VERSION__ : '0.0.0';

/** Whether this is a development build: stack traces cross to the window, and pages come from the dev server. */
export const isDev = typeof __DEV__ === 'boolean' && __DEV__;

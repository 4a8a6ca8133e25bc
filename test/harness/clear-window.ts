import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach } from 'vitest';

// Testing Library does this by itself where it is loaded, which is for the first file of a worker only: the others share
// its modules, and the window.
beforeAll(() => void Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true));
// Nothing is remembered, and the address names no tabs.
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, '', '/');
});
afterEach(() => {
  cleanup();
  // The one that user-event has put there.
  Reflect.deleteProperty(navigator, 'clipboard');
});

// The part of the address after '#': which part of the page is open, and that part's state.

import { signal } from '@preact/signals';

export interface Address {
  part: string;
  state: URLSearchParams;
}

function read(): Address {
  const [part, state = ''] = location.hash.slice(1).split('?');
  return { part: part || 'neuron', state: new URLSearchParams(state) };
}

/** The address that was opened, by a link, a bookmark or the back button; not what `keepState` wrote. */
export const address = signal(read());

addEventListener('hashchange', () => {
  address.value = read();
});

/** Writes a part's state into the address, without a step in the history. */
export function keepState(part: string, state: URLSearchParams): void {
  const text = state.toString();
  const hash = `#${part}${text ? `?${text}` : ''}`;
  if (location.hash !== hash) history.replaceState(history.state, '', hash);
}

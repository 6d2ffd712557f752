// The page: a header to go between the four parts, and the part that is open, loaded when it is first asked for.

import '@fontsource-variable/figtree';
import { type ComponentType, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { address } from './shared/address.ts';
import { Icon } from './shared/controls.tsx';
import { theme, toggleTheme } from './shared/theme.ts';
import './styles.css';

type Part = { default: ComponentType };

const PARTS: { name: string; title: string; load: () => Promise<Part> }[] = [
  { name: 'neuron', title: 'The neuron', load: () => import('./neuron/index.tsx') },
  { name: 'network', title: 'The network', load: () => import('./network/index.tsx') },
  { name: 'digits', title: 'Digits', load: () => import('./digits/index.tsx') },
  { name: 'race', title: 'The race', load: () => import('./race/index.tsx') },
];

function Page() {
  const open = PARTS.find(({ name }) => name === address.value.part) ?? PARTS[0];
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href="#neuron">
          <img src="./icon.svg" alt="" width="26" height="26" />
          neurite
        </a>
        <nav aria-label="Parts">
          {PARTS.map(({ name, title }, index) => (
            <a key={name} href={`#${name}`} aria-current={name === open.name ? 'page' : undefined}>
              <span class="number" aria-hidden="true">
                {index + 1}
              </span>
              {title}
            </a>
          ))}
        </nav>
        <button
          type="button"
          class="button quiet only-icon"
          onClick={toggleTheme}
          aria-label={theme.value === 'dark' ? 'Light colours' : 'Dark colours'}
        >
          <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
        </button>
      </header>
      <OpenPart key={open.name} {...open} />
      <footer class="bottom">
        Everything is computed on this device, by neurite. Nothing is sent anywhere; the page keeps working without a
        network.
      </footer>
    </>
  );
}

function OpenPart({ name, title, load }: (typeof PARTS)[number]) {
  const [Part, setPart] = useState<ComponentType>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    document.title = `${title} · neurite playground`;
    let shown = true;
    load().then(
      (part) => shown && setPart(() => part.default),
      (error) => shown && setProblem(String(error)),
    );
    return () => {
      shown = false;
    };
  }, [load, title]);
  return (
    <main id="main" class={`part part-${name}`} tabIndex={-1}>
      {Part ? <Part /> : <p class="waiting">{problem ?? ' '}</p>}
    </main>
  );
}

render(<Page />, document.getElementById('page') as HTMLElement);

// Keeps the page for when there is no network, once everything else is there.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  addEventListener('load', () => {
    setTimeout(() => navigator.serviceWorker.register('./offline.js').catch(() => {}), 1500);
  });
}

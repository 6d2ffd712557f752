// Light and dark: what the visitor chose, else what the system says. Colours stand in styles.css; canvases read them here.

import { computed, effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';
/** Red, green, blue: 0 … 255. */
export type Colour = readonly [number, number, number];

const KEY = 'neurite-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(system.matches);
system.addEventListener('change', () => {
  systemIsDark.value = system.matches;
});

const chosen = signal(localStorage.getItem(KEY) as Theme | null);
export const theme = computed<Theme>(() => chosen.value ?? (systemIsDark.value ? 'dark' : 'light'));

export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, chosen.value);
}

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** The colours that drawings use, by the present theme. */
export const palette = computed(() => {
  document.documentElement.dataset.theme = theme.value; // the style below must be the new theme's
  const style = getComputedStyle(document.documentElement);
  const css = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    css,
    ink: css('ink'),
    inkColour: parse(css('ink')),
    faint: css('ink-faint'),
    line: css('line'),
    card: css('card'),
    positive: parse(css('positive')),
    negative: parse(css('negative')),
    neutral: parse(css('neutral')),
    classes: [1, 2, 3, 4, 5, 6].map((number) => parse(css(`class-${number}`))),
  };
});

function parse(hex: string): Colour {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

export function cssColour([red, green, blue]: Colour, alpha = 1): string {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${alpha})`;
}

/** A colour between two. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** The colour of a share from 0 (negative) by 0.5 (neutral) to 1 (positive). */
export function between(share: number): Colour {
  const { negative, neutral, positive } = palette.value;
  return share < 0.5
    ? mix(neutral, negative, 1 - 2 * Math.max(0, share))
    : mix(neutral, positive, 2 * Math.min(1, share) - 1);
}
